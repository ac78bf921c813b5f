"""Rows of people as a run would write them: written, looked at, and rolled back."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from contacts import customs
from contacts.importers.answers import OWN, own_columns
from contacts.importers.columns import ALLOWED, MORE, NAME, REACH, WHERE, WHO, ContactColumns
from contacts.importers.kin import Tie
from contacts.importers.people import Method, Person
from contacts.importers.writing import ContactWriter
from contacts.languages import LANGUAGES
from contacts.models import ConsentEvent, ConstituencyRow, Contact, ContactMethod, Relationship
from contacts.models.relationships import AS_SEEN
from crm.districts.models import District, School
from crm.imports.kinds import Mark, Preview, Shown, ShownCell
from crm.imports.mapping import Plan
from crm.imports.models import ImportRow
from crm.imports.reading import Row

Label, Status = ContactMethod.Label, ContactMethod.Status
SPOKEN, LONGEST_NOTE = dict(LANGUAGES), 200
GROUPS = (NAME, REACH, WHO, WHERE, ALLOWED, OWN, MORE)


def preview(writer: ContactWriter, plan: Plan, rows: Sequence[Row]) -> Preview:
    chunk = writer.current(writer.prepare(rows))
    there = _tried(writer, chunk)
    fields = {**ContactColumns().fields, **own_columns()}
    group_of = {column["header"]: fields[column["field"]].group for column in plan.columns}
    places = _places(chunk.people)
    shown = []
    everybody = [
        *chunk.people,
        *(person for person, _outcome in chunk.settled),
        *(again for again, _first, _adds in chunk.twins),
    ]
    for person in everybody:
        row = there.get((person.line, person.part))
        cells = {group: ShownCell(text) for group, text in _texts(person, places).items()}
        for header, was, reason, wrong in person.guesses:
            cells[group_of.get(header, NAME)].marks.append(Mark(header, was, reason, bool(wrong)))
        shown.append(Shown(person.line, person.part, row.outcome, [cells[g] for g in GROUPS], row.reasons))
    for row, outcome in chunk.bad:
        shown.append(Shown(row.line, 0, outcome, _as_it_stands(row), [{"code": row.problem}]))
    used = [
        at
        for at, _group in enumerate(GROUPS)
        if at == 0 or any(row.cells[at].value or row.cells[at].marks for row in shown)
    ]
    for row in shown:
        row.cells = [row.cells[at] for at in used]
    return Preview([GROUPS[at] for at in used], sorted(shown, key=lambda row: (row.line, row.part)))


def expected_errors(writer: ContactWriter, rows: Sequence[Row]) -> int:
    chunk = writer.current(writer.prepare(rows))
    return sum(1 for _person, outcome in chunk.settled if outcome == "error") + sum(
        1 for _row, outcome in chunk.bad if outcome == "error"
    )


def _as_it_stands(row: Row) -> list[ShownCell]:
    """Whose row it is that cannot be read, in its own words."""
    said = " · ".join(cell[:60] for cell in row.values.values() if cell.strip())[:200]
    return [ShownCell(said if at == 0 else "") for at, _group in enumerate(GROUPS)]


def _tried(writer: ContactWriter, chunk) -> dict[tuple[int, int], ImportRow]:
    """The outcomes a run would give these rows, from a run that is rolled back."""
    with transaction.atomic():
        writer.write(chunk)
        rows = list(
            ImportRow.objects.filter(organization_id=writer.batch.organization_id, batch_id=writer.batch.pk)
        )
        transaction.set_rollback(True)
    return {(row.line, row.part): row for row in rows}


def _places(people: Sequence[Person]) -> dict[str, str]:
    ids = {place for person in people for stake in person.stakes for place in stake[2:4] if place}
    ids |= {person.district_id for person in people if person.district_id}
    found = {str(pk): name for pk, name in District.objects.filter(pk__in=ids).values_list("pk", "name")}
    return found | {str(pk): name for pk, name in School.objects.filter(pk__in=ids).values_list("pk", "name")}


def _texts(person: Person, places: dict[str, str]) -> dict[object, str]:
    name = " ".join(filter(None, (person.given_name, person.family_name)))
    if person.chosen_name:
        name = f"{name} ({person.chosen_name})" if name else person.chosen_name
    return {
        NAME: " · ".join(filter(None, (name, person.pronouns))),
        REACH: " · ".join(_way(method) for method in person.methods),
        WHO: "; ".join([
            *(_stake(stake, places) for stake in person.stakes), *(_tie(tie) for tie in person.answers.get("relationships", ())),
            *(_until(one.name, one.ends) for one in person.answers.get("rungs", ())),
            *(_until(f"{one.level} · {one.words}", one.ends) for one in person.answers.get("assessments", ())),
            *filter(None, (str(SPOKEN.get(person.language, person.language)),)),
        ]),
        WHERE: "; ".join(filter(None, (
            ", ".join(filter(None, (person.street, person.city, f"{person.state} {person.zip_code}".strip()))),
            *(_until(home.name, home.ends) for home in person.answers.get("households", ())),
        ))),
        ALLOWED: "; ".join(_consent(consent) for consent in (*person.consents, *_answers(person))) or (str(Contact.Status(person.status).label) if person.status else ""),
        OWN: "; ".join(f"{field.name}: {customs.said(field, answer)}" for field, answer in person.customs.values()),
        MORE: "; ".join([*person.tags, *(value for _system, value in person.external_ids), *_note(person.about)]),
    }  # fmt: skip


def _way(method: Method) -> str:
    """With what is out of the ordinary: whose it is, that it does not work."""
    told = [Label(method.label).label] if method.label != Label.OWN else []
    told += [Status(method.status).label] if method.status != Status.OK else []
    return f"{method.value} ({', '.join(map(str, told))})" if told else method.value


def _tie(tie: Tie) -> str:
    whom = tie.name or _("row %(line)s") % {"line": tie.line}
    said = f"{Relationship.Kind(tie.kind).label} {whom}" if tie.is_of else f"{AS_SEEN[tie.kind][0]}: {whom}"
    return _until(said, tie.ends)


def _answers(person: Person) -> Iterator[tuple[str, ...]]:
    """About words and pictures, and a guardian's, as the permissions beside them."""
    for name in ("uses", "guardian_answers"):
        for one in person.answers.get(name, ()):
            if one.is_yes and not (one.on and one.how and (person.minor or not one.by_guardian)):
                continue  # not taken: the row says why
            yield one.purpose, one.value, one.how, "", one.on


def _until(said: str, day: str) -> str:
    return f"{said}, {_('until %(day)s') % {'day': day}}" if day else said


def _note(about: str) -> list[str]:
    lines = " · ".join(line for line in about.splitlines() if line.strip())
    return [Truncator(lines).chars(LONGEST_NOTE)] if lines else []


def _stake(stake: tuple[str, ...], places: dict[str, str]) -> str:
    kind, subtype, district, school, text, grade, _from, until = stake
    words = [
        subtype or str(ConstituencyRow.Kind(kind).label),
        places.get(school) or text or places.get(district, ""),
        _("grade %(grade)s") % {"grade": grade} if grade[:1].isdigit() else grade,
        _("until %(day)s") % {"day": until} if until else "",
    ]
    return ", ".join(filter(None, words))


def _consent(consent: tuple[str, ...]) -> str:
    said = f"{ConsentEvent.Purpose(consent[0]).label}: {ConsentEvent.Value(consent[1]).label}"
    return f"{said} ({consent[4]})" if consent[4] else said
