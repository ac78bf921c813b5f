"""The contact-facts socket: what lists and segments can ask about a person, told by this room and by higher ones.

    facts.add(
        OfRows(
            name="campaigns.came",
            label=_("Came to"),
            kind=Kind.CHOICE,
            group=_("Actions"),
            rows=lambda asking: Signup.objects.filter(status="attended"),
            of="action_id",
            options=actions,
        )
    )                                                  # in <app>/facts.py, imported by AppConfig.ready()

A fact narrows a queryset of contacts by a condition (`where`) and can stand beside them as a column (`shown`): both
are part of one statement, however many people there are. It never widens: people are scoped before it is asked.
"""

from contacts.facts.asking import Asking, Brief, Choice
from contacts.facts.kinds import Fact, Kind, OfContact, OfRows
from contacts.facts.operators import OPERATORS, Operator
from contacts.facts.registry import Source, add, add_source, brief_of, fact, facts, facts_for

__all__ = [
    "OPERATORS",
    "Asking",
    "Brief",
    "Choice",
    "Fact",
    "Kind",
    "OfContact",
    "OfRows",
    "Operator",
    "Source",
    "add",
    "add_source",
    "brief_of",
    "fact",
    "facts",
    "facts_for",
]
