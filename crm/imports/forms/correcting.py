"""One row, written over by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from crm.imports.reading import Limits


class RowForm(forms.Form):
    """The cells of one row. What equals the file again is no correction."""

    def __init__(
        self,
        *args: Any,
        headers: Sequence[str],
        cells: Mapping[str, str],
        corrected: Mapping[str, str],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.headers, self.cells = headers, cells
        for at, header in enumerate(headers):
            there = header in corrected and corrected[header] != cells.get(header, "")
            self.fields[f"cell_{at}"] = forms.CharField(
                label=header,
                required=False,
                strip=False,
                max_length=Limits().cell_characters,
                initial=corrected.get(header, cells.get(header, "")),
                help_text=_("In the file: %(cell)s") % {"cell": cells.get(header, "") or "-"}
                if there
                else "",
            )

    def changed(self) -> dict[str, str]:
        written = {header: self.cleaned_data[f"cell_{at}"] for at, header in enumerate(self.headers)}
        return {header: cell for header, cell in written.items() if cell != self.cells.get(header, "")}
