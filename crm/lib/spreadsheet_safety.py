"""Text that a spreadsheet would run as a formula is made inert on the way out, and read back unchanged.

`restore(neutralise(text)) == text` for every text, so our own exports (phone numbers as +1…) import exactly.
"""

import re

_LEADING = r"[\s\x00-\x20\u200b-\u200f\ufeff]*"
_FORMULA = r"[=+\-@|\uff1d\uff0b\uff0d\uff20\uff5c]"
_DANGEROUS = re.compile(rf"'*(?:[\t\r\n]|{_LEADING}{_FORMULA})")


def neutralise(text: str) -> str:
    """A leading apostrophe tells every spreadsheet that the cell is text."""
    return "'" + text if text and _DANGEROUS.match(text) else text


def restore(text: str) -> str:
    return text[1:] if text[:1] == "'" and _DANGEROUS.match(text) else text
