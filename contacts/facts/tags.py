"""Tags as a fact: retired ones are named as such, merged ones mean the tag that everybody wears instead."""

from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.facts.asking import Asking, Choice
from contacts.facts.kinds import OfRows
from contacts.models import Tag


class Tagged(OfRows):
    """A list that was kept before two tags became one goes on to ask for the one."""

    def among(self, asking: Asking, keys: list[str]) -> Q:
        return super().among(asking, Tag.objects.visible_to(asking.actor).meant(keys))


def tags(asking: Asking) -> list[Choice]:
    found = Tag.objects.visible_to(asking.actor).select_related("merged_into").order_by("name", "pk")
    return [Choice(str(tag.pk), tag_in_words(tag), tag.retired_at is not None) for tag in found]


def tag_in_words(tag: Tag) -> str:
    if tag.merged_into is None:
        return tag.name
    return f"{tag.name} ({_('now %(tag)s') % {'tag': tag.merged_into.name}})"
