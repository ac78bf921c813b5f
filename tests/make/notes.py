"""Rows that hang on notes; use the services where their rules matter."""

import io

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from crm.access.tenancy import tenant
from crm.organizations.models import Organization
from listening.models import Attachment, Memo, NoteTranslation, NoteVersion, Transcript
from listening.services.notes import attaching, transcripts
from tests.make.acts import note, session
from tests.make.ground import system


def translation(of: Organization, body: str = "El camión llega tarde.", **fields) -> NoteTranslation:
    about = fields.pop("note", None) or note(of)
    with tenant(of.id):
        version = NoteVersion.objects.filter(note=about).order_by("-number").first()
        return NoteTranslation.objects.create(
            organization_id=of.id, version=version, **{"language": "es", "body": body, **fields}
        )


def memo(of: Organization, body: str = "Ask about the bus again.", **fields) -> Memo:
    if not fields.keys() & {"session", "note", "project"}:
        fields["note"] = note(of)
    with tenant(of.id):
        return Memo.objects.create(organization_id=of.id, body=body, **fields)


def photo(width: int = 40, height: int = 30, form: str = "JPEG", **saved) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, form, **saved)
    return out.getvalue()


def attachment(of: Organization, data: bytes | None = None, name: str = "sheet.jpg", **to) -> Attachment:
    to = to or {"session": session(of)}
    with tenant(of.id):
        file = ContentFile(photo() if data is None else data, name)
        return attaching.attach(
            by=system(of), file=file, name=name, today=to.pop("today", timezone.localdate()), **to
        )


def transcript(of: Organization, text: str = "P1: The bus is late.\nAna: So late.") -> Transcript:
    held = session(of)
    with tenant(of.id):
        return transcripts.read_transcript(by=system(of), session=held, data=text.encode())
