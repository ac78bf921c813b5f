"""Any spreadsheet in, rows out. See README.md. No database, no models."""

from .check import check
from .columns import guess_columns
from .convert import convert
from .facts import FileFacts, Sheet, Spool, Table, open_spool
from .headers import ColumnGuess, field_keys, recognise, whose
from .limits import Limits
from .presets import Preset, recognise_preset
from .refused import Refused
from .rows import Row, rows, sample, table_at, top
from .sentences import say
from .text import DELIMITERS
from .trying import cells_under, lines_under

__all__ = [
    "DELIMITERS", "ColumnGuess", "FileFacts", "Limits", "Preset", "Refused", "Row", "Sheet", "Spool", "Table", "cells_under", "check", "convert",
    "field_keys", "guess_columns", "lines_under", "open_spool", "recognise", "recognise_preset", "rows", "sample", "say", "table_at", "top", "whose",
]  # fmt: skip
