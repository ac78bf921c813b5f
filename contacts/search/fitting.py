"""Who fits what was typed: nothing here but people whom the searcher may see."""

import uuid
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse

from contacts import derived
from contacts.models import ConstituencyRow, Contact, ContactMethod, SearchToken
from contacts.querysets import either
from contacts.search.candidates import Fit, first_of, fit, known, named
from contacts.search.terms import Term, read
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.lib import names, nicknames
from crm.organizations.compiled import Compiled, among_ids
from crm.search.finders import Hit

# So many ids are named one by one: the planner then knows how few they are, and looks each of them up.
NAMED_ONE_BY_ONE, CANDIDATES = 1_000, 200
SHOWN = ("id", "organization_id", "given_name", "family_name", "chosen_name", "sort_name")


def people(actor: Actor, text: str) -> QuerySet[Contact]:
    """Everybody in sight whom every word of `text` fits; if there is nobody, whom it fits but for slips."""
    seen, terms = Contact.objects.visible_to(actor), read(text)
    if not terms:
        return seen.none()
    found = _those(seen, fit(actor, terms, [term.alike for term in terms], beginnings=True))
    if found.exists():
        return found
    terms = known(actor, terms, all_slips=True)
    return _those(seen, fit(actor, terms, [{**term.here, **term.near} for term in terms], beginnings=True))


def find_people(actor: Actor, text: str, limit: int) -> Iterable[Hit]:
    rows = nearest(actor, text, limit)
    stakes = _stakes(actor, rows) if actor.can(Permission.VIEW_ALL_CONTACTS) else {}
    for person in rows:
        yield Hit(
            person.display_name,
            reverse("contacts:detail", args=[person.pk]),
            detail=stakes.get(person.pk, ""),
            icon="user",
        )


def nearest(actor: Actor, text: str, limit: int) -> list[Contact]:
    """People in sight, those first whom the words fit best."""
    terms = known(actor, read(text)) if actor.can(Permission.VIEW_CONTACTS) else []
    if not terms:
        return []
    found = _first(actor, first_of(_stages(actor, terms)), limit)
    if not found and len(terms) > 1:  # then more than one word may have slipped
        terms = known(actor, terms, all_slips=True)
    if not found and any(term.near for term in terms):
        near = [{**term.here, **term.near} for term in terms]
        found = _first(actor, fit(actor, terms, near, beginnings=True), limit)
    return sorted(found, key=lambda person: _distance(person, terms))[:limit]


def _first(actor: Actor, those: Fit, limit: int) -> list[Contact]:
    """Some of those in sight; if most of the first are out of sight, some of the others."""
    if not those.statement:
        return []
    found, looked_at = SEEN.first_of(actor, those.statement, those.parameters, CANDIDATES)
    if len(found) >= limit or min(looked_at, those.most) < CANDIDATES:
        return found
    if not found and len(those.ids(CANDIDATES)) < CANDIDATES:
        return []
    seen = _in_sight(actor).filter(pk__in=those.expression())
    return list(seen.order_by("sort_name", "pk")[:CANDIDATES])


def similar(actor: Actor, name: str, ways: Iterable[tuple[str, str]] = ()) -> QuerySet[Contact]:
    """Who may be the same person: every word of the name is theirs too, or one of the ways (kind, value) is."""
    seen = Contact.objects.visible_to(actor)
    lists = []
    if tokens := names.tokens(name):
        same_name = seen
        for token in tokens:
            wanted = SearchToken.objects.visible_to(actor).filter(token__in=[token, *nicknames.forms(token)])
            same_name = same_name.filter(id__in=wanted.values("contact_id"))
        lists.append(same_name.values("id"))
    if keys := [key for kind, value in ways if (key := derived.method_key(kind, value))]:
        lists.append(ContactMethod.objects.visible_to(actor).filter(key__in=keys).values("contact_id"))
    return seen.filter(id__in=either(*lists)) if lists else seen.none()


def _stages(actor: Actor, terms: list[Term]) -> Iterator[Fit]:
    """From those who fit best to those who fit but for a slip in one word."""
    here = [term.here for term in terms]
    is_said = [bool(term.here or term.digits or term.address) for term in terms]
    others = [term.is_beginning or bool(term.digits or term.address) for term in terms]
    if all(term.here for term in terms):
        yield named(actor, here)
    if any(others) and all(map(any, zip(is_said, others, strict=True))):
        yield fit(actor, terms, here, beginnings=True)
    for place, slipped in enumerate(terms):
        rest = terms[:place] + terms[place + 1 :]
        if slipped.near and all(term.here for term in rest):
            yield named(actor, [slipped.near, *(term.here for term in rest)])
        elif slipped.near and all(is_said[:place] + is_said[place + 1 :]):
            yield fit(actor, terms, [*here[:place], slipped.near, *here[place + 1 :]])


def _those(seen: QuerySet[Contact], those: Fit) -> QuerySet[Contact]:
    ids = those.ids(NAMED_ONE_BY_ONE)
    return seen.filter(pk__in=ids if len(ids) < NAMED_ONE_BY_ONE else those.expression())


def _distance(person: Contact, terms: list[Term]) -> tuple[int, int, str]:
    """How far the words are from the names, then how many words of the names were not asked for."""
    tokens = derived.search_tokens(person.given_name, person.family_name, person.chosen_name)
    return sum(term.distance(tokens) for term in terms), len(tokens), person.sort_name


def _stakes(actor: Actor, people: list[Contact]) -> dict[uuid.UUID, str]:
    """One line for each of these people, who are in sight: what they are, and where."""
    kinds, lines = dict(ConstituencyRow.Kind.choices), {}
    for pk, kind, school, school_text, district, state in STAKES.rows(
        actor, [person.pk for person in people]
    ):
        place = school or school_text or (f"{district}, {state}" if district else "")
        lines.setdefault(pk, []).append(f"{kinds[kind]}, {place}" if place else str(kinds[kind]))
    return {pk: "; ".join(said) for pk, said in lines.items()}


def _in_sight(actor: Actor) -> QuerySet[Contact]:
    return Contact.objects.visible_to(actor).current().only(*SHOWN)


def _current_stakes(actor: Actor) -> QuerySet:
    """Of anybody: the ids are those of people in sight."""
    rows = ConstituencyRow.objects.filter(organization_id=actor.organization_id, ends_on=None).order_by("pk")
    return rows.values_list(
        "contact_id", "kind", "school__name", "school_text", "district__name", "district__state"
    )


SEEN = Compiled(lambda actor: _in_sight(actor).filter(among_ids("contacts_contact.id")))
STAKES = Compiled(
    lambda actor: _current_stakes(actor).filter(among_ids("contacts_constituencyrow.contact_id"))
)
