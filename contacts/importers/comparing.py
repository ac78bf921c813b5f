"""A row of a file beside the person it may be about, for the reader's eyes: only what they may see of that person."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.importers.asking import INITIALS
from contacts.importers.chunks import Chunk
from contacts.importers.person import Person
from contacts.languages import LANGUAGES
from contacts.models import ConstituencyRow, Contact, ContactMethod, ContactTag
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.districts.models import School
from crm.imports.models import ImportQuestion
from crm.imports.sentences import say
from crm.ui.comparing import DIFFERENT, HOUSEHOLD, SAME, Comparison, Line, Side

Why = ImportQuestion.Why
LIKELY = {Why.TWO: SAME, Why.LIKE: SAME, Why.NAME: DIFFERENT, Why.FAMILY: HOUSEHOLD}
SPOKEN = dict(LANGUAGES)
Facts = dict[str, list[str]]


def compare(question: ImportQuestion, chunk: Chunk, by: Actor, address: str = "") -> Comparison:
    """`chunk` holds the row and, where the other one is a row as well, that one too."""
    mine = _person(chunk, question.line, question.part)
    left = Side(_("Row %(line)s of the file") % {"line": question.line})
    if question.object_id:
        person = Contact.objects.visible_to(by).filter(pk=question.object_id).first()
        right = Side(_("Somebody you may not see"))
        theirs: Facts = {}
        if person is not None:
            since = _("since %(day)s") % {
                "day": date_format(timezone.localtime(person.created_at), "MONTH_DAY_FORMAT")
            }
            right = Side(person.display_name, hint=since, url=address)
            theirs = _of_contact(person, by)
    else:
        other = _person(chunk, question.other_line, question.other_part)
        right = Side(_("Row %(line)s of the file") % {"line": question.other_line})
        theirs = _of_row(other) if other else {}
    said = _of_row(mine) if mine else {}
    names = labels()
    return Comparison(
        left=left,
        right=right,
        lines=[
            Line(label, said.get(name, []), theirs.get(name, []))
            for name, label in names.items()
            if name in said or name in theirs
        ],
        reasons=[say(reason["code"], reason) for reason in question.reasons],
        likely=SAME
        if any(said["code"] == INITIALS for said in question.reasons)
        else LIKELY[Why(question.why)],
    )


def _person(chunk: Chunk, line: int, part: int) -> Person | None:
    everybody = [
        *chunk.people,
        *(person for person, _outcome in chunk.settled),
        *(again for again, _first, _adds in chunk.twins),
    ]
    return next((person for person in everybody if (person.line, person.part) == (line, part)), None)


def _of_row(person: Person) -> Facts:
    schools = School.objects.filter(pk__in={stake[3] for stake in person.stakes if stake[3]})
    called = {str(pk): name for pk, name in schools.values_list("pk", "name")}
    return _filled(
        name=_name(person.given_name, person.family_name, person.chosen_name),
        phone=[_number(m.key) for m in person.methods if m.kind != ContactMethod.Kind.EMAIL],
        email=[m.key for m in person.methods if m.kind == ContactMethod.Kind.EMAIL],
        stakes=[_stake(stake[0], stake[1], called.get(stake[3]) or stake[4]) for stake in person.stakes],
        home=_home(person.street, person.city, person.state, person.zip_code),
        language=_spoken(person.language),
        tags=list(person.tags),
        note=[person.about[:160]],
    )


def _of_contact(person: Contact, by: Actor) -> Facts:
    methods = ContactMethod.objects.visible_to(by).filter(contact=person).order_by("pk")
    rows = (
        ConstituencyRow.objects.visible_to(by).filter(contact=person).select_related("school").order_by("pk")
    )
    seen = sight(by, person)
    tags = ContactTag.objects.filter(
        organization_id=by.organization_id, contact=person, tag__merged_into=None
    ).select_related("tag")
    return _filled(
        name=_name(person.given_name, person.family_name, person.chosen_name),
        phone=[_number(m.key) for m in methods if m.is_phone],
        email=[m.key for m in methods if not m.is_phone],
        stakes=[_stake(r.kind, r.subtype, r.school.name if r.school else r.school_text) for r in rows],
        home=_home(person.street if seen.methods else "", person.city, person.state, person.zip_code),
        language=_spoken(person.language),
        tags=[link.tag.name for link in tags.order_by("tag__name")],
        note=[person.about[:160]] if seen.story else [],
    )


def _filled(**facts: list[str]) -> Facts:
    return {name: values for name, found in facts.items() if (values := [value for value in found if value])}


def labels() -> dict[str, str]:
    """What is compared, in this order."""
    return {
        "name": _("Name"), "phone": _("Phone"), "email": _("E-mail"), "stakes": _("Who they are"), "home": _("Address"),
        "language": _("Language"), "tags": _("Tags"), "note": _("Note"),
    }  # fmt: skip


def _name(given: str, family: str, chosen: str) -> list[str]:
    whole = " ".join(filter(None, (given, family)))
    return [f"{whole} ({chosen})" if chosen and whole else chosen or whole]


def _home(street: str, city: str, state: str, zip_code: str) -> list[str]:
    return [street, ", ".join(filter(None, (city, f"{state} {zip_code}".strip())))]


def _number(key: str) -> str:
    """As people here read it."""
    return f"({key[2:5]}) {key[5:8]}-{key[8:]}" if len(key) == 12 and key.startswith("+1") else key


def _spoken(language: str) -> list[str]:
    return [str(SPOKEN.get(language, language))]


def _stake(kind: str, subtype: str, school: str) -> str:
    return ", ".join(filter(None, (subtype or str(ConstituencyRow.Kind(kind).label), school)))
