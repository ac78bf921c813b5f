"""What a person's page shows, read once."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts import customs, races
from contacts.consent import Decision, Purpose, Standing, consent_of
from contacts.languages import LANGUAGES
from contacts.models import ConstituencyRow, Contact, CustomField, ExternalId, Tag
from contacts.pages.kin import homes_of, ties_of
from contacts.pages.reach import buttons, ways_of
from contacts.pages.standing import standing_of
from contacts.services.customs import answers_of
from contacts.timeline import HOW
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.timeline.entries import timeline

ASKED = {
    Purpose.TEXT: _("Text them"),
    Purpose.CALL: _("Call them"),
    Purpose.EMAIL: _("E-mail them"),
    Purpose.QUOTE: _("Use their words"),
    Purpose.PHOTO: _("Use their photo"),
    Purpose.SHARE: _("Share with the coalition"),
}
CHANNELS = frozenset({Purpose.TEXT, Purpose.CALL, Purpose.EMAIL})
TIMELINE = 30


@dataclass(frozen=True)
class Light:
    """One line under "May we?"."""

    purpose: str
    label: str | Promise
    now: Standing
    how: str | Promise
    decision: Decision | None

    @property
    def obstacle(self) -> str | Promise:
        """Why a yes is not enough, or what is missing for one."""
        if self.now.needs_guardian:
            return _("Said yes; a guardian must say it too.")
        if self.decision and not self.decision.allowed and self.now.value == "granted":
            return self.decision.reason
        return ""


def person_page(actor: Actor, contact: Contact) -> dict[str, Any]:
    seen = sight(actor, contact)
    page: dict[str, Any] = {"contact": contact, "seen": seen, "language": _language(contact)}
    if not seen.facts:
        return page
    known = consent_of([contact])[contact.pk]
    kin = ties_of(actor, contact, on=timezone.localdate())
    today = timezone.localdate()
    stakes = list(
        ConstituencyRow.objects.visible_to(actor)
        .filter(contact=contact)
        .select_related("district", "school")
        .order_by("-starts_on", "pk")
    )
    return page | {
        "lights": [
            Light(
                purpose=purpose,
                label=label,
                now=(now := known.standing(purpose)),
                how=HOW.get(now.how, ""),
                decision=known.may(purpose) if purpose in CHANNELS else None,
            )
            for purpose, label in ASKED.items()
        ],
        "ways": buttons(known) if seen.methods else {},
        "homes": homes_of(actor, contact),
        "answers": _answers(actor, contact),
        "also_speaks": [dict(LANGUAGES).get(one, one) for one in contact.other_languages],
        "races": races.said(contact.race_ethnicity) if seen.methods else [],
        "externals": ExternalId.objects.visible_to(actor).filter(contact=contact).order_by("system", "pk"),
        **kin,
        **standing_of(actor, contact),
        "stakes": [row for row in stakes if _holds(row, today)],
        "past_stakes": [row for row in stakes if not _holds(row, today)],
        "methods": ways_of(actor, contact, known) if seen.methods else [],
        "tags": Tag.objects.visible_to(actor)
        .filter(contact_links__contact=contact, merged_into=None)
        .order_by("name", "pk"),
        "entries": timeline(actor, contact.pk, limit=TIMELINE),
    }


def _answers(actor: Actor, contact: Contact) -> list[tuple[str, str]]:
    """What they answered to the organization's own questions, in words."""
    given = answers_of(actor.organization_id, [contact.pk]).get(contact.pk, {})
    if not given:
        return []
    fields = CustomField.objects.visible_to(actor).in_use().filter(pk__in=given).order_by("position", "pk")
    return [(field.name, customs.said(field, given[field.pk])) for field in fields]


def _language(contact: Contact) -> str | Promise:
    """In words; English goes without saying."""
    if contact.language in ("", "en"):
        return ""
    return dict(LANGUAGES).get(contact.language, contact.language)


def _holds(row: ConstituencyRow, today) -> bool:
    return row.ends_on is None or row.ends_on > today
