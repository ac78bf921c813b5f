"""What was said by whom, counted: codes by an attribute of those who spoke, codes together, codes through time.

People are counted as *at least N known people, plus K anonymous participations* (glossary). Counted in the database, in a
fixed number of queries. Where coders of a round differed and it was settled that a code does not apply, it does not count.
"""

import datetime
import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import JSONField
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.languages import LANGUAGES
from contacts.models import ConstituencyRow
from contacts.races import GROUPS
from crm.access.actors import Actor
from crm.districts.models import District, School
from listening.models import Adjudication, Code, Coding, ListeningProject

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
    """Three queries: counts, codes, names of places."""
    row = Coalesce("code__parent_id", "code_id") if families else F("code_id")
    inner = (
        standing_codings(actor, project)
        .annotate(
            row=row,
            contact=Coalesce("excerpt__participant__contact_id", "excerpt__note__contact_id"),
            voice=Case(
                When(
                    Q(excerpt__participant__contact=None) & Q(excerpt__note__contact=None),
                    then="excerpt__participant_id",
                )
            ),
            value=_value(by, zoneinfo.ZoneInfo(time_zone)),
        )
        .values("row", "value", "contact", "voice", "excerpt__session_id", "excerpt_id")
        .order_by()
        .distinct()
    )
    of_code, of_value, cells = {}, {}, {}
    total = NOTHING
    for code, value, key, *counts in _counted(inner, several=by in SEVERAL):
        count = Count(*counts)
        match key:
            case 0:
                cells[code, value or UNKNOWN] = count
            case 1:
                of_code[code] = count
            case 2:
                of_value[value or UNKNOWN] = count
            case _:
                total = count
    codes = _in_order(actor, of_code)
    return CodeTable(by, codes, _values(by, of_value), cells, of_code, of_value, total)


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
    overruled = Adjudication.objects.visible_to(actor).filter(
        round=OuterRef("round"),
        code=OuterRef("code"),
        version=OuterRef("excerpt__version"),
        applies=False,
        start__lt=OuterRef("excerpt__end"),
        end__gt=OuterRef("excerpt__start"),
    )
    return (
        Coding.objects.visible_to(actor)
        .standing()
        .filter(excerpt__session__project=project)
        .exclude(excerpt__session__status="cancelled")
        .filter(~Exists(overruled))
    )


def _value(by: By, zone: datetime.tzinfo) -> Any:
    match by:
        case By.CONSTITUENCY:
            return F("excerpt__constituencies")
        case By.RACE:
            # Not asked, declined and unknown are three different words, and none of them is a race.
            return Case(
                When(excerpt__participant=None, then=Value([], JSONField())),
                When(
                    excerpt__participant__race=[],
                    excerpt__participant__race_source=DECLINED,
                    then=Value([DECLINED], JSONField()),
                ),
                When(excerpt__participant__race=[], then=Value([NOT_ASKED], JSONField())),
                default=F("excerpt__participant__race"),
                output_field=JSONField(),
            )
        case By.LANGUAGE:
            return F("excerpt__language")
        case By.SCHOOL:
            return F("excerpt__school_id")
        case By.DISTRICT:
            return F("excerpt__district_id")
        case By.MONTH:
            month = TruncMonth("excerpt__session__starts_at", tzinfo=zone)
            return Func(month, Value("YYYY-MM"), function="to_char", output_field=TextField())


def _counted(inner: QuerySet, *, several: bool) -> list[tuple]:
    """Rows of code, value, which of both is summed over (0 none, 1 the values, 2 the codes, 3 both), and the counts. What
    is told more exactly (asian:korean) stands beside its group, and counts there."""
    sql, parameters = inner.query.sql_with_params()
    value, across = "said.value::text", ""
    if several:
        value = "each.value"
        across = (
            "cross join lateral jsonb_array_elements_text("
            "case when jsonb_array_length(said.value) = 0 then '[\"\"]'::jsonb else said.value end) each(value)"
        )
    statement = f"""
        select code, value, grouping(code, value), count(distinct contact), count(distinct voice),
               count(distinct session), count(distinct excerpt)
          from (select said.code, {value} as value, said.contact, said.voice, said.session, said.excerpt
                  from ({sql}) said(code, value, contact, voice, session, excerpt) {across}) heard
         where value is null or value not like '%%:%%'
         group by grouping sets ((code, value), (code), (value), ())
    """  # noqa: S608  (the query of the ORM and our own words)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


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
