"""What forms of this room offer to choose from."""

from django import forms
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from contacts.models import Segment, Tag
from crm.access.actors import Actor
from crm.access.roles import ROLES, Permission
from crm.organizations.models import Membership

TALKING = [key for key, role in ROLES.items() if Permission.LOG_CONVERSATION in role.permissions]


class OwnerField(forms.ModelChoiceField):
    def label_from_instance(self, membership) -> str:
        return str(membership.user)


def organizers(actor: Actor) -> QuerySet[Membership]:
    """Who may be given people."""
    found = Membership.objects.visible_to(actor).active(on=timezone.localdate()).filter(role__in=TALKING)
    return found.select_related("user").order_by("user__name", "pk")


def offered(actor: Actor) -> tuple[list, list, list]:
    """Tags, organizers and saved lists for every list of people, in one query."""
    called = Coalesce(NullIf("user__name", Value("")), "user__email", output_field=CharField())
    tags = Tag.objects.visible_to(actor).in_use().values_list("pk", "name", Value(0))
    members = organizers(actor).order_by().annotate(called=called).values_list("pk", "called", Value(1))
    kept = Segment.objects.visible_to(actor).in_use().values_list("pk", "name", Value(2))
    found: tuple[list, list, list] = ([], [], [])
    for key, words, which in tags.union(members, kept).order_by("name"):
        found[which].append((str(key), words))
    return found
