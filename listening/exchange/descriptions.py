"""A code's definition as the one text that exchange files have room for, and back. Pure; the labels are those of the file
and so the same in every language."""

import re

LABELS = {
    "name_es": "In Spanish",
    "definition": "Definition",
    "include": "Use it when",
    "exclude": "Not when",
    "example": "Example",
    "near_miss": "Near miss",
    "short_definition_es": "In one line (es)",
    "definition_es": "Definition (es)",
    "include_es": "Use it when (es)",
    "exclude_es": "Not when (es)",
}
FIELDS = {label: name for name, label in LABELS.items()}
LINE = re.compile(rf"^({'|'.join(map(re.escape, sorted(FIELDS, key=len, reverse=True)))}): ?", re.MULTILINE)
LONGEST = {"name_es": 120, "short_definition": 300, "short_definition_es": 300}


def told(code: object) -> str:
    """The one-line definition first, then every part that is not empty behind its label."""
    parts = [getattr(code, "short_definition", "")]
    parts += [f"{label}: {value}" for name, label in LABELS.items() if (value := getattr(code, name))]
    return "\n".join(part for part in parts if part)


def parsed(text: str) -> dict[str, str]:
    """Fields of a code. Words of another tool become the one-line definition, or the full one where they are long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    marks = list(LINE.finditer(text))
    first = text[: marks[0].start()] if marks else text
    found = {}
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        found[FIELDS[mark[1]]] = text[mark.end() : after.start() if after else len(text)].strip()
    if first := first.strip():
        name = (
            "short_definition"
            if len(first) <= LONGEST["short_definition"] and "\n" not in first
            else "definition"
        )
        found[name] = first if name not in found else f"{first}\n{found[name]}"
    return {name: value[: LONGEST.get(name, 20_000)] for name, value in found.items() if value}
