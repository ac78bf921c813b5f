"""What was said by whom, counted: codes by an attribute of those who spoke, codes together, codes through time.

People are counted as *at least N known people, plus K anonymous participations* (glossary). Counted in the database, in a
fixed number of queries. Where coders of a round differed and it was settled that a code does not apply, it does not count.
"""

import datetime
import json
import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.languages import LANGUAGES
from contacts.models import ConstituencyRow
from contacts.races import GROUPS
from crm.access.actors import Actor
from crm.districts.models import District, School
from listening.models import (
    Adjudication,
    Code,
    Coding,
    Excerpt,
    ListeningProject,
    ListeningSession,
    SessionParticipant,
)
from listening.tables.tallies import CODES, Voice, tally

UNKNOWN = ""
NOT_ASKED, DECLINED = "not_asked", "declined"


class By(StrEnum):
    CONSTITUENCY = "constituency"
    RACE = "race"
    LANGUAGE = "language"
    SCHOOL = "school"
    DISTRICT = "district"
    MONTH = "month"


BY_LABELS: dict[By, str | Promise] = {
    By.CONSTITUENCY: _("Who they are"),
    By.RACE: _("Race and ethnicity"),
    By.LANGUAGE: _("Language"),
    By.SCHOOL: _("School"),
    By.DISTRICT: _("District"),
    By.MONTH: _("Month"),
}
# Tables about people: whoever is no coder sees them only through crm.cells.
OF_PEOPLE = frozenset(By) - {By.MONTH}
SEVERAL = frozenset({By.CONSTITUENCY, By.RACE})  # one person may stand in several of these


@dataclass(frozen=True)
class Count:
    people: int = 0  # known by a record
    anonymous: int = 0  # participations of nobody by name: one person may be several of them
    sessions: int = 0
    excerpts: int = 0

    @property
    def voices(self) -> int:
        return self.people + self.anonymous


NOTHING = Count()


@dataclass(frozen=True)
class CodeTable:
    """`codes` in the order of the codebook, `values` by how many were heard. `at` gives a cell."""

    by: By
    codes: Sequence[Code]
    values: Sequence[tuple[str, str | Promise]]
    cells: Mapping[tuple[uuid.UUID, str], Count]
    of_code: Mapping[uuid.UUID, Count]
    of_value: Mapping[str, Count]
    total: Count

    def at(self, code: uuid.UUID, value: str) -> Count:
        return self.cells.get((code, value), NOTHING)


@dataclass(frozen=True)
class CodePairs:
    """How often two codes overlap: `counts` of passages by both ids, in either order."""

    codes: Sequence[Code]
    counts: Mapping[tuple[uuid.UUID, uuid.UUID], int]

    def at(self, one: uuid.UUID, other: uuid.UUID) -> int:
        return self.counts.get((one, other), 0) or self.counts.get((other, one), 0)


def code_table(
    actor: Actor, project: ListeningProject, by: By, *, families: bool = False, time_zone: str = "UTC"
) -> CodeTable:
    """Four queries: codes, who said which of them, the codes in full, names of places."""
    known = list(Code.objects.visible_to(actor).order_by("pk").values_list("pk", "parent_id"))
    rows = {pk: number for number, (pk, _parent) in enumerate(known)}
    shown_as = [rows.get(parent, rows[pk]) if families and parent else rows[pk] for pk, parent in known]
    voices, said = _heard(actor, project, by, [pk for pk, _parent in known], zoneinfo.ZoneInfo(time_zone))
    found = tally(voices, said, shown_as)
    of_code = {known[row][0]: Count(*counts) for row, counts in found.rows.items()}
    of_value = {value: Count(*counts) for value, counts in found.values.items()}
    cells = {(known[row][0], value): Count(*counts) for (row, value), counts in found.cells.items()}
    codes = _in_order(actor, of_code)
    return CodeTable(by, codes, _values(by, of_value), cells, of_code, of_value, Count(*found.total))


