"""A list of people to call one after the other, and how each call went."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from listening.models.attempts import Attempt
from listening.querysets.heard import CallListQuerySet
from tasks.models import Task

OF_STEPS, OF_TURF = gettext_noop("Next steps by phone"), gettext_noop("My turf by phone")


class CallList(Owned):
    """Whom one member calls in one go, and what for. It waits where it was left."""

    title = models.CharField(_("what for"), max_length=160)
    ask = models.CharField(_("what you ask"), max_length=300, blank=True)
    # What a yes, maybe or no is told to (listening.asks), and what it is about.
    ask_key = models.CharField(max_length=60, blank=True)
    ask_id = models.UUIDField(null=True, blank=True)
    caller = WithinOrganization(Membership)
    left_out = models.PositiveIntegerField(default=0)  # could not be called when the list was made
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CallListQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["organization", "caller", "-created_at"], name="listening_calls_of_member")
        ]

    def __str__(self):
        """Names of ours are kept in English."""
        return gettext(self.title) if self.title in (OF_STEPS, OF_TURF) else self.title


class Call(Part):
    """One person of the list."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To call")
        SKIPPED = "skipped", _("Skipped")
        CALLED = "called", _("Called")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        MAYBE = "maybe", _("Maybe")
        NO = "no", _("No")

    call_list = WithinOrganization(CallList, models.CASCADE, related_name="calls")
    contact = WithinOrganization(Contact, models.CASCADE)
    task = WithinOrganization(Task, models.SET_NULL, null=True, blank=True)  # the step that the call serves
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    answer = models.CharField(max_length=6, choices=Answer.choices, blank=True)
    attempt = WithinOrganization(Attempt, models.SET_NULL, null=True, blank=True)
    number_id = models.UUIDField(null=True, blank=True)  # marked by this call as one that does not work
    try_key = models.UUIDField(default=uuid.uuid4, editable=False)  # idempotency of the next try
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "call_list", "contact"], name="listening_call_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="called") | Q(at__isnull=False), name="listening_call_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "call_list", "state", "position"], name="listening_call_next"
            ),
            models.Index(fields=["organization", "contact"], name="listening_call_of"),
        ]
