"""Recordings, photos of sheets and papers: kept privately, for a while."""

import datetime
import hashlib
import os
import time
from typing import BinaryIO, cast

from django.core.files import File
from django.db.models import DateField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.lib.ids import uuid7
from crm.organizations.models import Organization
from listening.models import Attachment, ListeningSession, Note
from listening.notes import files, storage

CHUNK = 1 << 20
AT_ONCE = 200
LOST_AFTER = 24 * 3600  # seconds until a file without a row is taken for what a failed request left


def attach(
    *,
    by: Actor,
    file: File,
    name: str,
    note: Note | None = None,
    session: ListeningSession | None = None,
    today: datetime.date | None = None,
) -> Attachment:
    """Judge a file by its content and keep it; a photo is written anew. Raises files.FileRefused."""
    require(by, Permission.LOG_CONVERSATION)
    today = today or timezone.localdate()
    file.seek(0)
    judged = files.judge(file.read(64), file.size)
    file.seek(0)
    key = uuid7()
    path = storage.make_room(storage.attachment_of(by.organization_id, key))
    try:
        content_type = judged.content_type
        if judged.kind == Attachment.Kind.PHOTO:
            content_type = files.write_photo(cast(BinaryIO, file), path)
        else:
            with open(path, "wb") as target:
                for piece in file.chunks(CHUNK):
                    target.write(piece)
        os.chmod(path, 0o600)
        with path.open("rb") as kept:
            digest = hashlib.file_digest(kept, "sha256").hexdigest()
        attachment = Attachment.objects.create(
            id=key,
            organization_id=by.organization_id,
            note=note,
            session=session,
            kind=judged.kind,
            file_name=_shown(name),
            content_type=content_type,
            size=path.stat().st_size,
            sha256=digest,
            added_by_id=by.membership_id,
            retained_until=today + datetime.timedelta(days=kept_for(by)[judged.kind]),
        )
    except BaseException:
        storage.forget(by.organization_id, key)
        raise
    audit.record("listening.attachment_added", by=by, target=attachment, details={"kind": judged.kind})
    return attachment


def kept_for(by: Actor) -> dict[str, int]:
    """Days until a file of each kind is deleted, as the organization has settled it. A photo of a sheet is there to be typed
    in, a recording to be written down."""
    here = Organization.objects.visible_to(by).get()
    return {
        Attachment.Kind.PHOTO: here.photos_kept_days,
        Attachment.Kind.AUDIO: here.recordings_kept_days,
        Attachment.Kind.DOCUMENT: here.papers_kept_days,
    }


def open_attachment(*, by: Actor, attachment: Attachment) -> None:
    """Told to the audit: who looked at a recording or a sheet of names."""
    audit.record("listening.attachment_opened", by=by, target=attachment)


def remove_attachment(*, by: Actor, attachment: Attachment) -> None:
    """One's own, or anybody's with MANAGE_LISTENING: the file goes, that it was there stays."""
    if attachment.added_by_id is None or attachment.added_by_id != by.membership_id:
        require(by, Permission.MANAGE_LISTENING)
    _purge(by, attachment, "listening.attachment_removed")


def purge_attachments(*, by: Actor, today: datetime.date | None = None) -> int:
    """Delete files whose time is over, some at a time; how many. A shorter time holds for what lies there already; a longer
    one lengthens nothing, since people were told a day."""
    today = today or timezone.localdate()
    for kind, days in kept_for(by).items():
        of_kind = Attachment.objects.visible_to(by).kept().filter(kind=kind)
        ends_on = Cast(TruncDate("added_at") + Value(datetime.timedelta(days=days)), DateField())
        of_kind.filter(retained_until__gt=ends_on).update(retained_until=ends_on)
    due = Attachment.objects.visible_to(by).kept().filter(retained_until__lt=today).order_by("retained_until")
    found = list(due[:AT_ONCE])
    for attachment in found:
        _purge(by, attachment, "listening.attachment_purged")
    return len(found)


def sweep_lost_files(*, by: Actor) -> int:
    """Files that no row speaks of: a request that failed after writing, a note that was taken back."""
    lying = {key: path for key, path in storage.kept(by.organization_id) if _is_old(path)}
    there = Attachment.objects.visible_to(by).kept().filter(pk__in=list(lying))
    lost = lying.keys() - set(there.values_list("pk", flat=True))
    for key in lost:
        storage.forget(by.organization_id, key)
    return len(lost)


def _purge(by: Actor, attachment: Attachment, verb: str) -> None:
    if attachment.purged_at:
        return
    attachment.purged_at = timezone.now()
    attachment.save(update_fields=["purged_at"])
    audit.record(verb, by=by, target=attachment, details={"kind": attachment.kind})
    # A rollback after this leaves a row without a file, which the next turn purges again.
    storage.forget(attachment.organization_id, attachment.pk)


def _is_old(path: os.PathLike) -> bool:
    return time.time() - os.stat(path).st_mtime > LOST_AFTER


def _shown(name: str) -> str:
    """Only ever shown: no path, no control characters."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in bare if letter.isprintable())[:160] or "file"
