"""Takes an import of people back: what it made is deleted, what it changed gets its earlier values, unless edited since."""

import json
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils import timezone
from psycopg import sql as compose

from contacts import derived
from contacts.importers import statements as sql
from contacts.importers.answers import GIVE_BACK
from contacts.importers.changing import FACTS, change_line, loaded, retoken
from contacts.importers.chunks import CHANGES
from contacts.importers.climbing import step_down
from contacts.importers.heeding import forget_guardians, unsay
from contacts.importers.homes import move_out
from contacts.importers.households import leave
from contacts.importers.links import untie
from contacts.importers.told import RACES_BACK
from contacts.models import (
    Assessment,
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    CustomValue,
    # Whether somebody is here twice is no longer asked of who is gone. A merge itself keeps both.
    DuplicatePair,
    ExternalId,
    HouseholdMember,
    Relationship,
    RungStep,
)
from contacts.services.suppressions import settle_suppressed
from crm.imports.models import ImportBatch
from crm.imports.staging import prepare_stages

# Who lives with whom is the import's own as well: what somebody added later is a deed of theirs, and found as such.
OWN_PARTS = (
    CustomValue,
    ContactMethod,
    ConstituencyRow,
    ContactTag,
    ExternalId,
    ConsentEvent,
    HouseholdMember,
    Relationship,
    RungStep,
    Assessment,
    # Whether somebody is here twice is no longer asked of who is gone. A merge itself keeps both.
    DuplicatePair,
)
GONE = frozenset(
    {Contact.Status.ERASED, Contact.Status.MERGED}
)  # nothing brings them back but what took them away
# One row a person: all that this batch did to them, earliest first.
DEEDS = """
select r.object_id, bool_or(r.outcome = 'created'), max(coalesce((r.before->>'version')::int, 1)),
       array_agg(r.before order by r.line, r.part) filter (where r.before is not null)
from imports_importrow r
where r.organization_id = %(org)s and r.object_id = any(%(ids)s) and r.batch_id = %(batch)s
group by r.object_id
"""
NOW = """
select id, given_name, family_name, chosen_name, pronouns, language, age_band, street, city, county, state, zip_code, about,
  other_languages, needs_interpreter, coalesce(district_id::text, ''), coalesce(owner_id::text, ''), status, version
from contacts_contact where organization_id = %(org)s and id = any(%(ids)s) for update
"""
# Anything that somebody did to the person after the import's last chunk, or after the row that was decided later. That
# two people are different says nothing new of either.
TOUCHED = """
select distinct e.target_id from audit_auditevent e
join unnest(%(ids)s::uuid[], %(since)s::bigint[]) as p (id, since) on p.id = e.target_id
where e.organization_id = %(org)s and e.target_id = any(%(ids)s) and e.id > p.since
  and not (e.verb in ('contacts.pair_answered', 'contacts.pair_reopened')
           and coalesce(e.details->>'answer', e.details->>'was') = 'different')
"""
IMPORTED_LATER = """
select distinct r.object_id from imports_importrow r
join imports_importbatch b on b.organization_id = %(org)s and b.id = r.batch_id
where r.organization_id = %(org)s and r.object_id = any(%(ids)s) and r.batch_id <> %(batch)s and r.outcome = 'updated'
  and b.created_at > (select created_at from imports_importbatch where organization_id = %(org)s and id = %(batch)s)
  and b.state <> 'undone' and r.undo = ''
"""
TAKE_AWAY = {
    "answers": "delete from contacts_customvalue where organization_id = %(org)s and id = any(%(these)s::uuid[])",
    "methods": "delete from contacts_contactmethod where organization_id = %(org)s and id = any(%(these)s::uuid[])",
    "stakes": "delete from contacts_constituencyrow where organization_id = %(org)s and id = any(%(these)s::uuid[])",
    "consents": "delete from contacts_consentevent where organization_id = %(org)s and id = any(%(these)s::uuid[])",
    "externals": "delete from contacts_externalid where organization_id = %(org)s and id = any(%(these)s::uuid[])",
}
# And the tags worn instead, where one was merged since.
TAKE_TAGS = """
with recursive worn as (
  select * from unnest(%(contacts)s::uuid[], %(tags)s::uuid[]) as v (contact_id, tag_id)
  union
  select t.contact_id, t.tag_id from contacts_contacttag t
  join worn w on t.contact_id = w.contact_id and t.origin_id = w.tag_id where t.organization_id = %(org)s
)
delete from contacts_contacttag t using worn v
where t.organization_id = %(org)s and t.contact_id = v.contact_id and t.tag_id = v.tag_id
"""
# Whoever has said the same since the import closes the number for themselves: it stays closed.
TAKE_SUPPRESSIONS = """
delete from contacts_suppression s using unnest(%(digests)s::text[], %(reasons)s::text[]) as v (digest, reason)
where s.organization_id = %(org)s and s.digest = decode(v.digest, 'hex') and s.reason = v.reason and s.at <= %(finished)s
"""
METHOD_STATES = """
update contacts_contactmethod m set status = v.was from unnest(%(these)s::uuid[], %(was)s::text[]) as v (id, was)
where m.organization_id = %(org)s and m.id = v.id
"""
DELETE_PARTS = (
    "delete from contacts_customvalue where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_contactmethod where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_constituencyrow where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_contacttag where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_externalid where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_consentevent where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_householdmember where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_rungstep where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_assessment where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_relationship where organization_id = %(org)s and contact_id = any(%(ids)s)",
    "delete from contacts_relationship where organization_id = %(org)s and other_id = any(%(ids)s)",
    "delete from contacts_duplicatepair where organization_id = %(org)s and left_id = any(%(ids)s)",
    "delete from contacts_duplicatepair where organization_id = %(org)s and right_id = any(%(ids)s)",
    "delete from contacts_contact where organization_id = %(org)s and id = any(%(ids)s)",
)


