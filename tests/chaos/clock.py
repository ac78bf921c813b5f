"""A clock that runs fast, for Python and for the database: `now()` and its sisters are found in the schema `fast` before
PostgreSQL's own, and `django.utils.timezone.now` is replaced in the process that says `run_fast`."""

from datetime import UTC, datetime

from django.db import connections
from django.utils import timezone

SCHEMA = """
create schema fast;
create table fast.rate (real_at timestamptz, shown_at timestamptz, speed double precision);
create function fast.clock_timestamp() returns timestamptz language sql as
  'select shown_at + (pg_catalog.clock_timestamp() - real_at) * speed from fast.rate';
create function fast.now() returns timestamptz language sql as 'select fast.clock_timestamp()';
create function fast.statement_timestamp() returns timestamptz language sql as 'select fast.clock_timestamp()';
grant usage on schema fast to public;
grant execute on all functions in schema fast to public;
grant select on fast.rate to public;
"""


def run_fast(*, real_at: datetime, shown_at: datetime, speed: float) -> None:
    """From here on this process and its database sessions live by the fast clock."""
    for login in connections.settings.values():
        options = login["OPTIONS"].get("options", "")
        login["OPTIONS"]["options"] = f"{options} -c search_path=fast,public,pg_catalog"
    connections.close_all()
    timezone.now = lambda: shown_at + (datetime.now(UTC) - real_at) * speed
