"""Which values stay when two records become one: by choice of the reader, with the fuller or newer one proposed; what
protects a person is never a choice, the stricter holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts import derived
from contacts.models import Contact
from crm.lib import names

KEPT, MERGED = "kept", "merged"


@dataclass(frozen=True)
class Group:
    """Facts that are chosen together: a street of one and a town of the other is nobody's address."""

    name: str
    label: str | Promise
    fields: tuple[str, ...]
    nothing: tuple[Any, ...] = ("", None)

    def is_known(self, contact: Contact) -> bool:
        return any(getattr(contact, field) not in self.nothing for field in self.fields)

    def values(self, contact: Contact) -> tuple[Any, ...]:
        return tuple(getattr(contact, field) for field in self.fields)


GROUPS = (
    Group("name", _("Name"), ("given_name", "family_name")),
    Group("chosen_name", _("Goes by"), ("chosen_name",)),
    Group("pronouns", _("Pronouns"), ("pronouns",)),
    Group("language", _("Language"), ("language",)),
    Group("age", _("Age"), ("age_band",), ("unknown",)),
    Group("address", _("Address"), ("street", "city", "county", "state", "zip_code")),
    Group("district", _("District"), ("district_id",)),
    Group("owner", pgettext_lazy("of a person", "Organizer"), ("owner_id",)),
    Group("race", _("Race and ethnicity"), ("race_source", "race_ethnicity"), ("not_asked", "", None, [])),
)


def proposal(kept: Contact, merged: Contact) -> dict[str, str]:
    """For each group whose record is proposed: the one that knows it, else the fuller, else the newer."""
    return {group.name: _proposed(group, kept, merged) for group in GROUPS}


def united(kept: Contact, merged: Contact, choice: Mapping[str, str]) -> dict[str, Any]:
    """The facts of the one person. A group without a choice gets the proposal."""
    chosen = proposal(kept, merged) | dict(choice)
    facts: dict[str, Any] = {}
    for group in GROUPS:
        source = merged if chosen[group.name] == MERGED else kept
        facts |= dict(zip(group.fields, group.values(source), strict=True))
    languages = [*kept.other_languages, *merged.other_languages, kept.language, merged.language]
    about = [text for text in dict.fromkeys((kept.about.strip(), merged.about.strip())) if text]
    return facts | {
        "other_languages": [one for one in dict.fromkeys(languages) if one and one != facts["language"]]
        if {kept.language, merged.language} - {facts["language"], "en", ""} or kept.other_languages or merged.other_languages
        else [],
        "needs_interpreter": kept.needs_interpreter or merged.needs_interpreter,
        "status": derived.stricter_status(kept.status, merged.status),
        "confidentiality": derived.stricter_privacy(kept.confidentiality, merged.confidentiality),
        "about": "\n\n".join(about),
        "last_talk_at": max((at for at in (kept.last_talk_at, merged.last_talk_at) if at), default=None),
    }  # fmt: skip


def kept_of(one: Contact, other: Contact) -> tuple[Contact, Contact]:
    """Which record stays: the older one, whose address others know."""
    first, second = sorted((one, other), key=lambda contact: (contact.created_at, contact.pk))
    return first, second


def _proposed(group: Group, kept: Contact, merged: Contact) -> str:
    if group.is_known(kept) != group.is_known(merged):
        return KEPT if group.is_known(kept) else MERGED
    if group.values(kept) == group.values(merged):
        return KEPT
    fuller = _fullness(group, merged) - _fullness(group, kept)
    if fuller:
        return MERGED if fuller > 0 else KEPT
    return MERGED if merged.updated_at > kept.updated_at else KEPT


def _fullness(group: Group, contact: Contact) -> int:
    """How much of it is known; of names how many words and letters, an accent counting as care taken."""
    if group.name != "name":
        return sum(value not in group.nothing for value in group.values(contact))
    text = f"{contact.given_name} {contact.family_name}"
    words = names.tokens(text)
    return 100 * len(words) + 4 * sum(len(word) for word in words) + sum(not c.isascii() for c in text)
