"""Somebody's words reach an output only through the render gate (listening.gate, decision 0034)."""

import ast
import re

from tests.house.source import PRODUCT, REPOSITORY, calls, modules, templates, tree, where

# Where the words themselves are handled, each with its reason. Nobody else may read them from a row.
HANDLES_WORDS = {
    "listening/gate/": "the gate, and the covers that lie over what it let through",
    "listening/services/": "writing: cutting, correcting, covering, anchoring",
    "listening/models/": "the columns",
    "listening/migrations/": "the columns",
    "listening/notes/reading.py": "takes them from the gate: with_words",
    "listening/finding/searching.py": "searches what reading.with_words gave it",
    "listening/coding/reading.py": "reads wordings of notes that the desk and the queue asked the gate for",
    "listening/views/coding/desk.py": "cuts the wording that coding.reading gave it",
    "listening/views/coding/excerpts.py": "cuts the wording that was on screen, for the services",
    "campaigns/forms.py": "names notes that its view took from reading.notes_with_words",
    "crm/demo/": "writes the demonstration",
}
WORDS_OF = {"NoteVersion", "Excerpt", "NoteTranslation"}
PRINTED = re.compile(r"{{\s*(?:[\w.]*(?:version|excerpt|translation)\.(?:body|text))\b")
ALLOWED_IN_TEMPLATES = {
    "listening/templates/listening/coding/_desk.html",  # views.coding.desk asks the gate before it reads a wording
    # The versions and translations of a note that the gate has let through: views.notes.noting.note_of(words=True).
    "listening/templates/listening/notes/note_detail.html",
    "listening/templates/listening/notes/note_history.html",
}


def handles(path) -> bool:
    return any(where(path).startswith(known) for known in HANDLES_WORDS)


def test_no_template_prints_words_from_a_row():
    found = [
        f"{where(path)}: {match.group()}"
        for path in templates()
        if where(path) not in ALLOWED_IN_TEMPLATES
        for match in PRINTED.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_who_reads_words_from_rows_asks_the_gate():
    """A module that takes body or text of a version, an excerpt or a translation names the gate or reading.with_words."""
    found = []
    for path in modules(*PRODUCT):
        if handles(path):
            continue
        reads = [
            node
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute)
            and node.attr in {"body", "text"}
            and re.search(
                r"(version|excerpt|translation|note)s?(\[.*\])?$", ast.unparse(node.value).split("(")[0]
            )
        ]
        source = path.read_text(encoding="utf-8")
        if reads and not re.search(r"QuoteGate|with_words|note_of\(|notes_with_words|still_said", source):
            found += [where(path, node) for node in reads]

    assert found == []


def test_every_use_of_the_gate_names_its_use_and_its_purpose():
    missing = [
        where(path, call)
        for path in modules(*PRODUCT)
        for call in calls(path, "QuoteGate")
        if {"use", "purpose"} - {word.arg for word in call.keywords}
    ]

    assert missing == []
    assert any(calls(REPOSITORY / "listening/notes/reading.py", "QuoteGate"))
