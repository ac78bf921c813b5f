"""Exchange files written, valid against the published schemas (Project.xsd and Codebook.xsd 1.0)."""

import datetime
import io
import os
import re
import zipfile
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Self
from xml.sax.saxutils import XMLGenerator

from crm.imports.files import private
from listening.refi.documents import CodeEntry, Codes, Head, TextSource

CODEBOOK, PROJECT = "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:project:1.0"
ORIGIN = "Earshot"
# What XML 1.0 has no way to say. Sources lie beside the XML as they are; this is about names and descriptions.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


class Nothing(ValueError):
    """The schema asks for one code at least."""


def write_codebook(path: Path, codes: Codes) -> int:
    if not codes.codes:
        raise Nothing
    with open(path, "wb", opener=private) as file:
        xml = _Xml(file, CODEBOOK, "CodeBook", origin=ORIGIN)
        count = _codes(xml, codes)
        xml.close()
    return count


class ProjectWriter(AbstractContextManager):
    """A .qdpx, source by source: the texts go into the zip at once, the XML about them at the end."""

    def __init__(self, path: Path, head: Head, *, now: datetime.datetime):
        self.path, self.head, self.now = path, head, now
        self.sources: list[TextSource] = []

    def __enter__(self) -> Self:
        os.close(private(str(self.path), os.O_CREAT | os.O_WRONLY | os.O_TRUNC))
        self.zip = zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED)
        return self

    def __exit__(self, kind: object, *exc: object) -> None:
        if kind is None:
            self._put("project.qde", self._project())
        self.zip.close()

    def add(self, source: TextSource) -> None:
        """The text as UTF-8 without a mark, so that its positions are those of its characters."""
        self._put(f"sources/{source.guid}.txt", source.text.encode())
        source.text = ""
        self.sources.append(source)

    def _put(self, name: str, content: bytes) -> None:
        entry = zipfile.ZipInfo(name, FIXED_DATE)
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.zip.writestr(entry, content)

    def _project(self) -> bytes:
        out, head = io.BytesIO(), self.head
        xml = _Xml(out, PROJECT, "Project", name=head.name, origin=ORIGIN, creationDateTime=_moment(self.now))
        if head.users:
            xml.open("Users")
            for guid, name in head.users.items():
                xml.empty("User", guid=guid, name=name)
            xml.shut("Users")
        if head.codes.codes:
            xml.open("CodeBook")
            _codes(xml, head.codes)
            xml.shut("CodeBook")
        if head.variables:
            xml.open("Variables")
            for name, guid in head.variables.items():
                xml.empty("Variable", guid=guid, name=name, typeOfVariable="Text")
            xml.shut("Variables")
        if self.sources:
            xml.open("Sources")
            for source in self.sources:
                self._source(xml, source)
            xml.shut("Sources")
        xml.close()
        return out.getvalue()

    def _source(self, xml: "_Xml", source: TextSource) -> None:
        xml.open(
            "TextSource", guid=source.guid, name=source.name, plainTextPath=f"internal://{source.guid}.txt"
        )
        for part in source.selections:
            xml.open(
                "PlainTextSelection", guid=part.guid, name=part.name, startPosition=part.start,
                endPosition=part.end,
            )  # fmt: skip
            for coding in part.codings:
                xml.open(
                    "Coding", guid=coding.guid, creatingUser=coding.user,
                    creationDateTime=_moment(coding.at) if coding.at else None,
                )  # fmt: skip
                xml.empty("CodeRef", targetGUID=coding.code)
                xml.shut("Coding")
            xml.shut("PlainTextSelection")
        for name, value in source.values.items():
            xml.open("VariableValue")
            xml.empty("VariableRef", targetGUID=self.head.variables[name])
            xml.text("TextValue", value)
            xml.shut("VariableValue")
        xml.shut("TextSource")


class _Xml:
    """Elements of one namespace, their text made fit for XML."""

    def __init__(self, file: Any, namespace: str, root: str, /, **attributes: object):
        self.out = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
        self.root = root
        self.out.startDocument()
        self.open(root, xmlns=namespace, **attributes)

    def open(self, name: str, /, **attributes: object) -> None:
        self.out.startElement(
            name, {key: clean(str(value)) for key, value in attributes.items() if value is not None}
        )

    def shut(self, name: str) -> None:
        self.out.endElement(name)

    def empty(self, name: str, /, **attributes: object) -> None:
        self.open(name, **attributes)
        self.shut(name)

    def text(self, name: str, words: str) -> None:
        self.open(name)
        self.out.characters(clean(words))
        self.shut(name)

    def close(self) -> None:
        self.shut(self.root)
        self.out.endDocument()


def clean(words: str) -> str:
    return NOT_XML.sub("\ufffd", words)


def _codes(xml: _Xml, codes: Codes) -> int:
    xml.open("Codes")
    count = sum(_code(xml, code) for code in codes.codes)
    xml.shut("Codes")
    return count


def _code(xml: _Xml, code: CodeEntry) -> int:
    xml.open(
        "Code", guid=code.guid, name=code.name, isCodable="true" if code.is_codable else "false",
        color=code.colour or None,
    )  # fmt: skip
    if code.description:
        xml.text("Description", code.description)
    below = _each(xml, code.children)
    xml.shut("Code")
    return 1 + below


def _each(xml: _Xml, codes: Iterable[CodeEntry]) -> int:
    return sum(_code(xml, code) for code in codes)


def _moment(at: datetime.datetime) -> str:
    """xsd:dateTime in UTC, to the microsecond, so that what comes back is what went out."""
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
