"""One person on the way out: what the asker may see of them, without numbers that nobody may use."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from contacts.consent import Consent, consent_of
from contacts.derived import suppression_digests
from contacts.models import ConsentEvent, ConstituencyRow, Contact, ContactMethod, ContactTag, ExternalId
from contacts.services.customs import answers_of
from contacts.visibility import sight
from crm.access.actors import Actor

Kind, Label, Purpose = ContactMethod.Kind, ContactMethod.Label, ConsentEvent.Purpose
CLOSED, HELD, UNSEEN = "number.closed", "number.held", "number.unseen"


@dataclass
class Taken:
    person: Contact
    consent: Consent
    sees_methods: bool
    sees_story: bool
    methods: list[ContactMethod] = field(default_factory=list)  # the preferred one first
    stakes: list[ConstituencyRow] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    external_ids: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[uuid.UUID, Any] = field(default_factory=dict)  # to the organization's own questions
    closed: list[ContactMethod] = field(default_factory=list)  # that do not work: only our own file tells

    def of(self, *kinds: str) -> list[ContactMethod]:
        return [method for method in self.methods if method.kind in kinds]

    @property
    def emails(self) -> list[str]:
        return [method.value for method in self.of(Kind.EMAIL)]

    def number_of(self, system: str) -> str:
        """What another system calls them: "van" is also the name of van:<committee>."""
        return next((value for name, value in self.external_ids if name.split(":")[0] == system), "")


def taken(
    by: Actor, page: list[Contact], left_out: Counter[str], *, with_closed: bool = False
) -> Iterable[Taken]:
    """Nine queries for a page, however long it is. `with_closed`: numbers that do not work are told as such."""
    own = {"organization_id": by.organization_id, "contact_id__in": [person.pk for person in page]}
    stakes, tags, numbers = (defaultdict(list) for _ in range(3))
    for stake in ConstituencyRow.objects.filter(**own).select_related("district", "school").order_by("pk"):
        stakes[stake.contact_id].append(stake)
    for pk, name in (
        ContactTag.objects.filter(tag__merged_into=None, **own)
        .order_by("tag__name")
        .values_list("contact_id", "tag__name")
    ):
        tags[pk].append(name)
    for pk, system, value in (
        ExternalId.objects.filter(**own).order_by("pk").values_list("contact_id", "system", "value")
    ):
        numbers[pk].append((system, value))
    consent, answers = consent_of(page), answers_of(by.organization_id, own["contact_id__in"])
    for person in page:
        seen, key = sight(by, person), person.pk
        one = Taken(
            person,
            consent[key],
            seen.methods,
            seen.story,
            [],
            stakes[key],
            tags[key],
            numbers[key],
            answers.get(key, {}),
        )
        one.methods = _usable(by.organization_id, one, left_out, with_closed)
        yield one


def _usable(
    organization_id: uuid.UUID, one: Taken, left_out: Counter[str], with_closed: bool
) -> list[ContactMethod]:
    """Without those that do not work, that are suppressed, or that are held until a guardian says yes."""
    held = one.consent.held
    held_of = {True: held(Purpose.EMAIL), False: held(Purpose.TEXT) and held(Purpose.CALL)}
    found = []
    for method in one.consent.methods:
        digests = suppression_digests(organization_id, method.key)
        if not one.sees_methods:
            left_out[UNSEEN] += 1
        elif not one.consent.suppressed.isdisjoint(digests):
            left_out[CLOSED] += 1
        elif method.status != "ok" and with_closed and not _is_held(method, held_of):
            one.closed.append(method)
        elif method.status != "ok" or method.is_dead:
            left_out[CLOSED] += 1
        elif _is_held(method, held_of):
            left_out[HELD] += 1
        else:
            found.append(method)
    return sorted(found, key=lambda method: (not method.is_preferred, method.pk))


def _is_held(method: ContactMethod, held_of: dict[bool, bool]) -> bool:
    return held_of[method.kind == Kind.EMAIL] and method.label != Label.GUARDIAN
