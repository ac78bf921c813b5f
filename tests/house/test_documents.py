"""What the documents name exists: files they link to, and the tests that prove a requirement."""

import ast
import re

import pytest

from tests.house.source import REPOSITORY, tree

DOCUMENTS = sorted(
    [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), REPOSITORY / "crm/ui/README.md"]
)
NODE = re.compile(r"`([\w/]+\.py)((?:::\w+)+)`")


def names_of_tests(path) -> set[str]:
    """test_x and TestClass::test_x."""
    found = set()
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)
            }
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_a_document_links_to_what_is_there(path):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))

    missing = [link for link in links if "docs/images/" not in link and not (path.parent / link).exists()]

    assert missing == []


def test_every_test_that_proves_a_requirement_exists():
    text = (REPOSITORY / "docs/requirements.md").read_text(encoding="utf-8")
    named = {(module, test.removeprefix("::")) for module, test in NODE.findall(text)}

    gone = [
        f"{module}::{test}"
        for module, test in sorted(named)
        if not (REPOSITORY / "tests" / module).exists()
        or test not in names_of_tests(REPOSITORY / "tests" / module)
    ]

    assert named
    assert gone == []
