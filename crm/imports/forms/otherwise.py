"""How a text file is to be read: each choice shows what its first lines look like so."""

from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.imports.reading import DELIMITERS, cells_under, lines_under

ENCODINGS = {
    "utf-8-sig": _("Unicode (UTF-8)"),
    "cp1252": _("Windows, western Europe"),
    "mac_roman": _("Old Macintosh"),
    "cp850": _("Old DOS"),
    "cp1250": _("Windows, central Europe"),
    "utf-16": _("Unicode (UTF-16)"),
}
SEPARATORS = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Bar")}
SHOWN, A_LINE = 110, 28


class ReadingForm(forms.Form):
    encoding = forms.ChoiceField(
        label=_("Letters"), widget=forms.RadioSelect, help_text=_("Choose the line whose accents are right.")
    )
    delimiter = forms.ChoiceField(
        label=_("Between the columns"),
        widget=forms.RadioSelect,
        help_text=_("Choose the line that is cut where the columns are."),
    )

    def __init__(self, *args: Any, path: Path, encoding: str, delimiter: str, **kwargs: Any):
        kwargs["initial"] = {"encoding": encoding, "delimiter": delimiter}
        super().__init__(*args, **kwargs)
        known = {
            **({encoding: encoding.upper()} if encoding and encoding not in ENCODINGS else {}),
            **ENCODINGS,
        }
        self.fields["encoding"].choices = [
            (key, f"{words}: {' / '.join(_short(line, A_LINE) for line in lines_under(path, key))}")
            for key, words in known.items()
        ]
        self.fields["delimiter"].choices = [
            (key, _cut(str(SEPARATORS[key]), cells_under(path, encoding or "utf-8-sig", key)))
            for key in DELIMITERS
        ]


def _cut(name: str, cells: list[str]) -> str:
    counted = ngettext("%(n)s column", "%(n)s columns", len(cells)) % {"n": len(cells)}
    return f"{name} ({counted}): {_short(' | '.join(cells))}"


def _short(text: str, most: int = SHOWN) -> str:
    text = " ".join(text.split())
    return f"{text[:most]} …" if len(text) > most else text
