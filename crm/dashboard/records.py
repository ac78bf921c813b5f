"""Frozen figures speak of nobody."""

from crm.dashboard.models import Snapshot
from crm.records.policies import Erase, Export, Merge, declare

declare(Snapshot, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
