"""Notes that an import or a transcript made, taken back as long as nobody worked with them."""

import uuid
from collections.abc import Iterable
from itertools import chain

from django.db.models import Count, F, Model

from crm.access.actors import Actor
from listening.models import Findable, Note, NoteTranslation, NoteVersion, SessionParticipant


def take_back_notes(*, by: Actor, ids: Iterable[uuid.UUID], with_voices: bool = False) -> set[uuid.UUID]:
    """Delete these notes; gives back those that stay, since they were corrected, translated anew, coded or remarked on.

    A translation that came with the note goes with it. `with_voices`: participants whom the import made go too, if
    nothing else speaks of them."""
    notes = Note.objects.visible_to(by).filter(pk__in=list(ids))
    touched = set(
        notes.annotate(wordings=Count("versions")).filter(wordings__gt=1).values_list("pk", flat=True)
    )
    made = (
        SessionParticipant.objects.visible_to(by)
        .filter(notes__in=notes, client_uuid__isnull=False, contact=None)
        .values_list("pk", flat=True)
    )
    voices = set(made) if with_voices else set()
    own = NoteTranslation.objects.visible_to(by).filter(
        version__note__in=notes, checked_at=None, translated_by_id=F("version__written_by_id")
    )
    came_along = set(own.values_list("pk", flat=True))
    of_note = dict(
        NoteVersion.objects.visible_to(by)
        .filter(note__in=notes.exclude(pk__in=touched))
        .values_list("pk", "note_id")
    )
    free = set(of_note.values())
    touched |= referred(by, Note, free, besides=(NoteVersion, Findable))
    others = (
        NoteTranslation.objects.visible_to(by).filter(version__in=list(of_note)).exclude(pk__in=came_along)
    )
    touched |= {of_note[version] for version in others.values_list("version_id", flat=True)}
    touched |= {
        of_note[version] for version in referred(by, NoteVersion, set(of_note), besides=(NoteTranslation,))
    }
    NoteTranslation.objects.visible_to(by).filter(version__note_id__in=free - touched).delete()
    NoteVersion.objects.visible_to(by).filter(note_id__in=free - touched).delete()
    Note.objects.visible_to(by).filter(pk__in=free - touched).delete()
    forget_voices(by=by, ids=voices)
    return touched


def forget_voices(*, by: Actor, ids: Iterable[uuid.UUID]) -> None:
    """Participants of whom nothing else speaks."""
    made = set(ids)
    there = SessionParticipant.objects.visible_to(by).filter(pk__in=made, contact=None)
    there.exclude(pk__in=referred(by, SessionParticipant, made)).delete()


def referred(
    by: Actor, model: type[Model], ids: set[uuid.UUID], besides: tuple[type[Model], ...] = ()
) -> set[uuid.UUID]:
    """Those of these rows that any other table speaks of: whatever will be hung on notes later keeps them too."""
    links = [one for one in model._meta.related_objects if one.related_model not in besides]
    return set(
        chain.from_iterable(
            link.related_model._base_manager.filter(
                organization_id=by.organization_id, **{f"{link.field.name}__in": ids}
            ).values_list(f"{link.field.attname}", flat=True)
            for link in links
        )
    )
