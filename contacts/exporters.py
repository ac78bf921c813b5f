"""A list of people on its way out: the same columns that bring people in, so that a file comes back unchanged."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict

from contacts.consent import consent_of
from contacts.forms import PeopleFilter
from contacts.importers.answers import PREFIX, own_columns
from contacts.importers.columns import ContactColumns
from contacts.importers.stakes import Stake
from contacts.models import ConstituencyRow, Contact, ContactMethod, ContactTag
from contacts.services.customs import answers_of
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.imports.models import ExportFile

PHONES = {
    ContactMethod.Kind.MOBILE: "mobile_phone",
    ContactMethod.Kind.LANDLINE: "home_phone",
    ContactMethod.Kind.EMAIL: "email",
}
CONSENTS = {"text": "ok_to_text", "email": "ok_to_email", "call": "ok_to_call"}
YES_OR_NO = {"granted": "yes", "denied": "no", "withdrawn": "no"}


class ContactExport:
    """Those whom the asker sees in the filtered list; minors only when they asked for them and may see them."""

    def __init__(self, file: ExportFile, by: Actor):
        self.by = by
        usual = [column for column in ContactColumns().fields.values() if column.exported]
        self.columns = [*usual, *own_columns().values()]
        self.headers = [column.header for column in self.columns]
        people = people_in(by, file.filters)
        self.people = (
            people if file.with_minors and by.can(Permission.VIEW_MINORS) else people.filter(is_minor=False)
        )

    def count(self) -> int:
        return self.people.order_by().count()

    def after(self, last: uuid.UUID | None, rows: int) -> tuple[list[list[str]], uuid.UUID | None]:
        found = self.people.order_by("pk").select_related("district", "owner__user")
        page = list((found.filter(pk__gt=last) if last else found)[:rows])
        written = [[column.export(person) for column in self.columns] for person in self._described(page)]
        return written, page[-1].pk if len(page) == rows else None

    def _described(self, page: list[Contact]) -> Iterable[SimpleNamespace]:
        """Six queries for a page, however long it is."""
        ids = [person.pk for person in page]
        own = {"organization_id": self.by.organization_id, "contact_id__in": ids}
        methods, stakes, tags = defaultdict(list), defaultdict(list), defaultdict(list)
        for method in ContactMethod.objects.filter(**own).order_by("pk"):
            methods[method.contact_id].append(method)
        for stake in (
            ConstituencyRow.objects.filter(**own, ends_on=None).select_related("school").order_by("pk")
        ):
            stakes[stake.contact_id].append(stake)
        for pk, name in (
            ContactTag.objects.filter(**own).order_by("tag__name").values_list("contact_id", "tag__name")
        ):
            tags[pk].append(name)
        consent = consent_of(page)
        answers = answers_of(self.by.organization_id, ids)
        for person in page:
            one = self._one(
                person, methods[person.pk], stakes[person.pk], tags[person.pk], consent[person.pk]
            )
            for field_id, answer in answers.get(person.pk, {}).items():
                setattr(one, f"{PREFIX}{field_id.hex}", answer)
            yield one

    def _one(self, person: Contact, methods: list, stakes: list, tags: list, consent: Any) -> SimpleNamespace:
        seen = sight(self.by, person)
        values = {column.attribute: "" for column in self.columns}
        for name in (
            "given_name",
            "family_name",
            "chosen_name",
            "pronouns",
            "city",
            "county",
            "state",
            "zip_code",
            "age_band",
        ):
            values[name] = getattr(person, name)
        values |= {
            "own_id": str(person.pk),
            "language": (person.language,) if person.language else (),
            "other_languages": tuple(person.other_languages),
            "needs_interpreter": person.needs_interpreter or "",
            "district": person.district.name if person.district else "",
            "owner": person.owner.user.email if person.owner else "",
            "about": person.about if seen.story else "",
            "street": person.street if seen.methods else "",
            "tags": tuple(tags),
            "constituency": tuple(Stake(stake.kind, stake.subtype) for stake in stakes),
            "school": _each(stake.school.name if stake.school else stake.school_text for stake in stakes),
            "grade": _each(stake.grade for stake in stakes),
            "do_not_contact": True if person.status == Contact.Status.DO_NOT_CONTACT else "",
        }
        for method in methods if seen.methods else ():
            name = PHONES.get(method.kind, "phone")
            values[name] = (*(values[name] or ()), method.value)
        for purpose, name in CONSENTS.items():
            now = consent.standing(purpose)
            values[name] = YES_OR_NO.get(now.value, "")
            if purpose == "text" and values[name]:
                values["ok_to_text_on"], values["ok_to_text_how"] = (
                    now.on.isoformat() if now.on else "",
                    now.how,
                )
        return SimpleNamespace(**values)


def people_in(by: Actor, filters: dict[str, Any]):
    """The list that these filters show."""
    query = QueryDict(mutable=True)
    for name, value in filters.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return PeopleFilter(query, actor=by).people()


def _each(values: Iterable[str]) -> str:
    """One for all stakes, or one for each in their order."""
    found = list(values)
    if len(set(found)) <= 1:
        return found[0] if found else ""
    return "; ".join(found)
