"""Times when we listened, and who took part."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.districts.models import District, School
from crm.organizations.models import Membership, Owned
from listening.querysets import ListeningSessionQuerySet


class ListeningSession(Owned):
    """A time when we listened: one talk at a door, a house meeting of twenty-five, a survey table."""

    class Kind(models.TextChoices):
        CONVERSATION = "conversation", _("Conversation")
        ONE_ON_ONE = "one_on_one", _("One-on-one")
        HOUSE_MEETING = "house_meeting", _("House meeting")
        CIRCLE = "circle", _("Listening circle")
        TOWN_HALL = "town_hall", _("Town hall")
        TABLING = "tabling", _("Tabling")
        ROUNDTABLE = "roundtable", _("Student roundtable")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        NOTED = "noted", _("Notes are in")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.CONVERSATION)
    title = models.CharField(_("title"), max_length=160, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField(_("when"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    has_interpreter = models.BooleanField(_("interpreter"), default=False)
    has_childcare = models.BooleanField(_("childcare"), default=False)
    headcount = models.PositiveIntegerField(
        _("how many people"), null=True, blank=True
    )  # countable without names
    facilitator = WithinOrganization(Membership, null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = ListeningSessionQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "client_uuid"], name="listening_session_client_uuid"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-starts_at", "id"], name="listening_session_by_time")
        ]

    def __str__(self):
        return self.title or str(self.get_kind_display())


class SessionParticipant(Owned):
    """Somebody who took part, perhaps without a contact. The receipt code lets them withdraw their words."""

    session = WithinOrganization(ListeningSession, models.CASCADE, related_name="participants")
    contact = WithinOrganization(
        Contact, models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    pseudonym = models.CharField(max_length=12)  # P1
    constituencies = models.JSONField(default=list)  # kinds, as said at the time
    receipt_code = models.CharField(max_length=12, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "session", "pseudonym"], name="listening_participant_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "contact"], name="listening_participant_of")]
