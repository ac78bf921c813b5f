"""What an exchange file says. Positions count Unicode code points of the plain text, from 0, half open."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class CodeEntry:
    guid: uuid.UUID
    name: str
    is_codable: bool = True
    colour: str = ""  # #rrggbb
    description: str = ""
    children: list["CodeEntry"] = field(default_factory=list)

    def walk(self, parent: "CodeEntry | None" = None) -> Iterator[tuple["CodeEntry", "CodeEntry | None"]]:
        """This code and all below it, each with its parent, parents first."""
        yield self, parent
        for child in self.children:
            yield from child.walk(self)


@dataclass
class CodingEntry:
    guid: uuid.UUID
    code: uuid.UUID
    user: uuid.UUID | None = None
    at: datetime.datetime | None = None


@dataclass
class Selection:
    guid: uuid.UUID
    start: int
    end: int
    name: str = ""
    codings: list[CodingEntry] = field(default_factory=list)


@dataclass
class TextSource:
    guid: uuid.UUID
    name: str
    text: str
    selections: list[Selection] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)  # name of a variable -> text


@dataclass
class Codes:
    """The codebook of a file, alone (.qdc) or within a project."""

    codes: list[CodeEntry] = field(default_factory=list)

    def walk(self) -> Iterator[tuple[CodeEntry, CodeEntry | None]]:
        for code in self.codes:
            yield from code.walk()


@dataclass
class Head:
    """A project without its sources, which are read and written one after the other."""

    name: str
    guid: uuid.UUID | None = None
    users: dict[uuid.UUID, str] = field(default_factory=dict)
    codes: Codes = field(default_factory=Codes)
    variables: dict[str, uuid.UUID] = field(default_factory=dict)
