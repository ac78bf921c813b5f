"""Run a block with a connection logged in as the owner of the tables: migrate, flush and test databases only."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections


@contextmanager
def as_owner(alias: str = "default") -> Iterator:
    connection = connections[alias]
    if connection.settings_dict["USER"] == settings.OWNER["user"]:  # already inside
        yield connection
        return
    kept = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "OPTIONS")}
    connection.close()
    connection.settings_dict.update(
        USER=settings.OWNER["user"],
        PASSWORD=settings.OWNER["password"],
        # A migration of a large table takes as long as it takes.
        OPTIONS={**kept["OPTIONS"], "options": "-c statement_timeout=0"},
    )
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict.update(kept)
