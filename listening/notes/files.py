"""What a file is, judged by its content, whatever it is called; and photos written anew.

A photo is decoded and encoded again before it is kept: where and when it was taken, the phone's number and anything
that hung on behind the picture are gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from crm.access.errors import DomainError
from listening.models import Attachment

Kind = Attachment.Kind
MB = 1 << 20
LIMITS = {Kind.PHOTO: 20 * MB, Kind.AUDIO: 200 * MB, Kind.DOCUMENT: 20 * MB}
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 3_000  # a sheet of names stays readable
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class FileRefused(DomainError):
    sentence = _("This file cannot be kept here.")


@dataclass(frozen=True)
class Judged:
    kind: str
    content_type: str


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(starts)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _mp4(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and head[8:12].lower().startswith(brands)


def _mp3(head: bytes) -> bool:
    """A frame of MPEG layer III, or the tag before it."""
    if head[:3] == b"ID3":
        return True
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] >> 4 not in (0, 15)


KNOWN: list[tuple[Callable[[bytes], bool], Judged]] = [
    (_begins(b"\xff\xd8\xff"), Judged(Kind.PHOTO, "image/jpeg")),
    (_begins(b"\x89PNG\r\n\x1a\n"), Judged(Kind.PHOTO, "image/png")),
    (_riff(b"WEBP"), Judged(Kind.PHOTO, "image/webp")),
    (_riff(b"WAVE"), Judged(Kind.AUDIO, "audio/wav")),
    (_begins(b"OggS"), Judged(Kind.AUDIO, "audio/ogg")),
    (_begins(b"fLaC"), Judged(Kind.AUDIO, "audio/flac")),
    (_begins(b"#!AMR"), Judged(Kind.AUDIO, "audio/amr")),
    (_begins(b"\x1aE\xdf\xa3"), Judged(Kind.AUDIO, "audio/webm")),
    (_mp4(b"m4a", b"m4b", b"mp4", b"isom", b"iso", b"3gp", b"dash"), Judged(Kind.AUDIO, "audio/mp4")),
    (_mp3, Judged(Kind.AUDIO, "audio/mpeg")),
    (_begins(b"%PDF-"), Judged(Kind.DOCUMENT, "application/pdf")),
]
REFUSED: list[tuple[Callable[[bytes], bool], str | Promise]] = [
    (_mp4(b"hei", b"hev", b"mif1", b"avif"), _("This photo is a HEIC file. Save it as JPEG and try again.")),
    (_begins(b"PK\x03\x04"), _("This is a zip archive or an office document. Bring a transcript in from the session’s page, or save it as PDF.")),
    (_begins(b"MZ", b"\x7fELF", b"#!/", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"), _("This is a program. It is not kept here.")),
    (_begins(b"GIF8", b"BM", b"II*\0", b"MM\0*"), _("This kind of picture is not kept here. Save it as JPEG and try again.")),
    (_begins(b"\xd0\xcf\x11\xe0"), _("This is an old office document. Save it as PDF and try again.")),
]  # fmt: skip
OTHERWISE = _(
    "Earshot keeps recordings (MP3, M4A, WAV, OGG), photos (JPEG, PNG) and PDF here. This file is none of them."
)
TOO_BIG = _("This file has %(size)s MB. At most %(most)s MB can be kept.")
DAMAGED = _("This photo is damaged and cannot be read. Take it again.")
TOO_LARGE = _("This photo has more than %(most)s million points. Make it smaller and try again.")


def judge(head: bytes, size: int) -> Judged:
    """Of the first bytes of a file. Raises FileRefused with what to do instead."""
    if not size:
        raise FileRefused(_("This file is empty."), field="file")
    for fits, sentence in REFUSED:
        if fits(head):
            raise FileRefused(sentence, field="file")
    found = next((judged for fits, judged in KNOWN if fits(head)), None)
    if found is None:
        raise FileRefused(OTHERWISE, field="file")
    most = LIMITS[Kind(found.kind)]
    if size > most:
        raise FileRefused(TOO_BIG % {"size": size // MB + 1, "most": most // MB}, field="file")
    return found


def write_photo(source: BinaryIO, target: Path) -> str:
    """The picture alone, upright, as JPEG; its content type. Raises FileRefused."""
    try:
        with Image.open(source, formats=list(PICTURES)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(TOO_LARGE % {"most": MOST_PIXELS // 1_000_000}, field="file")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = Image.new("RGB", upright.size, "white")
            with_alpha = upright.convert("RGBA")
            plain.paste(with_alpha, mask=with_alpha)
    except FileRefused:
        raise
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise FileRefused(DAMAGED, field="file") from error
    plain.save(target, "JPEG", quality=82, optimize=True)
    return PICTURES["JPEG"]
