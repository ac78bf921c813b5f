"""Finding people by names in any order, nicknames, digits of a phone, the beginning of an address; tags and districts.

Only `=` and ranges: under row security PostgreSQL uses an index for nothing else (LIKE would scan the organization).
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from contacts import derived
from contacts.models import ConstituencyRow, Contact, ContactMethod, SearchToken, Tag
from contacts.querysets import either
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.districts.models import District
from crm.lib import names, nicknames
from crm.search import finders
from crm.search.finders import Hit

FEWEST_DIGITS, FEWEST_LETTERS = 4, 3
MOST_WORDS = 6
LAST = chr(0x10FFFF)
BETWEEN_DIGITS = str.maketrans("", "", " ()+-./\u00a0")


def people(actor: Actor, text: str) -> QuerySet[Contact]:
    """Everybody in sight whom every word of `text` fits."""
    found = Contact.objects.visible_to(actor)
    lists = list(_lists(actor, text))
    for ids in lists:
        found = found.filter(id__in=ids)
    return found if lists else found.none()


def find_people(actor: Actor, text: str, limit: int) -> Iterable[Hit]:
    found = people(actor, text).current().select_related("district").order_by("sort_name", "pk")
    rows = list(found[:limit])
    stakes = _stakes(actor, rows) if actor.can(Permission.VIEW_ALL_CONTACTS) else {}
    for person in rows:
        yield Hit(
            person.display_name,
            reverse("contacts:detail", args=[person.pk]),
            detail=stakes.get(person.pk, ""),
            icon="user",
        )


def find_tags(actor: Actor, text: str, limit: int) -> Iterable[Hit]:
    if not actor.can(Permission.VIEW_ALL_CONTACTS):
        return
    wanted = names.tokens(text)
    for tag in Tag.objects.visible_to(actor).in_use().order_by("name", "pk"):
        words = names.tokens(tag.name)
        if limit and wanted and all(any(word.startswith(part) for word in words) for part in wanted):
            yield Hit(tag.name, _list_url(tag=tag.pk), detail=tag.meaning, icon="tag")
            limit -= 1


def find_districts(actor: Actor, text: str, limit: int) -> Iterable[Hit]:
    if not actor.can(Permission.VIEW_ALL_CONTACTS) or len(text) < 3:
        return
    for district in District.objects.named_like(text).order_by("name", "state", "pk")[:limit]:
        yield Hit(str(district), _list_url(district=district.label), detail=district.county, icon="school")


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


finders.add("people", _("People"), find_people, order=10)
finders.add("tags", _("Tags"), find_tags, order=60)
finders.add("districts", _("Districts"), find_districts, order=70)


def beginning(column: str, prefix: str) -> Q:
    """Written as a range, which an index answers under row security."""
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix + LAST})


def _lists(actor: Actor, text: str) -> Iterable[QuerySet]:
    """For each word the ids of those whom it fits."""
    digits = text.translate(BETWEEN_DIGITS)
    if digits.isdigit() and len(digits) >= FEWEST_DIGITS:
        yield either(_with_number(actor, digits), _named(actor, digits))
        return
    words = text.split()[:MOST_WORDS]
    for word in words:
        tokens = names.tokens(word)
        if "@" in word:
            yield _with_address(actor, word)
        elif word.isdigit() and len(word) >= FEWEST_DIGITS:
            yield either(_with_number(actor, word), _named(actor, word))
        elif len(tokens) == 1 and len(words) == 1 and len(word) >= FEWEST_LETTERS:
            yield either(_named(actor, tokens[0]), _with_address(actor, word))
        else:
            yield from (_named(actor, token) for token in tokens)


def _named(actor: Actor, token: str) -> QuerySet:
    """A word of the name begins so, or is the formal or familiar form of it."""
    wanted = beginning("token", token)
    if others := nicknames.forms(token):
        wanted |= Q(token__in=sorted(others))
    return SearchToken.objects.visible_to(actor).filter(wanted).values("contact_id")


def _with_number(actor: Actor, digits: str) -> QuerySet:
    """The number ends so, or begins so with or without the country's +1."""
    ways = (
        beginning("reversed_key", digits[::-1]),
        beginning("key", f"+{digits}"),
        beginning("key", f"+1{digits}"),
    )
    methods = ContactMethod.objects.visible_to(actor).exclude(kind=ContactMethod.Kind.EMAIL)
    return either(*(methods.filter(way).values("contact_id") for way in ways))


def _with_address(actor: Actor, text: str) -> QuerySet:
    methods = ContactMethod.objects.visible_to(actor).filter(kind=ContactMethod.Kind.EMAIL)
    return methods.filter(beginning("key", text.lower())).values("contact_id")


def _stakes(actor: Actor, people: list[Contact]) -> dict:
    """One line a person: what they are, and where."""
    lines: dict = {}
    rows = ConstituencyRow.objects.visible_to(actor).filter(contact__in=people, ends_on=None)
    for row in rows.select_related("district", "school").order_by("pk"):
        place = row.school or row.school_text or row.district
        lines.setdefault(row.contact_id, []).append(
            f"{row.get_kind_display()}, {place}" if place else row.get_kind_display()
        )
    return {key: "; ".join(found) for key, found in lines.items()}


def _list_url(**query) -> str:
    return f"{reverse('contacts:list')}?{urlencode(query)}"
