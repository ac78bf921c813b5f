"""Screens of the wizard, of reading a file otherwise, of saved mappings and of exports, parsed into clean values."""

from crm.imports.forms.correcting import RowForm
from crm.imports.forms.exports import ExportForm, LookForm
from crm.imports.forms.otherwise import ReadingForm
from crm.imports.forms.saved import MappingForm
from crm.imports.forms.wizard import ColumnsForm, DropForm, WhatForm

__all__ = [
    "ColumnsForm",
    "DropForm",
    "ExportForm",
    "LookForm",
    "MappingForm",
    "ReadingForm",
    "RowForm",
    "WhatForm",
]
