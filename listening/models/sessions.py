"""Times when we listened, and who did what there."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.districts.models import District, School
from crm.organizations.models import Membership, Owned, Part
from listening.models.guides import Guide
from listening.models.projects import ListeningProject
from listening.querysets.heard import ListeningSessionQuerySet


class ListeningSession(Owned):
    """A time when we listened: one talk at a door, a house meeting of twenty-five, a survey table."""

    class Kind(models.TextChoices):
        CONVERSATION = "conversation", _("Conversation")
        ONE_ON_ONE = "one_on_one", _("One-on-one")
        HOUSE_MEETING = "house_meeting", _("House meeting")
        CIRCLE = "circle", _("Listening circle")
        TOWN_HALL = "town_hall", _("Town hall")
        DOOR_CANVASS = "door_canvass", _("Door canvass")
        PHONE_BANK = "phone_bank", _("Phone bank")
        TABLING = "tabling", _("Tabling")
        SURVEY = "survey", _("Survey")
        ROUNDTABLE = "roundtable", _("Student roundtable")
        FOCUS_GROUP = "focus_group", _("Focus group")
        WALK_AND_TALK = "walk_and_talk", _("Walk and talk")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        NOTED = "noted", _("Notes are in")
        CODED = "coded", _("Coded")
        CANCELLED = "cancelled", _("Cancelled")

    class Place(models.TextChoices):
        HOME = "home", _("A home")
        SCHOOL = "school", _("A school")
        LIBRARY = "library", _("A library")
        CHURCH = "church", _("A house of worship")
        STORE = "store", _("A store or café")
        PICK_UP = "pick_up", _("The pick-up line")
        PARK = "park", _("A park or street")
        UNION = "union", _("A union or center")
        ONLINE = "online", _("Online")
        OTHER = "other", _("Another place")

    class Interpretation(models.TextChoices):
        NONE = "none", _("None")
        CONSECUTIVE = "consecutive", _("After each speaker")
        SIMULTANEOUS = "simultaneous", _("At the same time")

    project = WithinOrganization(
        ListeningProject, null=True, blank=True, related_name="sessions", verbose_name=_("project")
    )
    guide = WithinOrganization(Guide, null=True, blank=True, related_name="sessions", verbose_name=_("guide"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.CONVERSATION)
    title = models.CharField(_("title"), max_length=160, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    place_kind = models.CharField(
        _("kind of place"), max_length=8, choices=Place.choices, blank=True, default="", db_default=""
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("district"),
    )
    school = models.ForeignKey(
        School,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("school"),
    )
    starts_at = models.DateTimeField(_("when"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)  # how long it took
    language = models.CharField(_("language"), max_length=12, default="en")  # the main one
    languages = models.JSONField(
        _("languages spoken"), default=list, blank=True, db_default=Value([], models.JSONField())
    )
    interpretation = models.CharField(
        _("interpretation"),
        max_length=12,
        choices=Interpretation.choices,
        default=Interpretation.NONE,
        db_default=Interpretation.NONE,
    )
    has_interpreter = models.BooleanField(_("interpreter"), default=False)
    has_childcare = models.BooleanField(_("childcare"), default=False)
    children_n = models.PositiveSmallIntegerField(_("children"), null=True, blank=True)  # a count only
    has_food = models.BooleanField(_("food"), default=False, db_default=False)
    has_transport = models.BooleanField(_("rides"), default=False, db_default=False)
    agreements = models.TextField(_("what we agreed on"), blank=True, default="", db_default="")
    headcount = models.PositiveIntegerField(
        _("how many people"), null=True, blank=True
    )  # countable without names
    # What was asked at the end, and what a yes becomes (listening.asks).
    ask = models.CharField(_("what you ask"), max_length=300, blank=True, default="", db_default="")
    ask_key = models.CharField(max_length=60, blank=True, default="", db_default="")
    ask_id = models.UUIDField(null=True, blank=True)
    # Names are parted from what was said when the session is wrapped up.
    is_sealed = models.BooleanField(_("seal the names"), default=False, db_default=False)
    facilitator = WithinOrganization(Membership, null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    objects = ListeningSessionQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "client_uuid"], name="listening_session_client_uuid"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-starts_at", "id"], name="listening_session_by_time"),
            models.Index(
                fields=["organization", "project", "-starts_at"],
                name="listening_session_of_project",
                condition=Q(project__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title or str(self.get_kind_display())

    @property
    def is_over(self) -> bool:
        return self.status in (self.Status.HELD, self.Status.NOTED, self.Status.CODED)


class SessionRole(Part):
    """What somebody did at a session: a member of ours, or one of those who took part."""

    class Role(models.TextChoices):
        HOST = "host", _("Host")
        FACILITATOR = "facilitator", _("Facilitator")
        NOTETAKER = "notetaker", _("Note taker")
        INTERPRETER = "interpreter", _("Interpreter")
        CHILDCARE = "childcare", _("Childcare")

    session = WithinOrganization(ListeningSession, models.CASCADE, related_name="roles")
    member = WithinOrganization(Membership, null=True, blank=True)
    participant = WithinOrganization(
        "SessionParticipant", models.CASCADE, null=True, blank=True, related_name="roles"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, participant=None)
                | Q(member=None, participant__isnull=False),
                name="listening_role_of_one",
            ),
            models.UniqueConstraint(
                fields=["organization", "session", "role", "member", "participant"],
                nulls_distinct=False,
                name="listening_role_once",
            ),
        ]
