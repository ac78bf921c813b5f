"""Words that lead to lists of people: tags, districts, schools."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode

from contacts.models import Tag
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.districts.models import District, School
from crm.lib import names
from crm.search.finders import Hit

FEWEST_LETTERS = 3


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
    if not actor.can(Permission.VIEW_ALL_CONTACTS) or len(text) < FEWEST_LETTERS:
        return
    for district in District.objects.named_like(text).order_by("name", "state", "pk")[:limit]:
        yield Hit(str(district), _list_url(district=district.label), detail=district.county, icon="school")


def find_schools(actor: Actor, text: str, limit: int) -> Iterable[Hit]:
    """Words may name the school or its district: there are many schools called Lincoln."""
    if not actor.can(Permission.VIEW_ALL_CONTACTS) or len(text) < FEWEST_LETTERS:
        return
    found = School.objects.of_place(text).select_related("district")
    for school in found.order_by("name", "district__name", "district__state", "pk")[:limit]:
        yield Hit(str(school), _list_url(school=school.pk), detail=school.district.label, icon="school")


def _list_url(**query) -> str:
    return f"{reverse('contacts:list')}?{urlencode(query)}"
