"""What follows when somebody says what may be done with their words."""

from contacts import ledger
from listening.services.reports.recalling import heed

ledger.add("listening.recall", heed)
