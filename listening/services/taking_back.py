"""Notes that an import or a transcript made, taken back as long as nobody worked with them."""

import uuid
from collections.abc import Iterable
from itertools import chain

from django.db.models import Count, Model

from crm.access.actors import Actor
from listening.models import Findable, Note, NoteVersion


def take_back_notes(*, by: Actor, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Delete these notes; gives back those that stay, since they were corrected, translated, coded or remarked on."""
    notes = Note.objects.visible_to(by).filter(pk__in=list(ids))
    touched = set(
        notes.annotate(wordings=Count("versions")).filter(wordings__gt=1).values_list("pk", flat=True)
    )
    of_note = dict(
        NoteVersion.objects.visible_to(by)
        .filter(note__in=notes.exclude(pk__in=touched))
        .values_list("pk", "note_id")
    )
    free = set(of_note.values())
    touched |= referred(by, Note, free, besides=(NoteVersion, Findable))
    touched |= {of_note[version] for version in referred(by, NoteVersion, set(of_note))}
    NoteVersion.objects.visible_to(by).filter(note_id__in=free - touched).delete()
    Note.objects.visible_to(by).filter(pk__in=free - touched).delete()
    return touched


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
