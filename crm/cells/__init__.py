"""Counts of people that may be shown to others: small ones hidden, and whatever would give them away."""

from crm.cells.protecting import Protected, protect
from crm.cells.shares import Share, share
from crm.cells.tables import FLOOR, Axis, Item, Shown, Sum, Table

__all__ = ["FLOOR", "Axis", "Item", "Protected", "Share", "Shown", "Sum", "Table", "protect", "share"]
