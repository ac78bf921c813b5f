"""Where attachments lie: outside every served folder, readable by this account alone."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def attachment_of(organization_id: uuid.UUID, attachment_id: uuid.UUID) -> Path:
    return folder(organization_id) / str(attachment_id) / "file"


def folder(organization_id: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / "attachments" / str(organization_id)


def make_room(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def forget(organization_id: uuid.UUID, attachment_id: uuid.UUID) -> None:
    shutil.rmtree(attachment_of(organization_id, attachment_id).parent, ignore_errors=True)


def kept(organization_id: uuid.UUID) -> Iterator[tuple[uuid.UUID, Path]]:
    """Everything that lies there, whether a row speaks of it or not."""
    here = folder(organization_id)
    if here.is_dir():
        for one in here.iterdir():
            yield uuid.UUID(one.name), one
