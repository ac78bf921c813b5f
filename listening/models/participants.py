"""Who took part, under a pseudonym; and the sealed link between a pseudonym and a name."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.districts.models import District, School
from crm.organizations.models import Membership, Owned
from listening.models.sessions import ListeningSession
from listening.querysets.heard import SealedLinkQuerySet
from tasks.models import Task


class SessionParticipant(Owned):
    """Somebody who took part, perhaps without a contact. The receipt code lets them withdraw their words."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        MAYBE = "maybe", _("Maybe")
        NO = "no", _("No")

    class CameBy(models.TextChoices):
        SIGN_IN = "sign_in", _("Signed in")
        PAPER = "paper", _("On paper")
        BY_HAND = "by_hand", _("Written down")

    session = WithinOrganization(ListeningSession, models.CASCADE, related_name="participants")
    contact = WithinOrganization(
        Contact, models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    pseudonym = models.CharField(max_length=12)  # P1
    constituencies = models.JSONField(default=list)  # kinds, as said at the time
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    language = models.CharField(max_length=12, blank=True, default="", db_default="")
    race = models.JSONField(default=list, blank=True, db_default=Value([], models.JSONField()))
    race_source = models.CharField(
        max_length=12, default="not_asked", db_default="not_asked"
    )  # as Contact.race_source
    came_by = models.CharField(
        max_length=8, choices=CameBy.choices, default=CameBy.BY_HAND, db_default=CameBy.BY_HAND
    )
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True, default="", db_default="")
    is_leader = models.BooleanField(_("leader spotted"), default=False, db_default=False)
    task = WithinOrganization(Task, models.SET_NULL, null=True, blank=True)  # the one-on-one that follows
    receipt_code = models.CharField(max_length=12, blank=True)
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "session", "pseudonym"], name="listening_participant_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "client_uuid"],
                condition=Q(client_uuid__isnull=False),
                name="listening_participant_client_uuid",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact"], name="listening_participant_of"),
            models.Index(
                fields=["receipt_code"], name="listening_participant_receipt", condition=~Q(receipt_code="")
            ),
        ]

    def __str__(self):
        return self.pseudonym


class SealedLink(Owned):
    """Who stands behind a pseudonym, kept apart from it. Read only by listening.sealing, never by a page."""

    participant = WithinOrganization(SessionParticipant, models.CASCADE, related_name="sealed_links")
    contact = WithinOrganization(Contact, models.CASCADE)
    sealed_by = WithinOrganization(Membership, null=True, blank=True)
    sealed_at = models.DateTimeField(db_default=Now())

    objects = SealedLinkQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "participant"], name="listening_sealed_once"),
        ]
        indexes = [models.Index(fields=["organization", "contact"], name="listening_sealed_of")]


class SessionSignIn(Owned):
    """What somebody asked for when they signed in by the QR page: an interpreter, somebody for the children."""

    session = WithinOrganization(ListeningSession, models.CASCADE, related_name="sign_ins")
    participant = WithinOrganization(SessionParticipant, models.CASCADE, related_name="sign_ins")
    language = models.CharField(max_length=12, default="en")  # of the page they read
    needs_interpreter = models.BooleanField(default=False)
    children_n = models.PositiveSmallIntegerField(default=0)
    may_text = models.BooleanField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "participant"], name="listening_sign_in_once"),
        ]
        indexes = [models.Index(fields=["organization", "session"], name="listening_sign_in_of")]
