"""Race and ethnicity as people told us, in and out of spreadsheets: the words of SPD 15, and what means nobody asked.

A column is read only where somebody says that people filled it in themselves: see decision 0039."""

import json
import re
from functools import cache, lru_cache
from typing import NamedTuple

from django.utils import translation

from contacts import races
from contacts.importers import quoting
from crm.imports.staging import Stage, line
from crm.lib import words
from crm.lib.guess import Guess

RACES = Stage("import_race", "n int, source text, codes text, own text")
BETWEEN = re.compile(r"\s*[;|\n]\s*")
COMMAS = re.compile(r"\s*,\s*|\s+/\s+")
QUOTED = re.compile(r'(?:^|;)\s*"((?:[^"]|"")*)"\s*$')
LONGEST = 120
DECLINED = (
    "prefer not to say|prefers not to say|prefer not to answer|prefer not to disclose|decline to answer|decline to state|declined|"
    "declined to answer|choose not to answer|refused|prefiero no decir|prefiero no decirlo|prefiere no decirlo|prefiero no contestar|"
    "prefiero no responder|no desea responder"
)
NOT_ASKED = "not asked|unknown|not known|not provided|no answer|blank|no preguntado|no se pregunto|sin preguntar|desconocido|sin respuesta"
ALSO = {
    "aian": "native american|american indian|alaska native|indigenous|first nations|nativo americano|nativa americana|indigena",
    "asian": "asian american|asiatico|asiatica",
    "black": "black|african american/black|black/african american|afro american|negro|negra|afroamericano|afroamericana|negro o afroamericano",
    "hispanic": "hispanic|latino|latina|latinx|latine|latin@|hispanic/latino|hispanic or latino/a|latino/a|latino/hispanic|hispano|hispana",
    "mena": "middle eastern|north african|mena|arab|arab american|arabe",
    "nhpi": "pacific islander|native hawaiian|polynesian|islas del pacifico",
    "white": "caucasian|white/caucasian|european|european american|blanco|blanca|anglo",
    "black:african_american": "african american",
    "hispanic:mexican": "mexican american|mexicano|mexicana|chicano|chicana",
    "hispanic:puerto_rican": "puertorriqueno|puertorriquena|boricua",
}


class Told(NamedTuple):
    source: str
    codes: tuple[str, ...] = ()
    own: str = ""  # in their own words, what the standard has no word for


@cache
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("es", "en"):
        with translation.override(language):
            for group, (label, below) in races.GROUPS.items():
                found |= {words.plain(str(said)): f"{group}:{code}" for code, said in below.items()}
                found[words.plain(str(label))] = group
    found |= {words.plain(said): code for code, names in ALSO.items() for said in names.split("|")}
    return found | {code: code for code in races.CODES}


@cache
def _plain(names: str) -> frozenset[str]:
    with translation.override("en"):
        return frozenset(words.plain(name) for name in names.split("|"))


@lru_cache(10_000)
def read(cell: str) -> Guess[Told | None]:
    """Any number of answers. "Not asked" is no answer; "prefers not to say" is one."""
    whole = " ".join(cell.split())
    if words.is_blank(whole) or words.plain(whole) in _plain(NOT_ASKED):
        return Guess(None, bool(whole), "race.not_asked" if whole else "")
    if words.plain(whole) in _plain(DECLINED):
        return Guess(Told("declined"))
    known, codes, own = _known(), [], []
    if quoted := QUOTED.search(cell):  # as `write` keeps words of theirs that could be read as something else
        cell, own = cell[: quoted.start()], [quoted[1].replace('""', '"')]
    for part in _parts(cell, known):
        if code := known.get(words.plain(part)):
            codes.append(code)
        elif words.plain(part) not in _plain(NOT_ASKED) | _plain(DECLINED):
            own.append(part)
    kept = "; ".join(own)[:LONGEST]
    return Guess(Told("self", tuple(races.settled(codes)), kept), bool(own), "race.own_words" if own else "")


def _parts(cell: str, known: dict[str, str]) -> list[str]:
    parts = [part.strip() for part in BETWEEN.split(cell.strip()) if part.strip()]
    if len(parts) == 1 and words.plain(parts[0]) not in known:
        parts = [part.strip() for part in COMMAS.split(parts[0]) if part.strip()]
    return parts


def write(told: Told) -> str:
    """As `read` understands it, in English whatever the reader's language: a file outlives the reader."""
    if told.source == "declined":
        return "Prefers not to say"
    finer = {code.partition(":")[0] for code in told.codes if ":" in code}
    with translation.override("en"):
        said = [str(one) for one in races.said(told.codes)]
    codes = races.settled(told.codes)
    standard = [one for code, one in zip(codes, said, strict=True) if ":" in code or code not in finer]
    written = "; ".join([*standard, *([told.own] if told.own else [])])
    if told.own and read(written).value != Told("self", tuple(codes), told.own):
        return "; ".join([*standard, quoting.quoted(told.own, told.own)])
    return written


def line_of(n: str, told: Told) -> str:
    return line((n, told.source, json.dumps(told.codes), told.own))


NEW_RACES = """
update contacts_contact c set race_source = r.source, race_ethnicity = r.codes::jsonb, race_words = r.own
from import_race r join import_person p on p.n = r.n
where p.n <> all(%(apart)s::int[]) and c.organization_id = %(org)s and c.id = p.contact_id
"""
# Who was not asked, or everybody where the file is to replace what is here. What was there, for the undo.
CHANGE_RACES = """
with there as (
  select c.id, r.source, r.codes::jsonb as codes, r.own,
         jsonb_build_object('id', c.id, 'source', c.race_source, 'codes', c.race_ethnicity, 'own', c.race_words) as was
  from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
  join import_race r on r.n = p.n
  join contacts_contact c on c.organization_id = %(org)s and c.id = p.contact_id
  where (c.race_source = 'not_asked' or %(race_replaces)s)
    and (c.race_source, c.race_ethnicity, c.race_words) is distinct from (r.source, r.codes::jsonb, r.own)
  for update of c
)
update contacts_contact c set race_source = t.source, race_ethnicity = t.codes, race_words = t.own
from there t where c.organization_id = %(org)s and c.id = t.id returning c.id, t.was
"""
RACES_BACK = """
update contacts_contact c set race_source = v->>'source', race_ethnicity = v->'codes', race_words = v->>'own'
from jsonb_array_elements(%(rows)s::jsonb) v where c.organization_id = %(org)s and c.id = (v->>'id')::uuid
"""
