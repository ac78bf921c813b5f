"""The imports socket: a room declares a kind of spreadsheet. See README.md, "Add a kind of import"."""

from crm.imports.kinds.exports import Export, WholeFile
from crm.imports.kinds.follower import Follower
from crm.imports.kinds.kind import Kind, Tells
from crm.imports.kinds.preview import Mark, Preview, Shown, ShownCell
from crm.imports.kinds.registry import follow, followers, kind_of, kinds, register, register_export
from crm.imports.kinds.writers import Asked, Came, KnowingWriter, Writer

__all__ = [
    "Asked",
    "Came",
    "Export",
    "Follower",
    "Kind",
    "KnowingWriter",
    "Mark",
    "Preview",
    "Shown",
    "ShownCell",
    "Tells",
    "WholeFile",
    "Writer",
    "follow",
    "followers",
    "kind_of",
    "kinds",
    "register",
    "register_export",
]
