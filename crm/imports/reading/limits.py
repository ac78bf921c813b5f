"""How much of a file is read at all. Settings may carry another instance; these are the defaults."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    upload_bytes: int = 250 * MEBIBYTE
    cells: int = 16_000_000
    rows: int = 1_048_576  # as many as a sheet of Excel has: a million people and their headings
    columns: int = 200
    cell_characters: int = 10_000
    zip_entries: int = 200
    zip_bytes: int = 1024 * MEBIBYTE
    zip_ratio: int = 100
    sheets: int = 50
    child_memory: int = 2048 * MEBIBYTE
    child_cpu_seconds: int = 240
    child_wall_seconds: int = 300
