"""The background work of this room."""

from contacts.jobs import deeds, duplicates

__all__ = ["deeds", "duplicates"]
