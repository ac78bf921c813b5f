"""The plain words of a letter, taken apart for its HTML part: paragraphs, lines, and our own links as something to press.

A line "Yes: https://…" becomes a button with the words before the colon; a bare address on the last line of an item of a
list becomes the link of that item. Addresses of others stand as they are, so that a reader sees where they lead.
"""

import re
from dataclasses import dataclass, replace

from django.conf import settings

LABELLED = re.compile(r"^(?P<words>[^:]{1,60}):\s+(?P<url>https?://\S+)$")
BARE = re.compile(r"^https?://\S+$")
ITEM = "- "


@dataclass(frozen=True)
class Line:
    words: str
    url: str = ""
    is_button: bool = False
    is_main: bool = False  # the button that says what the letter asks for


@dataclass(frozen=True)
class Paragraph:
    lines: list[Line]
    is_item: bool = False

    @property
    def is_buttons(self) -> bool:
        return all(line.is_button for line in self.lines)


def paragraphs(text: str, *, aside: str = "") -> list[Paragraph]:
    """What stands between empty lines, buttons apart from words. The main one is the first of the last run of buttons, never
    one whose address ends with `aside`: a way to say no is there, but it is not what the letter asks for."""
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if lines and lines[0].startswith(ITEM):
            found += _items(lines)
        else:
            found += _split([_line(line) for line in lines])
    for number in reversed(range(len(found))):
        if found[number].is_buttons:
            first, *rest = found[number].lines
            is_main = not (aside and first.url.endswith(aside))
            found[number] = replace(found[number], lines=[replace(first, is_main=is_main), *rest])
            break
    return found


def _items(lines: list[str]) -> list[Paragraph]:
    starts = [number for number, line in enumerate(lines) if line.startswith(ITEM)]
    return [_item(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _item(lines: list[str]) -> Paragraph:
    first, rest, url = lines[0].removeprefix(ITEM), lines[1:], ""
    if rest and _is_ours(rest[-1]):
        rest, url = rest[:-1], rest[-1]
    return Paragraph([Line(first, url), *map(_line, rest)], is_item=True)


def _line(line: str) -> Line:
    found = LABELLED.match(line)
    if found and _is_ours(found["url"]):
        return Line(found["words"], found["url"], is_button=True)
    return Line(line)


def _split(lines: list[Line]) -> list[Paragraph]:
    """Runs of buttons and runs of words."""
    found: list[Paragraph] = []
    for line in lines:
        if found and found[-1].lines[-1].is_button == line.is_button:
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line]))
    return found


def _is_ours(url: str) -> bool:
    return bool(BARE.match(url)) and url.startswith(settings.PUBLIC_URL + "/")