def undo_contacts(batch: ImportBatch, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What became of each: blank when taken back, else the code of the reason why it stays as it is."""
    parameters: dict[str, Any] = {
        "org": batch.organization_id, "batch": batch.pk, "ids": list(ids), "last_event": batch.last_event or 0,
        "finished": batch.finished_at, "today": timezone.localdate(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(NOW, parameters)
        there = {row[0]: (dict(zip(FACTS, row[1:-1], strict=True)), row[-1]) for row in cursor.fetchall()}
        cursor.execute(DEEDS, parameters)
        deeds = {
            pk: (made, version, [loaded(b) for b in befores or ()])
            for pk, made, version, befores in cursor.fetchall()
        }
        kept = _kept(cursor, parameters, there, deeds)
        made = [pk for pk in there if pk in deeds and deeds[pk][0] and pk not in kept]
        kept |= dict.fromkeys(_in_use(cursor, parameters, made), "undo.in_use")
        taken_back = [pk for pk in there if pk in deeds and pk not in kept]
        _delete(cursor, parameters, [pk for pk in taken_back if deeds[pk][0]])
        befores = [before for pk in taken_back for before in deeds[pk][2]]
        for give_up in (leave, untie, move_out, unsay):
            give_up(batch.organization_id, befores)
        step_down(batch, befores)
        _restore(
            cursor, parameters, {pk: (*there[pk], deeds[pk][2]) for pk in taken_back if not deeds[pk][0]}
        )
        _reopen(cursor, parameters, befores)
    return {pk: kept.get(pk, "") for pk in ids}


def _kept(cursor: Any, parameters: dict, there: dict, deeds: dict) -> dict[uuid.UUID, str]:
    kept = {
        pk: "undo.edited"
        for pk, (facts, version) in there.items()
        if pk in deeds and (version != deeds[pk][1] or facts["status"] in GONE)
    }
    cursor.execute(IMPORTED_LATER, parameters)
    kept |= dict.fromkeys((pk for (pk,) in cursor.fetchall()), "undo.imported")
    since = [_since(deeds[pk][2], parameters["last_event"]) if pk in deeds else 0 for pk in parameters["ids"]]
    cursor.execute(TOUCHED, {**parameters, "since": since})
    return kept | dict.fromkeys((pk for (pk,) in cursor.fetchall() if pk not in kept), "undo.edited")


def _since(befores: list[dict], last_event: int) -> int:
    """The event behind which a change is somebody else's: of the first thing that was done to the person."""
    return min((before.get("event", last_event) for before in befores), default=last_event)


@cache
def _references() -> list[compose.Composed]:
    """A query for each table of any room that refers to people, found in the model registry."""
    found = []
    for relation in Contact._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model in OWN_PARTS:
            continue
        table, column = relation.related_model._meta.db_table, relation.field.column
        found.append(
            compose.SQL(
                "select distinct {column} from {table} where organization_id = %(org)s and {column} = any(%(ids)s)"
            ).format(column=compose.Identifier(column), table=compose.Identifier(table))
        )
    return found


def _in_use(cursor: Any, parameters: dict, made: list[uuid.UUID]) -> set[uuid.UUID]:
    if not made:
        return set()
    used: set[uuid.UUID] = set()
    for query in _references():
        cursor.execute(query, {**parameters, "ids": made})
        used |= {pk for (pk,) in cursor.fetchall()}
    return used


def _delete(cursor: Any, parameters: dict, ids: list[uuid.UUID]) -> None:
    if ids:
        forget_guardians(parameters["org"], ids)
        for statement in DELETE_PARTS:  # search words go with the person, by a trigger
            cursor.execute(statement, {**parameters, "ids": ids})


def _restore(cursor: Any, parameters: dict, people: dict[uuid.UUID, tuple[dict, int, list[dict]]]) -> None:
    """Earlier values back, additions away. `version` rises, so that an open form is told."""
    added: dict[str, list] = {
        name: [] for name in (*TAKE_AWAY, "tags", "statuses", "replaced_answers", "race")
    }
    for pk, (_facts, _version, befores) in people.items():
        for before in befores:
            for name, items in before.get("added", {}).items():
                if name in added:
                    added[name] += [(pk, item) for item in items] if name == "tags" else items
    for name, statement in TAKE_AWAY.items():
        if added[name]:
            cursor.execute(statement, {**parameters, "these": added[name]})
    if rows := added["replaced_answers"]:
        cursor.execute(GIVE_BACK, {"rows": json.dumps(rows)})
    if rows := added["race"][::-1]:  # the earliest is what stays
        cursor.execute(
            RACES_BACK, {**parameters, "rows": json.dumps(list({row["id"]: row for row in rows}.values()))}
        )
    if pairs := added["tags"]:
        cursor.execute(
            TAKE_TAGS, {**parameters, "contacts": [pk for pk, _ in pairs], "tags": [tag for _, tag in pairs]}
        )
    if states := added["statuses"][::-1]:
        cursor.execute(
            METHOD_STATES,
            {**parameters, "these": [pk for pk, _ in states], "was": [was for _, was in states]},
        )
    cursor.execute(sql.KINDS_OF, {**parameters, "ids": list(people)})
    kinds = dict(cursor.fetchall())
    lines, renamed = [], {}
    for pk, (facts, _version, befores) in people.items():
        facts["other_languages"] = loaded(facts["other_languages"])
        for before in reversed(befores):  # the earliest value of each field is what stays
            facts |= before.get("values", {})
        names = (facts["given_name"], facts["family_name"], facts["chosen_name"])
        if any(
            before.get("values", {}).keys() & {"given_name", "family_name", "chosen_name"}
            for before in befores
        ):
            renamed[pk] = derived.search_tokens(*names)
        lines.append(
            change_line(
                pk, facts, derived.is_minor(facts["age_band"], kinds.get(pk, ())), derived.sort_name(*names)
            )
        )
    if lines:
        prepare_stages(cursor, [CHANGES], empty=True)
        CHANGES.fill(cursor, lines)
        cursor.execute(sql.CHANGE, parameters)
        retoken(cursor, parameters["org"], renamed)


def _reopen(cursor: Any, parameters: dict, befores: list[dict]) -> None:
    pairs = [pair for before in befores for pair in before.get("added", {}).get("suppressions", ())]
    if pairs:
        cursor.execute(
            TAKE_SUPPRESSIONS,
            {**parameters, "digests": [d for d, _ in pairs], "reasons": [r for _, r in pairs]},
        )
        settle_suppressed(parameters["org"])
