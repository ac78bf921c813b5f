"""Saved lists that every organization finds useful on its first day, kept through the service."""

from contacts.services import save_segment
from crm.access.actors import System

PARENTS = {"fact": "contacts.stake", "is": "is", "value": ["parent"]}
LISTS = (
    ("Parents to talk with again", PARENTS, {"fact": "contacts.last_talk", "is": "not_in_last", "value": 60}),
    (
        "Nobody follows up",
        {"fact": "contacts.last_talk", "is": "in_last", "value": 120},
        {"fact": "tasks.next_step", "is": "no"},
    ),
    (
        "Spanish speakers we may text",
        {"fact": "contacts.language", "is": "is", "value": ["es"]},
        {"fact": "contacts.may_text", "is": "yes"},
    ),
)


def plant(*, by: System) -> int:
    """How many."""
    for name, *rules in LISTS:
        save_segment(
            by=by, name=name, is_shared=True, definition={"version": 1, "groups": [{"rules": rules}]}
        )
    return len(LISTS)
