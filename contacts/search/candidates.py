"""Ids of people whom terms fit, before anybody asks whether the searcher may see them.

Only `=` and ranges: under row security PostgreSQL uses an index for nothing else (LIKE would scan the organization).
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from contacts.querysets import sees_methods_of_minors
from contacts.search.terms import Term, possible
from crm.access.actors import Actor
from crm.access.roles import Permission

LAST = chr(0x10FFFF)
# As a sub-select the array costs the planner nothing; written out, it weighs each of the 500 words. One long text is
# sent faster than they are.
SLIPS_HERE = """
select token, count(*) from contacts_searchtoken
where organization_id = %s and token = any((select string_to_array(%s, ' '))::text[]) group by token
"""
# For one common name half of an organization would be read: whoever bears it is not counted beyond 2,000.
SAID_HERE = """
select word, counted.many from unnest(string_to_array(%s, ' ')) word, lateral (
    select count(*) as many from (select from contacts_searchtoken where organization_id = %s and token = word limit 2000) few
) counted where counted.many > 0
"""
LONGER = "select %s, null where exists (select from contacts_searchtoken where organization_id = %s and token > %s and token < %s)"
NAMED = "select contact_id from contacts_searchtoken where organization_id = %s and token = any(%s)"
NAMED_FROM = (
    "select contact_id from contacts_searchtoken where organization_id = %s and token >= %s and token < %s"
)
METHOD = "select contact_id from contacts_contactmethod m where organization_id = %s and {column} >= %s and {column} < %s and kind {kind}"
OF_ADULTS = " and exists (select from contacts_contact c where c.organization_id = m.organization_id and c.id = m.contact_id and not c.is_minor)"
NAMED_AMONG = NAMED + " and contact_id = any(array({few}))"
# Looking a person up costs as much as reading so many of a word's people one after the other.
A_LOOK = 14
NOBODY = "select null::uuid as contact_id where false"


class Fit(NamedTuple):
    """A statement for the ids of people whom all terms fit."""

    statement: str
    parameters: list[Any]

    def ids(self, limit: int) -> list[uuid.UUID]:
        with connection.cursor() as cursor:
            cursor.execute(f"{self.statement} limit {limit:d}", self.parameters)
            return [row[0] for row in cursor]

    def expression(self) -> RawSQL:
        return RawSQL(self.statement, self.parameters)


def known(actor: Actor, terms: list[Term]) -> list[Term]:
    """What each name may mean among the words of this organization alone."""
    alike, slipped = possible(terms)
    if not alike:
        return terms
    statement = f"{SAID_HERE} union all {SLIPS_HERE}"
    parameters = [" ".join(alike), actor.organization_id, actor.organization_id, " ".join(slipped)]
    for token in {term.token for term in terms if term.token}:
        statement += f" union all {LONGER}"
        parameters += [token, actor.organization_id, token, token + LAST]
    here, longer = {}, set()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for word, many in cursor:
            if many is None:
                longer.add(word)
            else:
                here[word] = many
    return [term.among(here, frozenset(longer)) for term in terms]


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
    return Fit(statement, parameters)


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
    )


def _by_name(actor: Actor, term: Term, words: Collection[str], beginnings: bool) -> list[tuple[str, list]]:
    if beginnings:  # the word itself stands at the beginning of its range
        words = frozenset(words) - {term.token}
    ways = [(NAMED, [actor.organization_id, sorted(words)])] if words else []
    if beginnings and term.token:
        ways.append((NAMED_FROM, [actor.organization_id, term.token, term.token + LAST]))
    return ways


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
