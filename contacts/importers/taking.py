"""One taker a field: puts a value that could be read where it belongs in a person."""

import datetime
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from contacts.importers import quoting
from contacts.importers.answers import PREFIX
from contacts.importers.columns import ContactColumns
from contacts.importers.kin import Unread
from contacts.importers.person import LENGTHS, TEXTS, Person
from contacts.importers.said import Answer
from contacts.importers.scales import Level, Step
from contacts.models import ContactMethod
from contacts.services.rows import is_odd_day
from crm.lib.names import Display
from crm.lib.names import Person as Name
from crm.lib.phones import Phone

Kind, Label = ContactMethod.Kind, ContactMethod.Label
Taker = Callable[[Person, Any, str], None]
PHONE_KINDS = {"mobile_phone": (Kind.MOBILE, Label.OWN), "home_phone": (Kind.LANDLINE, Label.OWN), "work_phone": (Kind.PHONE, Label.WORK)}  # fmt: skip
SAID = {
    "mobile": (Kind.MOBILE, Label.OWN),
    "home": (Kind.LANDLINE, Label.OWN),
    "work": (Kind.PHONE, Label.WORK),
}
WORDS = frozenset(
    ["middle_name", "second_family_name", "suffix", "street_2", "school", "district", "grade", "subtype", "constituency",
     "phone_type", "event_name", "survey_question", "survey_response", "child_name", "child_given_name",
     "child_family_name", "stake_from", "stake_until"]
)  # fmt: skip
LONGEST_CELL = 60
# Cells of our own files with several things in them, each of which is read or not.
SEVERAL = frozenset(
    {"relationships", "households", "reach", "rungs", "assessments", "uses", "guardian_answers"}
)
# Two columns may say so, and the first yes is enough: "do not call" of the person beside that of a public register.
CLOSERS = frozenset({"do_not_contact", "do_not_call", "do_not_email", "do_not_text"})


def taker(
    field: str, system: str, header: str, owners: Mapping[str, uuid.UUID], today: datetime.date
) -> Taker:
    if field in ("full_name", "household_name"):
        return _take_names
    if field in ("email", "email_2"):
        return _take_emails
    if field.endswith("phone") or field == "phone_2":
        return _phone_taker(*PHONE_KINDS.get(field, (Kind.PHONE, Label.OWN)))
    if field == "external_id":
        return _external_taker(system or "sheet")
    if field == "noted":
        return lambda person, value, cell: person.note(quoting.answered(header, value))
    if special := {
        "language": _take_languages, "other_languages": _take_other_languages, "tags": _take_tags,
        "notes": _take_note, "owner": _owner_taker(owners), "own_id": _take_own_id,
        "display_name": _take_display, "attendance": _take_attendance, "external_ids": _take_numbers,
    }.get(field):  # fmt: skip
        return special
    if field in SEVERAL:
        return _kin_taker(field, header, today)
    if field.startswith(PREFIX):
        return lambda person, value, cell: person.customs.__setitem__(field, value)
    attribute = ContactColumns().fields[field].attribute
    if attribute in TEXTS:
        return _text_taker(attribute, LENGTHS[attribute])
    if attribute in ("needs_interpreter", "race"):
        return lambda person, value, cell: setattr(person, attribute, value)
    if attribute in WORDS:
        return lambda person, value, cell: person.words.__setitem__(attribute, value)
    if attribute in CLOSERS:
        return lambda person, value, cell: person.answers.__setitem__(
            attribute, value or person.answers.get(attribute, value)
        )
    return lambda person, value, cell: person.answers.__setitem__(attribute, value)


def _text_taker(attribute: str, longest: int) -> Callable[[Person, Any, str], None]:
    def take(person: Person, value: str, cell: str) -> None:
        setattr(person, attribute, value if len(value) <= longest else value[:longest])

    return take


