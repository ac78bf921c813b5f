"""A list of people on its way out, page by page."""

import uuid
from collections import Counter
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from contacts.exporters.cards import VERSIONS, text_of
from contacts.exporters.kin import Kin, kin_of
from contacts.exporters.layouts import OF_OTHERS
from contacts.exporters.standing import Standing, answers_of, by_guardian, guardians_of, standing_of
from contacts.exporters.taken import Kind, Taken, taken
from contacts.forms import PeopleFilter
from contacts.importers import quoting, reaching
from contacts.importers.answers import PREFIX, own_columns
from contacts.importers.columns import ContactColumns
from contacts.importers.stakes import NO_DISTRICT, Stake
from contacts.importers.told import Told
from contacts.models import ConstituencyRow, Contact, ExternalId
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.imports.columns import Column
from crm.imports.layouts import OWN
from crm.imports.models import ExportFile

PHONES = {Kind.MOBILE: "mobile_phone", Kind.LANDLINE: "home_phone", Kind.EMAIL: "email"}
CONSENTS = {"text": "ok_to_text", "email": "ok_to_email", "call": "ok_to_call"}
YES_OR_NO = {"granted": "yes", "denied": "no", "withdrawn": "no"}
PLAIN = (
    "given_name",
    "family_name",
    "chosen_name",
    "pronouns",
    "city",
    "county",
    "state",
    "zip_code",
    "age_band",
)


class ContactExport:
    """Those whom the asker sees in the filtered list; minors only when they asked for them and may see them."""

    def __init__(self, file: ExportFile, by: Actor):
        self.by, self.layout, self.left_out = by, file.layout, Counter()
        self.columns = our_columns()
        self.headers = headers_of(file.layout)
        self.with_minors = file.with_minors and by.can(Permission.VIEW_MINORS)
        self.people = people_for(by, file.filters, layout=file.layout, with_minors=file.with_minors)

    def count(self) -> int:
        return self.people.order_by().count()

    def after(self, last: uuid.UUID | None, rows: int) -> tuple[list[list[str]], uuid.UUID | None]:
        found = self.people.order_by("pk").select_related("district", "owner__user")
        page = list((found.filter(pk__gt=last) if last else found)[:rows])
        own = self.layout == OWN
        self.kin = kin_of(self.by, page, self.left_out, with_minors=self.with_minors) if own else {}
        self.stood = standing_of(self.by, page, self.left_out) if own else {}
        people = list(taken(self.by, page, self.left_out, with_closed=own))
        self.guardians = guardians_of(self.by, [one.consent for one in people]) if own else {}
        written = list(self._rows(people))
        return written, page[-1].pk if len(page) == rows else None

    def _rows(self, people: Iterable[Taken]) -> Iterable[list[str]]:
        other = OF_OTHERS.get(self.layout)
        for one in people:
            if self.layout in VERSIONS:
                yield [text_of(one, self.layout)]
            elif other is None:
                told = self._told(one)
                yield [column.export(told) for column in self.columns]
            elif other.reaches == "email" and not one.emails:
                self.left_out["person.no_email"] += 1
            else:
                yield other.cells(one)

    def _told(self, one: Taken) -> SimpleNamespace:
        person, stakes = one.person, one.stakes
        values: dict[str, Any] = {column.attribute: "" for column in self.columns}
        values |= {name: getattr(person, name) for name in PLAIN}
        values |= {
            "own_id": str(person.pk),
            "language": (person.language,) if person.language else (),
            "other_languages": tuple(person.other_languages),
            "needs_interpreter": person.needs_interpreter or "",
            "district": person.district.name if person.district else "",
            "owner": person.owner.user.email if person.owner else "",
            "about": person.about if one.sees_story else "",
            "street": person.street if one.sees_methods else "",
            **{f"{PREFIX}{field_id.hex}": answer for field_id, answer in one.answers.items()},
            "tags": tuple(one.tags),
            "constituency": tuple(_stake(stake, person) for stake in stakes),
            "school": _each(stake.school.name if stake.school else stake.school_text for stake in stakes),
            "grade": _each(stake.grade for stake in stakes),
            "race": _told(person),
            "status": "" if person.status in ("active", "do_not_contact") else person.status,
            "confidentiality": "" if person.confidentiality == "normal" else person.confidentiality,
            "do_not_contact": True if person.status == Contact.Status.DO_NOT_CONTACT else "",
        }
        shown = [method for method in one.methods if reaching.is_read_alone(method)]
        for method in shown:
            name = PHONES.get(method.kind, "phone")
            values[name] = (*(values[name] or ()), method.value)
        unread = [method for method in one.methods if method not in shown]
        told = [method for method in shown if not reaching.says_all(method, shown)]
        values["reach"] = sorted(reaching.write(method) for method in (*told, *unread, *one.closed))
        values["external_ids"] = sorted(one.external_ids)
        near = self.kin.get(person.pk, Kin())
        values |= {"relationships": near.ties, "households": near.homes}
        stood = self.stood.get(person.pk, Standing())
        values |= {"rungs": stood.steps, "assessments": stood.levels}
        values["uses"], values["guardian_answers"] = answers_of(one.consent, self.guardians)
        for purpose, name in CONSENTS.items():
            if by_guardian(one.consent, purpose):
                continue
            now = one.consent.standing(purpose)
            values[name] = YES_OR_NO.get(now.value, "")
            if values[name]:
                values[f"{name}_on"] = now.on.isoformat() if now.on else ""
                values[f"{name}_how"] = now.how
        return SimpleNamespace(**values)


