"""Pairs worth a look, found by the database: who shares a number or address, who shares two words of the name, as they
sound, with few others or at one place, who lives at one address with somebody.

Under row security; temporary tables of this transaction only. `n` numbers people in the order of their ids.
"""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from contacts.duplicates.names import GENERATIONS, NO_NAMES
from crm.lib import names, nicknames

FEW = 3  # bearers of a rare name
CROWD = 40  # people at one number or place
KNOWN = 3  # bearers that make a word a name

TABLES = ("person", "method", "school", "word", "code", "key", "named", "pair")
PERSON = """
create temporary table twins_person on commit drop as
select row_number() over (order by c.id)::int as n, c.id, c.given_name, c.family_name, c.chosen_name,
  lower(regexp_replace(c.street, '[^[:alnum:]]+', '', 'g')) as street, left(c.zip_code, 5) as zip, c.age_band,
  c.updated_at >= %(since)s or c.created_at >= %(since)s
    or exists (select from contacts_contactmethod m
               where m.organization_id = %(org)s and m.contact_id = c.id and m.id >= %(since_id)s)
    or exists (select from contacts_constituencyrow s
               where s.organization_id = %(org)s and s.contact_id = c.id and s.id >= %(since_id)s) as fresh
from contacts_contact c
where c.organization_id = %(org)s and c.archived_at is null and c.status not in ('merged', 'erased')
"""
ALL_FRESH = """
create temporary table twins_person on commit drop as
select row_number() over (order by c.id)::int as n, c.id, c.given_name, c.family_name, c.chosen_name,
  lower(regexp_replace(c.street, '[^[:alnum:]]+', '', 'g')) as street, left(c.zip_code, 5) as zip, c.age_band,
  true as fresh
from contacts_contact c
where c.organization_id = %(org)s and c.archived_at is null and c.status not in ('merged', 'erased')
"""
METHOD = """
create temporary table twins_method on commit drop as
select p.n, hashtextextended(m.key, 0) as key, m.kind = 'email' as is_email
from contacts_contactmethod m join twins_person p on p.id = m.contact_id
where m.organization_id = %(org)s and length(m.key) > 6
"""
SCHOOL = """
create temporary table twins_school on commit drop as
select p.n, hashtextextended(s.school_id::text, 0) as school_id, s.kind
from contacts_constituencyrow s join twins_person p on p.id = s.contact_id
where s.organization_id = %(org)s and (s.ends_on is null or s.ends_on > %(today)s)
"""
VOCABULARY = "select token, count(*) from contacts_searchtoken where organization_id = %(org)s group by token"
WORD = "create temporary table twins_word (token text, word int, code int) on commit drop"
CODE = """
create temporary table twins_code on commit drop as
select p.n, w.word, w.code
from contacts_searchtoken t join twins_word w on w.token = t.token join twins_person p on p.id = t.contact_id
where t.organization_id = %(org)s
"""
KEY = """
create temporary table twins_key on commit drop as
select distinct a.n, (least(a.code, b.code)::bigint << 32) | greatest(a.code, b.code) as key
from twins_code a join twins_code b on b.n = a.n and b.word > a.word
"""
# Apart from the start: joined first and filtered later, one common name alone would give millions of pairs.
NAMED = """
create temporary table twins_named on commit drop as
select key, n, bearers from (select key, n, count(*) over (partition by key)::int as bearers from twins_key) k
where bearers > 1
"""
PAIR = "create temporary table twins_pair (l int, r int, bearers int) on commit drop"
BY_NAME = """
with few as materialized (select key, n, bearers from twins_named where bearers <= %(few)s)
insert into twins_pair select a.n, b.n, a.bearers from few a join few b on b.key = a.key and b.n > a.n
"""
BY_NAME_AND_ZIP = """
with placed as materialized (
  select key, zip, n, bearers from (
    select k.key, p.zip, k.n, k.bearers, count(*) over (partition by k.key, p.zip) as here
    from twins_named k join twins_person p on p.n = k.n where k.bearers > %(few)s and p.zip <> ''
  ) counted where here between 2 and %(crowd)s
)
insert into twins_pair select a.n, b.n, a.bearers from placed a join placed b on b.key = a.key and b.zip = a.zip and b.n > a.n
"""
BY_NAME_AND_SCHOOL = """
with placed as materialized (
  select key, school_id, n, bearers from (
    select k.key, s.school_id, k.n, k.bearers, count(*) over (partition by k.key, s.school_id) as here
    from twins_named k join twins_school s on s.n = k.n where k.bearers > %(few)s and s.school_id is not null
  ) counted where here between 2 and %(crowd)s
)
insert into twins_pair
select a.n, b.n, a.bearers from placed a join placed b on b.key = a.key and b.school_id = a.school_id and b.n > a.n
"""
BY_METHOD = """
with shared as materialized (
  select key, n from (
    select key, n, count(*) over (partition by key) as here from (select distinct key, n from twins_method) m
  ) counted where here between 2 and %(crowd)s / 2
)
insert into twins_pair select a.n, b.n, null from shared a join shared b on b.key = a.key and b.n > a.n
"""
BY_ADDRESS = """
with shared as materialized (
  select street, zip, n from (
    select street, zip, n, count(*) over (partition by zip, street) as here
    from twins_person where street <> '' and zip <> ''
  ) counted where here between 2 and %(crowd)s / 4
)
insert into twins_pair select a.n, b.n, null from shared a join shared b on b.zip = a.zip and b.street = a.street and b.n > a.n
"""
PAIRS = """
select l, r, min(p.bearers) from twins_pair p
join twins_person a on a.n = l join twins_person b on b.n = r
where a.fresh or b.fresh group by l, r order by l, r
"""


