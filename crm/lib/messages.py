"""Compile every translation of ours: `python -m crm.lib.messages`. Needs no gettext tools.

With `--check` it writes nothing and fails when a .mo is stale or a message is untranslated or fuzzy.
"""

import argparse
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = frozenset({"node_modules", "var", ".venv", ".git"})


def catalogues(root: Path = ROOT) -> list[Path]:
    return sorted(
        path
        for path in root.glob("**/locale/*/LC_MESSAGES/*.po")
        if not SKIPPED.intersection(path.relative_to(root).parts)
    )


def compile_catalogue(po_path: Path) -> int:
    """Write the .mo beside the .po; the number of messages in it."""
    po = polib.pofile(str(po_path), check_for_duplicates=True)
    po.save_as_mofile(str(po_path.with_suffix(".mo")))
    return len(po.translated_entries())


def complaints(po_path: Path) -> list[str]:
    """What is unfinished in a catalogue, as sentences."""
    po = polib.pofile(str(po_path), check_for_duplicates=True)
    found = [f"{po_path}: not translated: {entry.msgid!r}" for entry in po.untranslated_entries()]
    found += [f"{po_path}: fuzzy: {entry.msgid!r}" for entry in po.fuzzy_entries()]
    mo_path = po_path.with_suffix(".mo")
    if not mo_path.exists() or mo_path.read_bytes() != po.to_binary():
        found.append(f"{mo_path}: stale; run python -m crm.lib.messages")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    if options.check:
        found = [line for path in catalogues() for line in complaints(path)]
        print("\n".join(found) or "Translations are complete.")
        return 1 if found else 0
    for path in catalogues():
        print(f"{path.relative_to(ROOT)}: {compile_catalogue(path)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