def headers_of(layout: str) -> list[str]:
    if layout in OF_OTHERS:
        return list(OF_OTHERS[layout].headers)
    return [column.header for column in our_columns()]


def our_columns() -> list[Column]:
    """The usual ones, and one for each question of the organization's own."""
    usual = [column for column in ContactColumns().fields.values() if column.exported]
    return [*usual, *own_columns().values()]


def people_for(
    by: Actor, filters: dict[str, Any], *, layout: str = "own", with_minors: bool = False
) -> QuerySet[Contact]:
    """Those of the list that this kind of file is for."""
    people = people_in(by, filters)
    if not (with_minors and by.can(Permission.VIEW_MINORS)):
        people = people.filter(is_minor=False)
    if layout == "own":
        return people
    # Like paper, what another tool holds is out of our hands: somebody at risk is not in it.
    people = people.reachable().filter(confidentiality=Contact.Confidentiality.NORMAL)
    others = OF_OTHERS.get(layout)
    if others and others.reaches:
        people = people.reachable(by=others.reaches)
    if others and others.numbered:
        people = people.filter(pk__in=numbered(by, others.numbered).values("contact_id"))
    return people


def numbered(by: Actor, system: str) -> QuerySet[ExternalId]:
    """Numbers of a system: "van" is also van:<committee>. A range, which an index answers."""
    own = ExternalId.objects.filter(organization_id=by.organization_id)
    return own.filter(system__gte=system, system__lt=f"{system};")


def people_in(by: Actor, filters: dict[str, Any]) -> QuerySet[Contact]:
    """The list that these filters show."""
    query = QueryDict(mutable=True)
    for name, value in filters.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return PeopleFilter(query, actor=by).people()


def _stake(stake: ConstituencyRow, person: Contact) -> Stake:
    """With its days, and its district where that is not the person's own."""
    district = ""
    if stake.district_id != person.district_id:
        district = str(stake.district) if stake.district else NO_DISTRICT
    days = [day.isoformat() if day else "" for day in (stake.starts_on, stake.ends_on)]
    return Stake(stake.kind, stake.subtype, district, *days)


def _told(person: Contact) -> Told | str:
    if person.race_source not in ("self", "declined"):
        return ""
    return Told(person.race_source, tuple(person.race_ethnicity), person.race_words)


def _each(values: Iterable[str]) -> str:
    """One for all stakes, or one for each in their order."""
    found = list(values)
    if len(found) < 2:
        return "".join(found)
    return quoting.quoted(found[0]) if len(set(found)) == 1 else quoting.joined(found)