def _phone_taker(kind: str, label: str) -> Callable[[Person, Any, str], None]:
    def take(person: Person, found: tuple[Phone, ...], cell: str) -> None:
        for phone in found:
            own_kind, own_label = SAID.get(phone.label, (kind, label))
            as_given = len(found) == 1 and len(cell) <= LONGEST_CELL and ("." not in cell[-3:])
            value = (
                cell.strip() if as_given else phone.e164 + (f" x{phone.extension}" if phone.extension else "")
            )
            person.reach_by(own_kind, value, phone.e164, own_label)

    return take


def _external_taker(system: str) -> Callable[[Person, Any, str], None]:
    def take(person: Person, value: str, cell: str) -> None:
        person.external_ids.append((system[:60], value[:120]))

    return take


def _take_numbers(person: Person, value: tuple[tuple[str, str], ...], cell: str) -> None:
    person.external_ids += [number for number in value if number not in person.external_ids]


def _kin_taker(field: str, header: str, today: datetime.date) -> Taker:
    """What could be read is kept; the row says what could not, and which day cannot be."""

    def take(person: Person, value: tuple[Any, ...], cell: str) -> None:
        kept = []
        for one in value:
            if isinstance(one, Unread):
                person.reasons.append(
                    {"code": f"{field}.unreadable", "column": header, "what": one.words[:60]}
                )
            elif code := _odd_day(one, today):
                person.reasons.append({"code": code, "column": header})
                if isinstance(one, Answer) and not one.is_yes:
                    kept.append(one._replace(on=""))  # a no holds whatever its day
            else:
                kept.append(one)
        if kept:
            person.answers[field] = kept

    return take


def _odd_day(one: Any, today: datetime.date) -> str:
    """As the forms say it: a year that is a slip, or where somebody stood on a day to come."""
    days = [getattr(one, name, "") for name in ("starts", "ends", "on")]
    found = [datetime.date.fromisoformat(day) for day in days if day]
    if any(is_odd_day(day, today) for day in found):
        return "day.far_off"
    past = isinstance(one, Step | Level | Answer)
    return "day.to_come" if past and any(day > today for day in found) else ""


def _take_names(person: Person, value: tuple[Name, ...], cell: str) -> None:
    person.names = person.names or value


def _take_display(person: Person, value: Display, cell: str) -> None:
    """A name from a video meeting. A machine is nobody, unless other columns name who sat before it."""
    if value.kind == "person":
        person.names = person.names or (value.person,)
    else:
        person.words["machine"] = f"display.{value.kind}"
    if value.kind == "person" and value.hint:
        person.note(value.hint)


def _take_attendance(person: Person, value: str, cell: str) -> None:
    """One column says that they signed up or cancelled, another that they came: who came, came."""
    if person.words.get("attendance") != "yes":
        person.words["attendance"] = value


def _take_emails(person: Person, value: tuple[str, ...], cell: str) -> None:
    for address in value:
        if len(address) <= 254:
            person.reach_by(Kind.EMAIL, address, address, Label.OWN)


def _take_languages(person: Person, value: tuple[str, ...], cell: str) -> None:
    person.language = value[0]
    person.other_languages = tuple(dict.fromkeys((*person.other_languages, *value[1:])))


def _take_other_languages(person: Person, value: tuple[str, ...], cell: str) -> None:
    person.other_languages = tuple(dict.fromkeys((*person.other_languages, *value)))


def _take_tags(person: Person, value: tuple[str, ...], cell: str) -> None:
    person.tags += [name for name in value if name not in person.tags]


def _take_note(person: Person, value: str, cell: str) -> None:
    person.note(value)


def _take_own_id(person: Person, value: str, cell: str) -> None:
    try:
        person.own_id = str(uuid.UUID(value))
    except ValueError:
        person.reasons.append({"code": "row.unknown_id"})


def _owner_taker(owners: Mapping[str, uuid.UUID]) -> Taker:
    def take(person: Person, value: str, cell: str) -> None:
        if owner := owners.get(value.casefold()):
            person.owner_id = str(owner)
        else:
            person.reasons.append({"code": "row.unknown_owner", "name": value[:60]})

    return take
