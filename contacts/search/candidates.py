"""Ids of people whom terms fit, before anybody asks whether the searcher may see them.

Only `=` and ranges: under row security PostgreSQL uses an index for nothing else (LIKE would scan the organization).
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models.expressions import RawSQL

from contacts.querysets import sees_methods_of_minors
from contacts.search.terms import Term
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.lib.names import slips
from crm.organizations.compiled import kept_plan

LAST = chr(0x10FFFF)
# Words come as one text for each term, and are taken apart before anything is compared with them: an expression beside a
# column is not leakproof, so that no index would serve. For one common name half of an organization would be read:
# whoever bears it is not counted beyond 2,000. If one term alone is no word of anybody here, only its slips are sought;
# the others were meant as they stand, unless `all`.
MEANT_HERE = """
with term as materialized (
    select place, token, beyond, is_word, string_to_array(alike, ' ') as alike, string_to_array(slipped, ' ') as slipped
    from unnest(%s::text[], %s::text[], %s::bool[], %s::text[], %s::text[])
        with ordinality as t(token, beyond, is_word, alike, slipped, place)
), said as materialized (
    select place, word, counted.many from term, unnest(alike) word, lateral (
        select count(*) as many
        from (select from contacts_searchtoken where organization_id = %s and token = word limit 2000) few
    ) counted where counted.many > 0
), unsaid as materialized (
    select place from term where is_word and place not in (select place from said)
)
select word, many from said
union all
select token, null from term where exists (
    select from contacts_searchtoken s where organization_id = %s and s.token > term.token and s.token < term.beyond
)
union all
select slip.token, slip.many from term, lateral (
    select s.token, count(*) as many from contacts_searchtoken s
    where organization_id = %s and s.token = any(term.slipped) group by s.token
) slip where %s or place in (select place from unsaid) or (select count(*) from unsaid) <> 1
"""
NAMED = "select contact_id from contacts_searchtoken where organization_id = %s and token = any(%s)"
NAMED_FROM = (
    "select contact_id from contacts_searchtoken where organization_id = %s and token >= %s and token < %s"
)
METHOD = "select contact_id from contacts_contactmethod m where organization_id = %s and {column} >= %s and {column} < %s and kind {kind}"
OF_ADULTS = " and exists (select from contacts_contact c where c.organization_id = m.organization_id and c.id = m.contact_id and not c.is_minor)"
NAMED_AMONG = NAMED + " and contact_id = any(array({few}))"
# Looking a person up costs as much as reading so many of a word's people one after the other.
A_LOOK = 14
MANY = 1_000_000_000
NOBODY = "select null::uuid as contact_id where false"


class Fit(NamedTuple):
    """A statement for the ids of people whom all terms fit."""

    statement: str
    parameters: list[Any]
    most: int = MANY  # they are not more than so many

    def ids(self, limit: int) -> list[uuid.UUID]:
        return [row[0] for row in kept_plan(f"{self.statement} limit {limit:d}", self.parameters)]

    def expression(self) -> RawSQL:
        return RawSQL(self.statement, self.parameters)


def known(actor: Actor, terms: list[Term], *, all_slips: bool = False) -> list[Term]:
    """What each name may mean among the words of this organization alone."""
    words = [term for term in terms if term.token]
    if not words:
        return terms
    own = actor.organization_id
    asked = [[term.token for term in words], [term.token + LAST for term in words], [term.is_word for term in words],
             *map(list, zip(*(_may_mean(term.token) for term in words), strict=True))]  # fmt: skip
    here, longer = {}, set()
    for word, many in kept_plan(MEANT_HERE, [*asked, own, own, own, all_slips]):
        if many is None:
            longer.add(word)
        else:
            here[word] = many
    return [term.among(here, frozenset(longer)) for term in terms]


@lru_cache(1_000)
def _may_mean(token: str) -> tuple[str, str]:
    """The word and its forms; its slips. The same words are asked again with every letter that follows."""
    alike = Term(token=token).alike
    return " ".join(alike), " ".join(sorted(slips(token) - alike))


def named(actor: Actor, words: Sequence[Mapping[str, int]]) -> Fit:
    """Who is called by one of the words of each. How many are is known, so the way is chosen here: the planner knows
    neither how rare most words are nor how few people two of them have in common."""
    first, *others = sorted(words, key=_many)
    statement, parameters, few = NAMED, [actor.organization_id, sorted(first)], _many(first)
    for one in others:
        own = [actor.organization_id, sorted(one)]
        if few * A_LOOK < _many(one):
            statement, parameters = NAMED_AMONG.replace("{few}", statement), [*own, *parameters]
        else:
            statement, parameters = f"({statement}) intersect ({NAMED})", [*parameters, *own]
    return Fit(statement, parameters, few)


def fit(
    actor: Actor, terms: Sequence[Term], words: Sequence[Collection[str]], *, beginnings: bool = False
) -> Fit:
    """Each term by number, by address, by one of its words, or by how a word begins."""
    sets, parameters = [], []
    for term, meant in zip(terms, words, strict=True):
        ways = [*_by_method(actor, term), *_by_name(actor, term, meant, beginnings)]
        sets.append(" union all ".join(statement for statement, _given in ways) or NOBODY)
        parameters += [value for _statement, given in ways for value in given]
    others = "".join(f" join ({ways}) t{n} using (contact_id)" for n, ways in enumerate(sets[1:], start=1))
    return Fit(f"select contact_id from ({sets[0]}) t0{others}", parameters)  # noqa: S608


def first_of(stages: Iterable[Fit]) -> Fit:
    """One after the other, in one statement: a limit is reached before the later ones are even begun. An id may come
    again."""
    parts = list(stages)
    return Fit(
        " union all ".join(f"({part.statement})" for part in parts),
        [value for part in parts for value in part.parameters],
        sum(part.most for part in parts),
    )


def _by_name(actor: Actor, term: Term, words: Collection[str], beginnings: bool) -> list[tuple[str, list]]:
    if not beginnings or not term.token:
        return [(NAMED, [actor.organization_id, sorted(words)])] if words else []
    # The word itself stands at the beginning of its range. Both ways, also for no word: each other statement is a plan.
    others = sorted(frozenset(words) - {term.token})
    return [
        (NAMED, [actor.organization_id, others]),
        (NAMED_FROM, [actor.organization_id, term.token, term.token + LAST]),
    ]


def _by_method(actor: Actor, term: Term) -> list[tuple[str, list]]:
    """A number ends so, or begins so with or without the country's +1; an address begins so."""
    if not actor.can(Permission.VIEW_METHODS):
        return []
    ranges = []
    if term.digits:
        ranges += [("reversed_key", term.digits[::-1], "<> 'email'"), ("key", f"+{term.digits}", "<> 'email'"),
                   ("key", f"+1{term.digits}", "<> 'email'")]  # fmt: skip
    if term.address:
        ranges.append(("key", term.address, "= 'email'"))
    of_whom = "" if sees_methods_of_minors(actor) else OF_ADULTS
    return [
        (METHOD.format(column=column, kind=kind) + of_whom, [actor.organization_id, prefix, prefix + LAST])
        for column, prefix, kind in ranges
    ]


def _many(words: Mapping[str, int]) -> int:
    return sum(words.values())
