"""The source as the house tests read it: files, syntax trees, and who stands above whom."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCT = ("crm", "contacts", "tasks", "listening", "campaigns")
EVERYTHING = (*PRODUCT, "bench", "bin", "tests")


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py"))]


def templates() -> list[Path]:
    return [
        path
        for folder in PRODUCT
        for pattern in ("*.html", "*.svg", "*.txt")
        for path in sorted((REPOSITORY / folder).rglob(f"templates/**/{pattern}"))
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path, name: str) -> Iterator[ast.Call]:
    """Calls of name(...) or anything.name(...)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func
            if getattr(called, "id", None) == name or getattr(called, "attr", None) == name:
                yield node


def where(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None else ""
    return f"{path.relative_to(REPOSITORY)}{line}"


@cache
def layers() -> dict[str, int]:
    """Package -> height, from the contract that `make check` holds; neighbours have the same height."""
    config = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]
    contract = next(contract for contract in config["contracts"] if contract["type"] == "layers")
    return {
        package: height
        for height, line in enumerate(reversed(contract["layers"]))
        for package in re.findall(r"[\w.]+", line)
    }


def package_of(path: Path) -> str:
    """crm/imports/views.py -> crm.imports; contacts/models.py -> contacts."""
    parts = path.relative_to(REPOSITORY).parts
    return f"crm.{parts[1].removesuffix('.py')}" if parts[0] == "crm" else parts[0]


def may_use(upper: str, lower: str) -> bool:
    heights = layers()
    return upper == lower or heights[lower] < heights[upper]
