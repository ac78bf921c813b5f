"""What a job is called: words with what they are about, kept apart so that each reader gets them in their own language."""

from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

LONGEST = 200


class Words:
    """`Words(_("Import %(file)s"), file="people.csv")`. Words and values may be lazy translations; other values stay as they are."""

    def __init__(self, text: str | Promise, **values: Any):
        self.text, self.values = text, values

    def __str__(self) -> str:
        return str(self.text) % self.values if self.values else str(self.text)

    def kept(self) -> dict[str, Any]:
        """As the row holds them: in English, which is what the catalogues are looked up by."""
        with translation.override("en"):
            return {
                "text": str(self.text),
                "values": {name: _kept(value) for name, value in self.values.items()},
            }


def columns(label: str | Promise | Words) -> dict[str, Any]:
    """Of a job's row: the label as such in English, and its words where they can be translated."""
    words = Words(label) if isinstance(label, Promise) else label
    if not isinstance(words, Words):
        return {"label": words[:LONGEST]}
    with translation.override("en"):
        return {"label": str(words)[:LONGEST], "words": words.kept()}


def shown(label: str, words: dict[str, Any] | None) -> str:
    """In the reader's language. Jobs from before words were kept show their label as it was written."""
    if not words:
        return label
    return _said(words)[:LONGEST]


def _kept(value: Any) -> Any:
    words = Words(value) if isinstance(value, Promise) else value
    return words.kept() if isinstance(words, Words) else str(words)


def _said(words: dict[str, Any]) -> str:
    text = gettext(words["text"])
    if not words["values"]:
        return text
    return text % {
        name: _said(value) if isinstance(value, dict) else value for name, value in words["values"].items()
    }
