"""Where uploads, their spools and exports lie: outside every served folder, readable by this account alone."""

import hashlib
import shutil
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import TemporaryUploadedFile

CHUNK = 1 << 20


def upload_of(organization_id: uuid.UUID, batch_id: uuid.UUID) -> Path:
    return _folder("imports", organization_id, batch_id) / "upload"


def spool_of(organization_id: uuid.UUID, batch_id: uuid.UUID) -> Path:
    return _folder("imports", organization_id, batch_id) / "spool"


def export_of(organization_id: uuid.UUID, export_id: uuid.UUID) -> Path:
    return _folder("exports", organization_id, export_id) / "file"


def keep_upload(file: File, organization_id: uuid.UUID, batch_id: uuid.UUID) -> str:
    """Bring an upload to its place; its SHA-256. What came as a file already is moved, not copied."""
    path = upload_of(organization_id, batch_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if isinstance(file, TemporaryUploadedFile):
        shutil.move(file.temporary_file_path(), path)
        with path.open("rb") as moved:
            return hashlib.file_digest(moved, "sha256").hexdigest()
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for piece in file.chunks(CHUNK):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def make_room(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def forget_import(organization_id: uuid.UUID, batch_id: uuid.UUID) -> None:
    shutil.rmtree(_folder("imports", organization_id, batch_id), ignore_errors=True)


def forget_export(organization_id: uuid.UUID, export_id: uuid.UUID) -> None:
    shutil.rmtree(_folder("exports", organization_id, export_id), ignore_errors=True)


def _folder(kind: str, organization_id: uuid.UUID, own_id: uuid.UUID) -> Path:
    return Path(settings.MEDIA_ROOT) / kind / str(organization_id) / str(own_id)
