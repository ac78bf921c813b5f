"""Places in a text as a file has it, and in the text as a note keeps it. Pure."""

import re
from bisect import bisect_left

from listening.services.notes.noting import kept_as

GONE = re.compile("\r(?=\n)|\0")


class Kept:
    """`text` is what a note keeps of a file's text (lines end with LF, nothing around it); `place` maps places."""

    def __init__(self, original: str):
        self.text = kept_as(original)
        self._gone = [match.start() for match in GONE.finditer(original)]
        whole = original.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        self._before = len(whole) - len(whole.lstrip())

    def place(self, place: int) -> int:
        moved = place - bisect_left(self._gone, place) - self._before
        return max(0, min(moved, len(self.text)))
