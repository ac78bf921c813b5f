"""Is this a spreadsheet at all? Name, magic bytes and contents agree before any parser sees the file."""

import hashlib
import zipfile
from pathlib import Path

from .facts import FileFacts
from .limits import Limits
from .refused import Refused
from .workbook_zip import check_zip

KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".ods": "ods",
    ".vcf": "vcf",
}
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BINARY = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    OLE,
    b"MZ",
    b"\x7fELF",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xfd7zXZ",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"SQLite format",
    b"#!",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"\x00asm",
)
# What a file that is no spreadsheet is, said by its first bytes: whoever renamed it learns what to do.
TELLING = (
    (b"%PDF", "file.is_pdf"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "file.is_picture"),
    (
        (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"),
        "file.is_program",
    ),
    (b"{\\rtf", "file.is_document"),
)
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def check(path: Path | str, declared_name: str, limits: Limits | None = None) -> FileFacts:
    """The facts of an acceptable file, or `Refused` with the reason."""
    path, limits = Path(path), limits or Limits()
    suffix = Path(declared_name.replace("\\", "/")).suffix.lower()
    size = path.stat().st_size
    _allow(suffix)
    if size > limits.upload_bytes:
        raise Refused("file.too_big", most=limits.upload_bytes // (1024 * 1024))
    if size == 0:
        raise Refused("file.empty")
    with path.open("rb") as file:
        head = file.read(65_536)
    kind, notes = _agree(path, suffix, head)
    if kind in ("xlsx", "ods"):
        check_zip(path, kind, limits)
    return FileFacts(declared_name, kind, size, _sha256(path), tuple(notes))


def _allow(suffix: str) -> None:
    if suffix in KINDS:
        return
    known = {
        ".xlsm": "file.macros",
        ".xlsb": "file.binary_workbook",
        ".zip": "file.zip",
        ".numbers": "file.numbers",
    }
    raise Refused(known.get(suffix, "file.kind"), suffix=suffix or "-")


def _agree(path: Path, suffix: str, head: bytes) -> tuple[str, list[dict]]:
    """The kind the bytes themselves show, if it is the one the name promises."""
    if suffix in TEXT_SUFFIXES:
        if head.startswith(BINARY) or not _is_text(head):
            raise Refused(_is_rather(path, head) or "file.not_text", suffix=suffix)
        if _is_html(head):
            raise Refused("file.web_page", suffix=suffix)
        return "csv", []
    if suffix == ".vcf":
        if b"begin:vcard" not in head.replace(b"\0", b"").lower():
            raise Refused("file.no_cards")
        return "vcf", []
    if suffix == ".xls":
        return _agree_xls(path, head, suffix)
    if not head.startswith(b"PK\x03\x04") or not zipfile.is_zipfile(path):
        code = "file.password" if head.startswith(OLE) else _is_rather(path, head) or "file.not_workbook"
        raise Refused(code, suffix=suffix)
    return KINDS[suffix], []


def _agree_xls(path: Path, head: bytes, suffix: str) -> tuple[str, list[dict]]:
    if head.startswith(OLE) or head[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02"):
        return "xls", []
    if _is_html(head):
        raise Refused("file.web_page", suffix=suffix)
    # Voter-file tools name their tab-delimited text ".xls"; its people did nothing wrong.
    if not head.startswith(BINARY) and _is_text(head) and (b"\t" in head):
        return "csv", [{"code": "note.text_named_xls", "params": {}}]
    raise Refused(_is_rather(path, head) or "file.not_workbook", suffix=suffix)


def _is_rather(path: Path, head: bytes) -> str:
    """The sentence for what the bytes are; none where they are no kind of file that people keep."""
    for start, code in TELLING:
        if head.startswith(start):
            return code
    if head.startswith(OLE):
        return "file.is_workbook"
    if not head.startswith(b"PK") or not zipfile.is_zipfile(path):
        return ""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:1_000]
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    if any(name.startswith("xl/") for name in names):
        return "file.is_workbook"
    if any(name.startswith("word/") for name in names):
        return "file.is_document"
    return "file.numbers" if any(name.endswith(".iwa") for name in names) else ""


def _is_text(head: bytes) -> bool:
    """Control characters are rare in text; NUL bytes are half of UTF-16 and a stray few elsewhere."""
    if head.startswith(BOMS):
        return True
    nul = head.count(0)
    if nul > len(head) * 0.3:
        return _looks_utf16(head)
    control = sum(head.count(code) for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 26, 27))
    return control <= len(head) * 0.01 and nul <= max(8, len(head) * 0.05)


def _looks_utf16(head: bytes) -> bool:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    return max(even, odd) > half * 0.6 and min(even, odd) < half * 0.05


def _is_html(head: bytes) -> bool:
    start = head.replace(b"\0", b"")[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    return start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<script"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
