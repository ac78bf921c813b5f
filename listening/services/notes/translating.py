"""A wording in another language, beside the original, and who stands for it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.gate.covering import with_redactions
from listening.models import Note, NoteTranslation, NoteVersion
from listening.services.notes.noting import NothingHeard, kept_as

Kind = NoteTranslation.Kind


class HiddenTranslation(DomainError):
    sentence = gettext_lazy(
        "There is a translation already. You do not see it, since words of the original are covered."
    )


class SameLanguage(DomainError):
    sentence = gettext_lazy("These words were said in this language already.")


def translate_note(
    *, by: Actor, note: Note, language: str, body: str, is_machine: bool = False
) -> NoteTranslation:
    """Of the latest wording. A translation in the same language is written anew, and nobody has checked it yet."""
    _require(by, note)
    if not body.strip():
        raise NothingHeard(field="body")
    if language == note.language:
        raise SameLanguage(field="language")
    version = NoteVersion.objects.visible_to(by).filter(note=note).order_by("-number").first()
    if version is None:
        raise NothingHeard(field="body")
    if not by.can(Permission.VIEW_CONTACTS) and with_redactions(by, [version.pk]):
        there = NoteTranslation.objects.visible_to(by).filter(version=version, language=language)
        if there.exclude(translated_by_id=by.membership_id).exists():
            raise HiddenTranslation(field="language")
    translation, _is_new = NoteTranslation.objects.update_or_create(
        organization_id=by.organization_id,
        version=version,
        language=language,
        defaults={
            "body": kept_as(body),
            "kind": Kind.MACHINE if is_machine else Kind.HUMAN,
            "translated_by_id": by.membership_id,
            "translated_at": timezone.now(),
            "checked_by_id": None,
            "checked_at": None,
        },
    )
    details = {"language": language, "kind": translation.kind}
    audit.record("listening.note_translated", by=by, target=note, details=details)
    return translation


def check_translation(*, by: Actor, translation: NoteTranslation) -> NoteTranslation:
    """Somebody who reads both languages stands for it."""
    note = translation.version.note
    _require(by, note)
    translation.checked_by_id, translation.checked_at = by.membership_id, timezone.now()
    if translation.kind == Kind.MACHINE:
        translation.kind = Kind.MACHINE_CHECKED
    translation.save(update_fields=["checked_by", "checked_at", "kind"])
    details = {"language": translation.language}
    audit.record("listening.translation_checked", by=by, target=note, details=details)
    return translation


def _require(by: Actor, note: Note) -> None:
    """The author, and whoever works with notes."""
    if note.author_id and note.author_id == by.membership_id:
        return
    require(by, Permission.VIEW_NOTES)
    if not (by.can(Permission.MANAGE_LISTENING) or by.can(Permission.CODE_NOTES)):
        raise NotAllowed
