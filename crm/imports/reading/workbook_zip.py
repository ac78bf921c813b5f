"""The zip around an XLSX or ODS, looked at as a stream before any workbook reader opens it."""

import re
import zipfile
import zlib
from pathlib import Path

from .limits import Limits
from .refused import Refused

CHUNK = 1024 * 1024
FORBIDDEN = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
LONGEST = len(b"<!DOCTYPE")
XML = (".xml", ".rels", ".vml")


def check_zip(path: Path, kind: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            _directory(archive, kind, limits)
            _no_entities(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Refused("file.damaged") from error


def _directory(archive: zipfile.ZipFile, kind: str, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise Refused("zip.entries", count=len(entries), most=limits.zip_entries)
    if sum(entry.file_size for entry in entries) > limits.zip_bytes:
        raise Refused("zip.bomb")
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
            raise Refused("zip.names")
        if entry.flag_bits & 0x1:
            raise Refused("file.password")
        if entry.file_size > limits.zip_ratio * max(entry.compress_size, 1) and entry.file_size > 10_000:
            raise Refused("zip.bomb")
    names = {entry.filename for entry in entries}
    if kind == "ods":
        _ods(archive, names)
    else:
        _xlsx(names)


def _xlsx(names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("file.macros", suffix=".xlsm")
    if "xl/workbook.bin" in names:
        raise Refused("file.binary_workbook", suffix=".xlsb")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Refused("file.not_workbook", suffix=".xlsx")


def _ods(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "content.xml" not in names:
        raise Refused("file.not_workbook", suffix=".ods")
    if "mimetype" in names:
        with archive.open("mimetype") as file:
            if b"opendocument.spreadsheet" not in file.read(200):
                raise Refused("file.not_workbook", suffix=".ods")
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as file:
            if b"encryption-data" in file.read(CHUNK):
                raise Refused("file.password")


def _no_entities(archive: zipfile.ZipFile) -> None:
    """Every XML part is UTF-8 and declares no entities, so what we scan is what a parser would see."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith(XML):
            continue
        with archive.open(entry) as part:
            tail = b""
            while chunk := part.read(CHUNK):
                if not tail:
                    _utf8(chunk)
                if FORBIDDEN.search(tail + chunk):
                    raise Refused("zip.entities")
                tail = chunk[-LONGEST:]


def _utf8(start: bytes) -> None:
    declared = re.match(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""", start[:400])
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:64]:
        raise Refused("zip.entities")
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise Refused("zip.entities")
