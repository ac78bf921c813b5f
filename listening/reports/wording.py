"""The same in a Word document, for those who write on in it."""

import io

import docx
from django.utils import translation
from django.utils.translation import gettext as _
from docx.document import Document

from listening.reports.printing import layout
from listening.reports.telling import Told


def report_docx(told: Told) -> bytes:
    with translation.override(told.language):
        page = layout(told)
        document = docx.Document()
        document.core_properties.title, document.core_properties.author = page["title"], page["organization"]
        document.core_properties.language = told.language
        document.add_paragraph(f"{page['organization']} · {page['on']}")
        document.add_heading(page["title"], level=0)
        for part in page["parts"]:
            document.add_heading(part["heading"], level=1)
            for line in part["lines"]:
                document.add_paragraph(line)
            if part.get("bars"):
                _table(document, page["words"], part["bars"])
            for theme in part.get("themes", []):
                _theme(document, theme)
        document.add_paragraph(page["footer"])
        file = io.BytesIO()
        document.save(file)
    return file.getvalue()


def _table(document: Document, words: dict, bars: list[dict]) -> None:
    document.add_paragraph(f"{words['chart']}. {words['chart_of']}")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = _("Who"), _("People")
    for bar in bars:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = bar["label"], "·" if bar["n"] is None else str(bar["n"])
    if any(bar["n"] is None for bar in bars):
        document.add_paragraph(words["hidden"])


def _theme(document: Document, theme: dict) -> None:
    document.add_heading(theme["title"], level=2)
    document.add_paragraph(theme["claim"])
    document.add_paragraph(theme["weight"])
    for quote in theme["quotes"]:
        if quote["gone"]:
            document.add_paragraph(quote["words"])
            continue
        said = document.add_paragraph(quote["words"], style="Quote")
        if quote["translation"]:
            said.add_run("\n" + quote["translation"])
        document.add_paragraph(f"— {quote['signed']}")
    for finding in theme["findings"]:
        document.add_paragraph(finding, style="List Bullet")
