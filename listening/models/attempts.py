"""Every try to talk with somebody."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from listening.models.guides import Guide
from listening.models.participants import SessionParticipant
from listening.models.projects import ListeningProject
from listening.models.sessions import ListeningSession
from listening.querysets.heard import AttemptQuerySet
from listening.talks.issues import ISSUES
from tasks.models import Task


class Attempt(Owned):
    """Every try to talk with somebody, with its result. A conversation is an attempt that talked."""

    class Result(models.TextChoices):
        TALKED = "talked", _("Talked")
        NOT_HOME = "not_home", _("Not home")
        COME_BACK = "come_back", _("Come back")
        REFUSED = "refused", _("Refused")
        MOVED = "moved", _("Moved")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        DISCONNECTED = "disconnected", _("Disconnected")
        LEFT_MESSAGE = "left_message", _("Left a message")
        INACCESSIBLE = "inaccessible", _("Could not reach the door")
        LANGUAGE = "language", _("No common language")
        DO_NOT_CONTACT = "do_not_contact", _("Do not contact again")
        DECEASED = "deceased", _("Deceased")

    class Channel(models.TextChoices):
        DOOR = "door", _("Door")
        PHONE = "phone", _("Phone")
        TEXT = "text", _("Text")
        TABLING = "tabling", _("Tabling")
        ONE_ON_ONE = "one_on_one", _("One-on-one")
        EVENT = "event", _("At an event")

    contact = WithinOrganization(Contact, models.CASCADE, null=True, blank=True, related_name="attempts")
    session = WithinOrganization(ListeningSession, null=True, blank=True, related_name="attempts")
    participant = WithinOrganization(SessionParticipant, null=True, blank=True)
    project = WithinOrganization(ListeningProject, null=True, blank=True, related_name="attempts")
    guide = WithinOrganization(Guide, null=True, blank=True)  # the version that was asked
    channel = models.CharField(_("how"), max_length=12, choices=Channel.choices, default=Channel.DOOR)
    result = models.CharField(_("what happened"), max_length=14, choices=Result.choices)
    at = models.DateTimeField(_("when"))
    device_at = models.DateTimeField(null=True, blank=True)  # as the phone's clock had it
    place = models.CharField(_("where"), max_length=160, blank=True)
    issues = models.JSONField(_("what came up"), default=list, blank=True)
    constituencies = models.JSONField(_("who they are"), default=list, blank=True)
    # Deep canvass: where they stand, 0 to 10, before and after the talk.
    rating_before = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_after = models.PositiveSmallIntegerField(null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=20, blank=True)
    task = WithinOrganization(Task, models.SET_NULL, null=True, blank=True)
    by = WithinOrganization(Membership, null=True, blank=True)
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    status_before = models.CharField(max_length=16, blank=True, default="", db_default="")  # of the person
    undone_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = AttemptQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "client_uuid"], name="listening_attempt_client_uuid"
            ),
            models.CheckConstraint(
                condition=(Q(rating_before=None) | Q(rating_before__lte=10))
                & (Q(rating_after=None) | Q(rating_after__lte=10)),
                name="listening_attempt_rating_to_10",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact", "-at"], name="listening_attempt_of"),
            models.Index(fields=["organization", "-at", "id"], name="listening_attempt_by_time"),
            models.Index(fields=["organization", "by", "-at"], name="listening_attempt_by_member"),
            models.Index(
                fields=["organization", "project", "-at"],
                name="listening_attempt_of_project",
                condition=Q(project__isnull=False),
            ),
        ]

    @property
    def issue_labels(self) -> list:
        return [ISSUES[key] for key in self.issues if key in ISSUES]

    @property
    def is_conversation(self) -> bool:
        return self.result == self.Result.TALKED or self.channel == self.Channel.ONE_ON_ONE