def prepare(organization_id: uuid.UUID, since: datetime.datetime | None) -> set[str]:
    """Fill the temporary tables. Returns the words that several people here are called by."""
    parameters = {
        "org": organization_id,
        "since": since,
        "since_id": _first_id(since) if since else None,
        "few": FEW,
        "crowd": CROWD,
        "today": timezone.localdate(),
    }
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"drop table if exists twins_{table}")
        cursor.execute(PERSON if since else ALL_FRESH, parameters)
        cursor.execute("create unique index on twins_person (id)")
        cursor.execute("analyze twins_person")
        for statement in (METHOD, SCHOOL, WORD):
            cursor.execute(statement, parameters)
        cursor.execute(VOCABULARY, parameters)
        counted = cursor.fetchall()
        with cursor.copy("copy twins_word (token, word, code) from stdin") as copy:
            for row in _coded(token for token, _count in counted):
                copy.write_row(row)
        for table in ("method", "school", "word"):
            cursor.execute(f"analyze twins_{table}")
        for statement in (CODE, KEY, NAMED, PAIR):
            cursor.execute(statement, parameters)
        cursor.execute("analyze twins_named")
        for statement in (BY_NAME, BY_NAME_AND_ZIP, BY_NAME_AND_SCHOOL, BY_METHOD, BY_ADDRESS):
            cursor.execute(statement, parameters)
        cursor.execute("analyze twins_pair")
    return {token for token, count in counted if count >= KNOWN}


def pairs(at_once: int) -> Iterator[list[tuple[int, int, int | None]]]:
    """Numbers of two people and how many bear their name, in order."""
    with connection.cursor() as cursor:
        cursor.execute(PAIRS)
        while found := cursor.fetchmany(at_once):
            yield found


def people(numbers: list[int]) -> dict[int, tuple[Any, ...]]:
    """What is compared, by number: names, street, ZIP code, age, phones, e-mails, schools, stakes."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"numbers": numbers})
        return {row[0]: row[1:] for row in cursor.fetchall()}


FACTS = """
with asked as (select unnest(%(numbers)s::int[]) as n),
reached as (
  select n, array_agg(key) filter (where not is_email) as phones, array_agg(key) filter (where is_email) as emails
  from twins_method join asked using (n) group by n
),
learning as (
  select n, array_agg(school_id) filter (where school_id is not null) as schools, array_agg(kind) as kinds
  from twins_school join asked using (n) group by n
)
select p.n, p.given_name, p.family_name, p.chosen_name, p.street, p.zip, p.age_band, r.phones, r.emails, l.schools, l.kinds
from asked join twins_person p using (n) left join reached r using (n) left join learning l using (n)
"""


def ids(numbers: list[int]) -> dict[int, uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select n, id from twins_person where n = any(%s)", [numbers])
        return dict(cursor.fetchall())


def fresh_ids() -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select id from twins_person where fresh")
        return {pk for (pk,) in cursor.fetchall()}


def count_people() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from twins_person")
        return cursor.fetchone()[0]


def _coded(tokens: Iterator[str]) -> Iterator[tuple[str, int, int]]:
    """Each word with the numbers of its sound and of the sounds of what it may be short for."""
    numbers: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token in NO_NAMES or token in GENERATIONS or len(token) < 2:
            continue
        formal = {form for form in nicknames.forms(token) if form in nicknames.formal_names()}
        for code in {names.sound(word) or word for word in (token, *formal)}:
            yield token, number, numbers.setdefault(code, len(numbers))


def _first_id(moment: datetime.datetime) -> uuid.UUID:
    """Ids made since begin with a later time (UUID version 7)."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)
