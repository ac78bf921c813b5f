"""Exchange files read. Hostile until proven otherwise: no document types, no entities, no path out of the zip, and a
limit on everything that can grow. Nothing is unpacked to disk.
"""

import datetime
import re
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from listening.refi.documents import CodeEntry, Codes, CodingEntry, Head, Selection, TextSource

MEBIBYTE = 1024 * 1024
GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
NAMESPACES = ("{urn:QDA-XML:codebook:1.0}", "{urn:QDA-XML:project:1.0}")
LONGEST_NAME, LONGEST_TEXT = 500, 20_000
BYTE_MARK = "\ufeff"


@dataclass(frozen=True)
class Limits:
    file_bytes: int = 100 * MEBIBYTE
    xml_bytes: int = 64 * MEBIBYTE
    source_bytes: int = 8 * MEBIBYTE
    zip_entries: int = 20_000
    zip_bytes: int = 512 * MEBIBYTE
    zip_ratio: int = 200
    depth: int = 24
    codes: int = 5_000
    sources: int = 10_000
    selections: int = 500_000


class Refused(Exception):
    """Why a file is not read. `code` is put into words by listening.exchange.sentences."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def read_codebook(path: Path, limits: Limits = Limits()) -> Codes:
    if path.stat().st_size > limits.xml_bytes:
        raise Refused("too_big")
    with path.open("rb") as file:
        walked = _Walk(file, limits)
        codes = Codes()
        for element in walked.elements("Codes"):
            codes = _codes(element, limits)
    if walked.root not in ("CodeBook", "Project"):
        raise Refused("not_a_codebook")
    if not codes.codes:
        raise Refused("no_codes")
    return codes


class ProjectReader(AbstractContextManager):
    """A .qdpx: `head` at once, `sources` one after the other."""

    def __init__(self, path: Path, limits: Limits = Limits()):
        self.path, self.limits = path, limits

    def __enter__(self) -> Self:
        if self.path.stat().st_size > self.limits.file_bytes:
            raise Refused("too_big")
        try:
            self.zip = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Refused("not_a_project") from error
        try:
            self.names = self._directory()
            self.head, self.source_count = self._head()
        except BaseException:
            self.zip.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self.zip.close()

    def sources(self) -> Iterator[TextSource | str]:
        """Plain texts with their selections. A source that is no text, or whose text is not there, gives its name."""
        variables = {guid: name for name, guid in self.head.variables.items()}
        count = marks = 0
        with self._open("project.qde") as file:
            for element in _Walk(file, self.limits).elements(
                "TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource"
            ):
                count += 1
                marks += sum(1 for _mark in _children(element, "PlainTextSelection"))
                if count > self.limits.sources or marks > self.limits.selections:
                    raise Refused("too_much")
                yield self._source(element, variables)

    def _source(self, element: Element, variables: dict[uuid.UUID, str]) -> TextSource | str:
        name = _words(element.get("name"), LONGEST_NAME)
        guid = _guid(element.get("guid"))
        text = self._text(element) if _tag(element) == "TextSource" else None
        if guid is None or not text:
            return name or "?"
        source = TextSource(guid, name, text)
        for part in _children(element, "PlainTextSelection"):
            start, end = _number(part.get("startPosition")), _number(part.get("endPosition"))
            mark = _guid(part.get("guid"))
            if mark and start is not None and end is not None and 0 <= start < end <= len(text):
                name = _words(part.get("name"), LONGEST_NAME)
                source.selections.append(Selection(mark, start, end, name, list(_codings(part))))
        whole = list(_codings(element))
        if whole:
            # A code on a whole source is a code on all of its words; the source's own id cannot be used twice.
            source.selections.append(Selection(uuid.uuid5(guid, "whole"), 0, len(text), "", whole))
        for value in _children(element, "VariableValue"):
            refs = [_guid(ref.get("targetGUID")) for ref in _children(value, "VariableRef")]
            said = [node.text for node in value if _tag(node).endswith("Value") and node.text]
            if refs and refs[0] in variables and said:
                source.values[variables[refs[0]]] = _words(said[0], LONGEST_NAME)
        return source

    def _text(self, element: Element) -> str | None:
        for inside in _children(element, "PlainTextContent"):
            return inside.text or ""
        where = (element.get("plainTextPath") or "").replace("\\", "/")
        if not where.startswith("internal://"):
            return None
        wanted = where.removeprefix("internal://").strip("/").rsplit("/", 1)[-1]
        name = self.names.get(wanted)
        if name is None:
            return None
        content = self._read(name, self.limits.source_bytes)
        try:
            return content.decode().removeprefix(BYTE_MARK)
        except UnicodeDecodeError:
            return None

    def _head(self) -> tuple[Head, int]:
        head, sources, ended = Head(""), 0, False
        with self._open("project.qde") as file:
            walked = _Walk(file, self.limits)
            for element in walked.elements(
                "Users", "Codes", "Variables", "TextSource", "PictureSource", "PDFSource", "AudioSource",
                "VideoSource",
            ):  # fmt: skip
                match _tag(element):
                    case "Users":
                        for user in _children(element, "User"):
                            if guid := _guid(user.get("guid")):
                                head.users[guid] = _words(user.get("name") or user.get("id"), LONGEST_NAME)
                    case "Codes":
                        head.codes = _codes(element, self.limits)
                    case "Variables":
                        for variable in _children(element, "Variable"):
                            if guid := _guid(variable.get("guid")):
                                head.variables[_words(variable.get("name"), LONGEST_NAME)] = guid
                    case _:
                        sources += 1
            ended = walked.root == "Project"
            head.name = _words(walked.attributes.get("name"), LONGEST_NAME)
        if not ended:
            raise Refused("not_a_project")
        return head, sources

    def _directory(self) -> dict[str, str]:
        entries = self.zip.infolist()
        if len(entries) > self.limits.zip_entries:
            raise Refused("too_much")
        if sum(entry.file_size for entry in entries) > self.limits.zip_bytes:
            raise Refused("bomb")
        for entry in entries:
            name = entry.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
                raise Refused("names")
            if entry.flag_bits & 0x1:
                raise Refused("password")
            if entry.file_size > 10_000 and entry.file_size > self.limits.zip_ratio * max(
                entry.compress_size, 1
            ):
                raise Refused("bomb")
        if "project.qde" not in self.zip.namelist():
            raise Refused("not_a_project")
        return {entry.filename.replace("\\", "/").rsplit("/", 1)[-1]: entry.filename for entry in entries}

    def _open(self, name: str) -> IO[bytes]:
        entry = self.zip.getinfo(name)
        if entry.file_size > self.limits.xml_bytes:
            raise Refused("too_big")
        return self.zip.open(name)

    def _read(self, name: str, most: int) -> bytes:
        """What a directory says of a size need not be so: never more than `most` is unpacked."""
        try:
            with self.zip.open(name) as file:
                content = file.read(most + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise Refused("damaged") from error
        if len(content) > most:
            raise Refused("too_big")
        return content


class _Walk:
    """The elements with these names, as they end; everything is thrown away behind it, so that memory stays flat."""

    def __init__(self, file: IO[bytes], limits: Limits):
        self.file, self.limits = file, limits
        self.root = ""
        self.attributes: dict[str, str] = {}

    def elements(self, *names: str) -> Iterator[Element]:
        depth, wanted, root = 0, 0, None
        try:
            for event, element in iterparse(
                _Counted(self.file, self.limits.xml_bytes), events=("start", "end"), forbid_dtd=True
            ):
                if event == "start":
                    depth += 1
                    if depth > self.limits.depth:
                        raise Refused("too_deep")
                    if root is None:
                        root, self.root, self.attributes = element, _tag(element), dict(element.attrib)
                    wanted += _tag(element) in names
                    continue
                depth -= 1
                if _tag(element) in names:
                    wanted -= 1
                    if not wanted:
                        yield element
                if not wanted and root is not None:
                    element.clear()
        except (ParseError, DefusedXmlException, UnicodeError, ValueError, LookupError) as error:
            raise Refused("xml") from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise Refused("damaged") from error


class _Counted:
    """A file that ends in a refusal where it is longer than it may be."""

    def __init__(self, file: IO[bytes], most: int):
        self.file, self.left = file, most

    def read(self, size: int = -1) -> bytes:
        got = self.file.read(size)
        self.left -= len(got)
        if self.left < 0:
            raise Refused("too_big")
        return got


def _codes(element: Element, limits: Limits) -> Codes:
    codes = Codes([code for node in _children(element, "Code") if (code := _code(node))])
    seen: set[uuid.UUID] = set()
    for code, _parent in codes.walk():
        if code.guid in seen:
            raise Refused("twice")
        seen.add(code.guid)
        if len(seen) > limits.codes:
            raise Refused("too_much")
    return codes


def _code(element: Element) -> CodeEntry | None:
    guid, name = _guid(element.get("guid")), _words(element.get("name"), LONGEST_NAME)
    if guid is None or not name:
        return None
    description = next((node.text or "" for node in _children(element, "Description")), "")
    return CodeEntry(
        guid,
        name,
        is_codable=(element.get("isCodable") or "true").strip() not in ("false", "0"),
        colour=_colour(element.get("color")),
        description=description[:LONGEST_TEXT].strip(),
        children=[code for node in _children(element, "Code") if (code := _code(node))],
    )


def _codings(element: Element) -> Iterator[CodingEntry]:
    for node in _children(element, "Coding"):
        guid = _guid(node.get("guid"))
        code = next((_guid(ref.get("targetGUID")) for ref in _children(node, "CodeRef")), None)
        if guid and code:
            yield CodingEntry(guid, code, _guid(node.get("creatingUser")), _at(node.get("creationDateTime")))


def _tag(element: Any) -> str:
    """The name without its namespace, where that is one of the standard's."""
    for namespace in NAMESPACES:
        if str(element.tag).startswith(namespace):
            return str(element.tag)[len(namespace) :]
    return ""


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _tag(child) == name)


def _guid(value: str | None) -> uuid.UUID | None:
    found = GUID.fullmatch((value or "").strip())
    return uuid.UUID(found[1]) if found else None


def _colour(value: str | None) -> str:
    """#rrggbb, or nothing."""
    value = (value or "").strip()
    if not COLOUR.fullmatch(value):
        return ""
    return (value if len(value) == 7 else "#" + "".join(2 * letter for letter in value[1:])).lower()


def _number(value: str | None) -> int | None:
    value = (value or "").strip()
    return int(value) if re.fullmatch(r"\d{1,9}", value, re.ASCII) else None


def _at(value: str | None) -> datetime.datetime | None:
    """A moment without a zone is taken for UTC, as its writer left it open."""
    try:
        at = datetime.datetime.fromisoformat((value or "").strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)


def _words(value: str | None, most: int) -> str:
    return " ".join((value or "").replace("\0", "").split())[:most]
