"""Screens of the wizard, of reading a file otherwise, of saved mappings and of exports, parsed into clean values."""

from crm.imports.forms.otherwise import ReadingForm
from crm.imports.forms.saved import MappingForm
from crm.imports.forms.wizard import ColumnsForm, DropForm, ExportForm, LookForm, RowForm, WhatForm

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
