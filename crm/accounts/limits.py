"""How often something guessable may be tried. Counted in PostgreSQL, before any hash, by one atomic statement.

On the second connection, so that a rolled-back request has still been counted; without Redis, so that sign-in works
when the broker is down. Fixed windows: whoever is locked out waits at most one window.
"""

import datetime
from dataclasses import dataclass

from django.db import connections

from crm.audit.services import keyed_hash

COUNT = """
insert into accounts_attempt as a (key, window_start, count) values (%(key)s, now(), 1)
on conflict (key) do update set
  count = case when a.window_start <= now() - %(window)s then 1 else a.count + 1 end,
  window_start = case when a.window_start <= now() - %(window)s then now() else a.window_start end
returning count
"""


@dataclass(frozen=True)
class Limit:
    name: str
    tries: int
    window: datetime.timedelta

    def take(self, subject: str) -> bool:
        """Count one try; False if it is one too many."""
        with connections["side"].cursor() as cursor:
            cursor.execute(COUNT, {"key": self._key(subject), "window": self.window})
            return cursor.fetchone()[0] <= self.tries

    def forgive(self, subject: str) -> None:
        """Whoever proved themselves starts anew."""
        with connections["side"].cursor() as cursor:
            cursor.execute("delete from accounts_attempt where key = %s", [self._key(subject)])

    def _key(self, subject: str) -> str:
        return keyed_hash(f"{self.name}:{subject.strip().casefold()}")


SIGN_IN = Limit("sign-in", 10, datetime.timedelta(minutes=15))  # per account
SIGN_IN_FROM = Limit("sign-in-from", 30, datetime.timedelta(minutes=5))  # per network
SECOND_FACTOR = Limit("second-factor", 10, datetime.timedelta(minutes=15))  # per account
BALLOTS_FROM = Limit("ballots-from", 120, datetime.timedelta(minutes=15))  # per network: a room votes at once
RESET = Limit("reset", 5, datetime.timedelta(hours=1))  # per address typed
RESET_FROM = Limit("reset-from", 20, datetime.timedelta(minutes=15))  # per network
LINK_FROM = Limit("link-from", 60, datetime.timedelta(minutes=15))  # unknown invitation links, per network
# A calendar program asks each quarter of an hour, of which a member may have a few; the address may have been copied.
FEED = Limit("feed", 60, datetime.timedelta(hours=1))  # per calendar
FEED_FROM = Limit("feed-from", 60, datetime.timedelta(minutes=15))  # unknown calendars, per network
SIGN_INS = Limit("sign-ins", 500, datetime.timedelta(hours=1))  # at a session's door, per link
# Sixty phones share one venue's address, and each may try twice.
SIGN_INS_FROM = Limit("sign-ins-from", 120, datetime.timedelta(minutes=15))
RECEIPT = Limit("receipt", 20, datetime.timedelta(minutes=15))  # per code of somebody who spoke with us
RECEIPT_FROM = Limit("receipt-from", 20, datetime.timedelta(minutes=15))  # codes that nobody has, per network
