"""How a module reads: which managers it touches without saying for whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

# Facts of the public, the same for all: no actor to ask for.
PUBLIC = {"District", "School"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
BACK_DOORS = {"_base_manager", "_default_manager", "raw", "extra", "unscoped"}


def unguarded_reads(source: str) -> Iterator[tuple[int, str]]:
    """Lines and models: `Model.objects` that is not followed by .visible_to( and shortcuts that take a bare model."""
    tree = ast.parse(source)
    guarded = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"visible_to", "none"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in guarded:
            if ast.unparse(node.value) in PUBLIC:
                continue
            yield node.lineno, ast.unparse(node.value)
        elif isinstance(node, ast.Attribute) and node.attr in BACK_DOORS:
            yield node.lineno, node.attr
        elif isinstance(node, ast.Call) and _name(node.func) in SHORTCUTS and _is_model(node.args[0]):
            yield node.lineno, ast.unparse(node.args[0])


def readers(root: Path, packages: tuple[str, ...]) -> list[Path]:
    """Modules that answer somebody: views, the API, jobs, and what the sockets ask of a room."""
    names = {"views", "api", "jobs", "serializers", "finders", "figures", "entries", "panels"}
    return [
        path
        for package in packages
        for path in sorted((root / package).rglob("*.py"))
        if names.intersection((path.stem, *path.relative_to(root).parts[:-1]))
        and "migrations" not in path.parts
    ]


def _is_model(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id[:1].isupper()


def _name(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")
