"""One declaration a column: how a cell is read, how a value is written out, what it is called on the mapping screen."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export import fields, widgets

from crm.imports.sentences import say
from crm.lib.guess import Guess

# What happens where the record has a value already. A blank cell never changes anything.
POLICIES = {
    "fill": _("Fill what is blank"),
    "overwrite": _("Replace what is there"),
    "add": _("Add to what is there"),
}
NO_MATTER = frozenset({"value.blank_word", "value.ditto"})


class Cell(widgets.Widget):
    """A widget around a reader of crm.lib: text in, Guess out. `clean` is what django-import-export itself calls."""

    def __init__(self, read: Callable[[str], Guess], write: Callable[[Any], str] = str):
        super().__init__()
        self.read, self.write = read, write

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        found, _guess, reason = self.read(str(value or ""))
        if not found and reason and reason not in NO_MATTER:
            raise ValueError(say(reason))
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value in (None, "", (), []) else self.write(value)


class Column(fields.Field):
    """`policies`: the first is the default. `dittos`: a mark for "the same as above" is understood.

    `exact`: how a cell of our own file is read in a row that bears our own id, where `read` would guess.
    `vital`: a cell that cannot be read makes its row an error; elsewhere the cell is left out and the row says so.
    """

    def __init__(
        self,
        attribute: str,
        label: str | Promise,
        read: Callable[[str], Guess],
        *,
        write: Callable[[Any], str] = str,
        header: str = "",
        policies: tuple[str, ...] = ("fill", "overwrite"),
        group: str | Promise = "",
        vital: bool = False,
        dittos: bool = False,
        repeats: bool = False,
        exported: bool = True,
        exact: Callable[[str], Guess] | None = None,
    ):
        super().__init__(attribute, header or str(label), Cell(read, write))
        self.label, self.header, self.group, self.policies = label, header, group, policies
        self.exact = exact
        self.vital, self.dittos, self.repeats, self.exported = vital, dittos, repeats, exported

    def read(self, cell: str) -> Guess:
        return self.widget.read(cell)