def code_pairs(actor: Actor, project: ListeningProject, *, most: int = 16) -> CodePairs:
    """Codes whose excerpts share at least one character, of the codes that were used most."""
    inner = (
        standing_codings(actor, project)
        .values("code_id", "excerpt_id", "excerpt__version_id", "excerpt__start", "excerpt__end")
        .order_by()
        .distinct()
    )
    sql, parameters = inner.query.sql_with_params()
    statement = f"""
        with said(code, excerpt, version, start, stop) as materialized ({sql}),
        used as (select code, count(*) as n from said group by code order by n desc, code limit %s)
        select a.code, b.code, count(*)
          from said a join used ua on ua.code = a.code
          join said b on b.version = a.version and b.start < a.stop and a.start < b.stop and b.code > a.code
          join used ub on ub.code = b.code
         group by a.code, b.code
        union all select code, code, n from used
    """  # noqa: S608  (the query of the ORM and our own words)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, most])
        counts = {(one, other): n for one, other, n in cursor.fetchall()}
    codes = _in_order(actor, {one: None for one, other in counts if one == other})
    return CodePairs(codes, counts)


def months(table: CodeTable, code: uuid.UUID | None = None) -> list[tuple[datetime.date, int]]:
    """Excerpts a month, of one code or all, without gaps between the first and the last."""
    counts = {
        month_of(value): (table.at(code, value) if code else table.of_value[value]).excerpts
        for value, _label in table.values
        if value
    }
    if not counts:
        return []
    day, last, found = min(counts), max(counts), []
    while day <= last:
        found.append((day, counts.get(day, 0)))
        day = (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    return found


def month_of(value: str) -> datetime.date:
    return datetime.date.fromisoformat(f"{value}-01")


def standing_codings(actor: Actor, project: ListeningProject) -> QuerySet[Coding]:
    """The codings that count."""
    return (
        _settled_codings(actor)
        .filter(excerpt__session__project=project)
        .exclude(excerpt__session__status="cancelled")
    )


def _settled_codings(actor: Actor) -> QuerySet[Coding]:
    """Those that stand, without those of which it was settled that the code does not apply."""
    overruled = Adjudication.objects.visible_to(actor).filter(
        round=OuterRef("round"),
        code=OuterRef("code"),
        version=OuterRef("excerpt__version"),
        applies=False,
        start__lt=OuterRef("excerpt__end"),
        end__gt=OuterRef("excerpt__start"),
    )
    # Few were ever settled so: their ids first, so that a count of all codings need not look at every passage's place.
    gone = Coding.objects.visible_to(actor).filter(round__isnull=False).filter(Exists(overruled))
    return Coding.objects.visible_to(actor).standing().exclude(pk__in=gone.order_by().values("pk"))


def _heard(
    actor: Actor, project: ListeningProject, by: By, codes: Sequence[uuid.UUID], zone: datetime.tzinfo
) -> tuple[list[Voice], bytes]:
    """One statement. What it reads is put together in steps of their own: under row security the planner takes an
    organization for a small part of the table, and would look up each of its passages one by one."""
    passages = (
        Excerpt.objects.visible_to(actor)
        .filter(session__project=project)
        .exclude(session__status="cancelled")
        .order_by()
        .values_list("pk", "participant_id", "note__contact_id", "session_id", _PLACE.get(by, Value("")))
    )
    there = SessionParticipant.objects.visible_to(actor).filter(session__project=project)
    people = there.order_by().values_list("pk", "contact_id", "race", "race_source")
    codings = _settled_codings(actor).order_by().values_list("excerpt_id", "code_id")
    parts = [queryset.query.sql_with_params() for queryset in (passages, people, codings)]
    statement = f"""
        with passages as materialized (
          select row_number() over () as number, p.* from ({parts[0][0]}) p(id, participant, contact, session, value)
        ),
        people as materialized (select * from ({parts[1][0]}) p(id, contact, race, race_source)),
        codings as materialized (select * from ({parts[2][0]}) c(passage, code)),
        codes as materialized (select id, number - 1 as number from unnest(%s::uuid[]) with ordinality c(id, number)),
        voices as materialized (
          select participant, contact, session, value, string_agg(int4send(number::int), '') as passages
            from passages group by participant, contact, session, value
        )
        select coalesce(w.contact, v.contact)::text,
               case when w.contact is null and v.contact is null then v.participant end::text,
               v.session::text, v.value::text, w.id is not null, w.race::text, w.race_source, v.passages
          from voices v left join people w on w.id = v.participant
        union all
        select null, null, null, null, null, null, null, string_agg(int8send(p.number * {CODES} + c.number), '')
          from codings x join passages p on p.id = x.passage join codes c on c.id = x.code
    """  # noqa: S608  (the queries of the ORM and our own words)
    parameters = [*parts[0][1], *parts[1][1], *parts[2][1], list(codes)]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    month: dict[str, str] = {}
    if by == By.MONTH:
        started = ListeningSession.objects.visible_to(actor).filter(project=project)
        month = {str(pk): f"{at.astimezone(zone):%Y-%m}" for pk, at in started.values_list("pk", "starts_at")}
    voices = [
        Voice(
            contact,
            nobody,
            session,
            (month[session],) if by == By.MONTH else _columns(by, value, race if is_known else None, source),
            passages,
        )
        for contact, nobody, session, value, is_known, race, source, passages in found
        if session
    ]
    return voices, next(row[-1] for row in found if row[2] is None) or b""


# What a passage itself says; race stands with the person, the month with the session.
_PLACE = {
    By.CONSTITUENCY: "constituencies",
    By.LANGUAGE: "language",
    By.SCHOOL: "school_id",
    By.DISTRICT: "district_id",
}


def _columns(by: By, value: str | None, race: str | None, source: str | None) -> tuple[str, ...]:
    """What is told more exactly (asian:korean) stands beside its group, and counts there. Not asked, declined and unknown
    are three different words, and none of them is a race."""
    if by not in SEVERAL:
        return (value or UNKNOWN,)
    told = json.loads((race if by == By.RACE else value) or "[]")
    if by == By.RACE and race is not None and not told:
        told = [DECLINED if source == DECLINED else NOT_ASKED]
    return tuple(dict.fromkeys(one for one in told if ":" not in one)) if told else (UNKNOWN,)


def _in_order(actor: Actor, codes: Mapping[uuid.UUID, Any]) -> list[Code]:
    found = Code.objects.visible_to(actor).filter(pk__in=list(codes)).select_related("parent")
    return sorted(
        found,
        key=lambda code: (
            code.codebook_id,
            (code.parent or code).position,
            (code.parent or code).name,
            code.parent is not None,
            code.position,
            code.name,
        ),
    )


def _values(by: By, counts: Mapping[str, Count]) -> list[tuple[str, str | Promise]]:
    """Months in time, everything else by how many were heard; what is not known stands last."""
    labels = _labels(by, counts)
    if by == By.MONTH:
        return [(value, labels(value)) for value in sorted(counts)]
    last = {UNKNOWN, NOT_ASKED, DECLINED}
    ordered = sorted(counts, key=lambda value: (value in last, -counts[value].voices, str(labels(value))))
    return [(value, labels(value)) for value in ordered]


def _labels(by: By, counts: Mapping[str, Count]) -> Any:
    known: dict[str, Any] = {
        UNKNOWN: _("Not known"),
        NOT_ASKED: _("Not asked"),
        DECLINED: _("Prefer not to say"),
    }
    match by:
        case By.CONSTITUENCY:
            known |= dict(ConstituencyRow.Kind.choices)
        case By.RACE:
            known |= {key: label for key, (label, _more) in GROUPS.items()}
        case By.LANGUAGE:
            known |= dict(LANGUAGES)
        case By.SCHOOL | By.DISTRICT:
            places = (School if by == By.SCHOOL else District).objects
            ids = [value for value in counts if value]
            known |= {str(pk): name for pk, name in places.filter(pk__in=ids).values_list("pk", "name")}
    return lambda value: known.get(value, value)
