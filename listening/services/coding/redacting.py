"""Covering words that name somebody. An overlay: the words and their places stay as they are."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.coding.offsets import snap
from listening.models import NoteVersion, Redaction


@transaction.atomic
def redact(*, by: Actor, version: NoteVersion, start: int, end: int, mark: str = "") -> Redaction:
    """Cover these words with a mark wherever they are read or shown."""
    _may(by)
    place = snap(version.body, start, end)
    if place is None:
        raise DomainError(_("Choose the words first."), field="sentence")
    found, made = Redaction.objects.visible_to(by).get_or_create(
        organization_id=by.organization_id,
        version=version,
        start=place.start,
        end=place.end,
        undone_at=None,
        defaults={"mark": mark.strip()[:40] or "[…]", "by_id": by.membership_id},
    )
    if made:
        audit.record("listening.words_redacted", by=by, target=found)
    return found


def lift_redaction(*, by: Actor, redaction: Redaction) -> None:
    """Show the words again: for those who lead the listening."""
    if not by.can(Permission.MANAGE_LISTENING):
        raise NotAllowed
    if redaction.undone_at is None:
        redaction.undone_at = timezone.now()
        redaction.save(update_fields=["undone_at"])
        audit.record("listening.redaction_lifted", by=by, target=redaction)


def _may(by: Actor) -> None:
    if not (by.can(Permission.CODE_NOTES) or by.can(Permission.MANAGE_LISTENING)):
        raise NotAllowed
