"""A clock that the test sets, for Python and for the database: `now()` and its sisters are found in the schema `set_clock` before
PostgreSQL's own, and `django.utils.timezone.now` is replaced in the process that says `live_by_the_set_clock`."""

from datetime import datetime

from django.db import connections
from django.utils import timezone

SCHEMA = """
create schema set_clock;
create table set_clock.face (shown_at timestamptz);
create table set_clock.turn (process int, shown_at timestamptz);
create function set_clock.now() returns timestamptz language sql as 'select shown_at from set_clock.face';
create function set_clock.clock_timestamp() returns timestamptz language sql as 'select shown_at from set_clock.face';
create function set_clock.statement_timestamp() returns timestamptz language sql as 'select shown_at from set_clock.face';
grant usage on schema set_clock to public;
grant execute on all functions in schema set_clock to public;
grant select on set_clock.face to public;
grant insert on set_clock.turn to public;
"""


def live_by_the_set_clock() -> None:
    """From here on this process's database sessions read the set clock."""
    for login in connections.settings.values():
        options = login["OPTIONS"].get("options", "")
        login["OPTIONS"]["options"] = f"{options} -c search_path=set_clock,public,pg_catalog"
    connections.close_all()


def look() -> datetime | None:
    """What the clock shows, which `timezone.now` says from now on. None: it has not been set yet."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select shown_at from set_clock.face")
        row = cursor.fetchone()
    if row is None:
        return None
    timezone.now = lambda: row[0]
    return row[0]


def end_turn(process: int, shown_at: datetime) -> None:
    """Says that this process has done all there was to do at this hour."""
    with connections["default"].cursor() as cursor:
        cursor.execute("insert into set_clock.turn values (%s, %s)", [process, shown_at])
