"""Who is in a row: one person, a couple in one cell, a parent with a child beside them, a name from a video meeting."""

import re

from contacts.importers.person import Method, Person
from contacts.models import ConstituencyRow, ContactMethod
from crm.lib import names
from crm.lib.names import Person as Name

Kind, Label = ContactMethod.Kind, ContactMethod.Label
JOINT = re.compile(r"[&+/]|\s(?:and|y|e|con|with)\s", re.IGNORECASE)
TITLE = re.compile(r"^(?:(?:dr|dra|mr|mrs|ms|mx|rev|prof|sr|sra|srta|lic|ing|fr)\.\s+)+", re.IGNORECASE)
GUARDIAN = "guardian"  # a kind of relationship
SHARED_BY_A_ROW = (
    "stakes",
    "district_id",
    "street",
    "city",
    "county",
    "state",
    "zip_code",
    "owner_id",
    "language",
)


def put_in_order(person: Person) -> list[tuple[str, str]]:
    """What stands in the wrong one of two columns: "García, Lupe" under last name, "Dr." before the first. The fields
    that were changed, each with the reason."""
    changed = []
    if not person.given_name and "," in person.family_name:
        own = names.people(person.family_name).value
        if len(own) == 1 and own[0].given and own[0].family:
            person.family_name = ""
            name_after(person, own[0])
            changed.append(("family_name", "name.swapped"))
    if "." in person.given_name and (bare := TITLE.sub("", person.given_name)) != person.given_name and bare:
        person.given_name = bare
        changed.append(("given_name", "name.title"))
    return changed


def several(person: Person) -> tuple[Name, ...]:
    """Two first names in the column of first names; the last name is the column's unless they bring their own."""
    given, family = person.given_name, person.family_name
    if not JOINT.search(given):
        return ()
    families = [part.strip() for part in JOINT.split(family)] if JOINT.search(family) else []
    if len(families) == 2 and len(firsts := [part.strip() for part in JOINT.split(given)]) == 2:
        return tuple(Name(given=first, family=last) for first, last in zip(firsts, families, strict=True))
    own = names.people(given).value
    if len(own) < 2:
        return ()
    if family and not any(name.family for name in own):
        own = names.people(f"{given} {family}").value
    return tuple(name if name.family else name._replace(family=family) for name in own)


def name_after(person: Person, name: Name) -> None:
    person.given_name = (person.given_name or f"{name.given} {name.middle}".strip())[:120]
    person.family_name = (person.family_name or f"{name.family} {name.suffix}".strip())[:120]
    person.chosen_name = (person.chosen_name or name.nickname)[:120]
    person.pronouns = (person.pronouns or name.pronouns)[:40]


def beside(first: Person, name: Name, part: int) -> Person:
    """The second person of a row shares its ways and places, not its permissions, ids or chosen name."""
    other = Person(first.line, first.raw, part)
    name_after(other, name)
    for method in first.methods:
        method.label = Label.SHARED
        other.methods.append(Method(method.kind, method.value, method.key, Label.SHARED))
    other.tags, other.answers, other.errors = list(first.tags), dict(first.answers), first.errors
    other.reasons = [{"code": "row.second_person"}]
    return other


def child_of(first: Person, part: int) -> Person | None:
    """Who stands in the columns of a child: lives with the first, and is reached through them alone."""
    said = first.words
    whole = names.people(said.get("child_name", "")).value
    name = (
        whole[0] if whole else Name(said.get("child_given_name", ""), "", said.get("child_family_name", ""))
    )
    if not (name.given or name.family):
        return None
    if not name.family:
        name = name._replace(family=first.family_name)
    child = Person(first.line, first.raw, part)
    name_after(child, name)
    child.relation = GUARDIAN
    child.errors = first.errors
    child.reasons = [{"code": "row.child"}]
    return child


def stakes_of_child(first: Person, child: Person) -> None:
    """The school and grade of the row are the child's own; the parent has them as a parent."""
    places = first.stakes[0][2:] if first.stakes else ("", "", "", "", "", "")
    child.stakes = [(str(ConstituencyRow.Kind.STUDENT), "", *places)]
    for name in SHARED_BY_A_ROW[1:]:
        setattr(child, name, getattr(first, name))


def join_names(person: Person) -> None:
    said = person.words
    if middle := said.get("middle_name"):
        person.given_name = f"{person.given_name} {middle}".strip()[:120]
    if second := said.get("second_family_name"):
        person.family_name = f"{person.family_name} {second}".strip()[:120]
    if suffix := said.get("suffix"):
        person.family_name = f"{person.family_name} {suffix}".strip()[:120]


def call_by_email(person: Person) -> None:
    """Newsletters often know only an address: whoever it is gets called by what stands before the @."""
    address = next((method.key for method in person.methods if method.kind == Kind.EMAIL), "")
    if address:
        person.chosen_name = address.partition("@")[0][:120]
        person.reasons.append({"code": "row.name_from_email"})
    else:
        person.errors = True
        person.reasons.append({"code": "row.no_name"})


def is_first_name_alone(person: Person) -> bool:
    """ "Ana" or "Pat L." in a meeting, without an address or a number: nobody could tell who it was."""
    words = names.tokens(f"{person.given_name or person.chosen_name} {person.family_name}")
    if person.methods or person.external_ids or not all(word.isascii() for word in words):
        return False  # other scripts write a whole name in one word
    return sum(len(word) > 1 for word in words) < 2
