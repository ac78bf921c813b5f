"""Campaigns, what they demand, the actions that press for it and who said they would come."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaigns.querysets import ActionQuerySet, CampaignQuerySet, SignupQuerySet
from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.districts.models import District
from crm.organizations.models import Membership, Owned, Part
from listening.models import Attempt, Note
from tasks.models import Task


class Campaign(Owned):
    """A planned run of actions to win a demand."""

    class Status(models.TextChoices):
        RESEARCH = "research", _("Research")
        BUILDING = "building", _("Building")
        ACTIVE = "active", _("Active")
        WON = "won", _("Won")
        PARTLY_WON = "partly_won", _("Partly won")
        LOST = "lost", _("Lost")
        PAUSED = "paused", _("Paused")

    name = models.CharField(_("name"), max_length=160)
    issue = models.CharField(_("issue"), max_length=120, blank=True)
    story = models.TextField(_("why, in plain words"), blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("district"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.BUILDING)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    lead = WithinOrganization(Membership, null=True, blank=True, verbose_name=_("lead"))
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = CampaignQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["organization", "-created_at", "id"], name="campaigns_recent")]

    def __str__(self):
        return self.name


class Demand(Owned):
    """The concrete, dated decision wanted, and of whom."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        PARTLY_WON = "partly_won", _("Partly won")
        LOST = "lost", _("Lost")
        DROPPED = "dropped", _("Dropped")

    campaign = WithinOrganization(Campaign, related_name="demands")
    text = models.CharField(_("what we demand"), max_length=300)
    decided_by = models.CharField(_("who decides"), max_length=160, blank=True)
    decide_by = models.DateField(_("by when"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    result = models.TextField(_("what came of it"), blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["organization", "campaign"], name="campaigns_demand_of")]

    def __str__(self):
        return self.text


class Action(Owned):
    """Something people come to or do: a board meeting to fill, a training, a petition, a phone bank."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        TRAINING = "training", _("Training")
        BOARD_TURNOUT = "board_turnout", _("School board turnout")
        TESTIMONY = "testimony", _("Testimony")
        PETITION = "petition", _("Petition")
        RALLY = "rally", _("Rally")
        PHONE_BANK = "phone_bank", _("Phone bank")
        CANVASS = "canvass", _("Canvass")
        HOUSE_MEETING = "house_meeting", _("House meeting")
        OTHER = "other", _("Other")

    campaign = WithinOrganization(
        Campaign, null=True, blank=True, related_name="actions", verbose_name=_("campaign")
    )
    demand = WithinOrganization(
        Demand, null=True, blank=True, related_name="actions", verbose_name=_("demand")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.MEETING)
    name = models.CharField(_("name"), max_length=160)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="America/New_York")
    place = models.CharField(_("place"), max_length=160, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    has_childcare = models.BooleanField(_("childcare"), default=False)
    has_interpreter = models.BooleanField(_("interpreter"), default=False)
    goal = models.PositiveIntegerField(_("how many should come"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ActionQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=models.F("starts_at")),
                name="campaigns_action_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "starts_at", "id"], name="campaigns_action_by_time"),
            models.Index(fields=["organization", "campaign"], name="campaigns_action_of"),
        ]

    def __str__(self):
        return self.name


class Signup(Owned):
    """One person and one action: asked, said yes, confirmed, came. Its history is kept beside it."""

    class Status(models.TextChoices):
        TO_ASK = "to_ask", _("To ask")
        LEFT_MESSAGE = "left_message", _("Left a message")
        INVITED = "invited", _("Invited")
        MAYBE = "maybe", _("Maybe")
        YES = "yes", _("Yes")
        DECLINED = "declined", _("No")
        CONFIRMED = "confirmed", _("Confirmed")
        ATTENDED = "attended", _("Came")
        WALK_IN = "walk_in", _("Walked in")
        NO_SHOW = "no_show", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")

    action = WithinOrganization(Action, related_name="signups")
    contact = WithinOrganization(Contact, models.CASCADE, related_name="signups")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.TO_ASK)
    status_at = models.DateTimeField()
    confirmations = models.PositiveSmallIntegerField(default=0)
    asked_by = WithinOrganization(Membership, null=True, blank=True)
    moved_by_note = WithinOrganization(
        Note, models.SET_NULL, null=True, blank=True, related_name="moved_signups"
    )
    moved_by_attempt = WithinOrganization(
        Attempt, models.SET_NULL, null=True, blank=True, related_name="moved_signups"
    )
    task = WithinOrganization(Task, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = SignupQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "action", "contact"], name="campaigns_signup_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact", "-created_at"], name="campaigns_signup_of"),
            models.Index(fields=["organization", "action", "status"], name="campaigns_signup_by_status"),
        ]


class SignupStatus(Part):
    """A step in a sign-up's history. Lines are added, never changed."""

    signup = WithinOrganization(Signup, models.CASCADE, related_name="history")
    status = models.CharField(max_length=12, choices=Signup.Status.choices)
    at = models.DateTimeField()
    by = WithinOrganization(Membership, null=True, blank=True)
    note = models.CharField(max_length=250, blank=True)
    import_batch_id = models.UUIDField(null=True, editable=False)  # brought by a file

    class Meta:
        indexes = [
            models.Index(fields=["organization", "signup", "at"], name="campaigns_status_of"),
            models.Index(
                fields=["organization", "import_batch_id"],
                condition=Q(import_batch_id__isnull=False),
                name="campaigns_status_brought",
            ),
        ]
