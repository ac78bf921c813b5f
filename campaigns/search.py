"""Campaigns and actions in the one search box."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from campaigns.models import Action, Campaign
from crm.access.actors import Actor
from crm.search.finders import Hit, add


def campaigns(actor: Actor, text: str, limit: int) -> Iterable[Hit]:
    found = Campaign.objects.visible_to(actor).filter(archived_at=None)
    actions = Action.objects.visible_to(actor)
    for word in text.split():
        found = found.filter(name__icontains=word)
        actions = actions.filter(name__icontains=word)
    for campaign in found.order_by("name", "pk")[:limit]:
        yield Hit(str(campaign), reverse("campaigns:detail", args=[campaign.pk]), campaign.issue, "megaphone")
    for action in actions.order_by("-starts_at", "-pk")[:limit]:
        day = date_format(timezone.localtime(action.starts_at), "SHORT_DATE_FORMAT")
        yield Hit(str(action), reverse("campaigns:action", args=[action.pk]), day, "calendar")


add("campaigns", _("Campaigns and actions"), campaigns, order=40)
