"""How many pairs wait for an answer: the number beside the entry in the menu."""

from django.utils import timezone

from contacts.models import DuplicatePair
from crm.access.actors import Actor


def waiting(actor: Actor) -> int:
    return DuplicatePair.objects.visible_to(actor).waiting(now=timezone.now()).count()
