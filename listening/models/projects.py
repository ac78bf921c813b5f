"""A round of listening: what we want to learn, from whom, by when, and who goes out to hear it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow, Contact
from crm.access.fields import WithinOrganization
from crm.districts.models import District, School
from crm.organizations.models import Membership, Owned, Part
from crm.organizations.querysets import OwnedQuerySet
from listening.models.codebooks import Codebook
from listening.models.guides import Guide


class ListeningProject(Owned):
    """One cycle: goals, guide, listeners, sessions, notes, coding, themes, report-back, action. The day on which the
    people hear back is set when it begins."""

    class Status(models.TextChoices):
        PLANNING = "planning", _("Planning")
        TRAINING = "training", _("Training listeners")
        LISTENING = "listening", _("Listening")
        CODING = "coding", _("Coding")
        REPORTING_BACK = "reporting_back", _("Reporting back")
        ACTING = "acting", _("Acting")
        CLOSED = "closed", _("Closed")

    name = models.CharField(_("name"), max_length=160)
    purpose = models.TextField(_("what it is for"), blank=True)
    questions = models.JSONField(_("questions to answer"), default=list, blank=True)  # lists of words
    status = models.CharField(_("state"), max_length=16, choices=Status.choices, default=Status.PLANNING)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("listening ends on"), null=True, blank=True)
    midpoint_on = models.DateField(_("mid-point check on"), null=True, blank=True)
    report_back_due_on = models.DateField(_("report back by"))
    languages = models.JSONField(_("languages"), default=list, blank=True)
    guide = WithinOrganization(Guide, null=True, blank=True, related_name="projects", verbose_name=_("guide"))
    codebook = WithinOrganization(
        Codebook, null=True, blank=True, related_name="projects", verbose_name=_("codebook")
    )
    lead = WithinOrganization(Membership, null=True, blank=True, verbose_name=_("led by"))
    # Projects of several partners with the same key are one joint project.
    shared_key = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(report_back_due_on__gte=models.F("starts_on")),
                name="listening_project_reports_back_later",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="listening_project_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["organization", "shared_key"], name="listening_project_joint_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-starts_on", "id"], name="listening_project_by_start")
        ]

    def __str__(self):
        return self.name


class ConsentText(Owned):
    """What listeners read aloud before they ask. A change is the next version; answers keep the version they were given."""

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="consent_texts")
    version = models.PositiveSmallIntegerField()
    en = models.TextField(_("in English"))
    es = models.TextField(_("in Spanish"))
    written_by = WithinOrganization(Membership, null=True, blank=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "project", "version"], name="listening_consent_text_version"
            ),
            models.CheckConstraint(
                condition=~Q(en="") & ~Q(es=""), name="listening_consent_text_in_both_languages"
            ),
        ]

    @property
    def key(self) -> str:
        """As the ledger of consent names the version."""
        return f"{self.project_id.hex[-8:]} v{self.version}"


class ProjectDistrict(Part):
    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="places")
    district = models.ForeignKey(District, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "district"], name="listening_project_district_once"
            )
        ]


class ProjectMember(Part):
    """Who decides, who listens, who codes. One member may do several of these."""

    class Role(models.TextChoices):
        COMMITTEE = "committee", _("Committee")
        LISTENER = "listener", _("Listener")
        CODER = "coder", _("Coder")

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="team")
    member = WithinOrganization(Membership)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "member", "role"], name="listening_project_member_once"
            )
        ]


class CoverageTarget(Part):
    """How many people of a kind we want to hear. An empty column means any."""

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="targets")
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
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
    constituency = models.CharField(
        _("who they are"), max_length=10, choices=ConstituencyRow.Kind.choices, blank=True
    )
    race = models.CharField(_("race or ethnicity"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    goal_n = models.PositiveIntegerField(_("people to hear"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "district", "school", "constituency", "race", "language"],
                nulls_distinct=False,
                name="listening_target_once",
            ),
            models.CheckConstraint(condition=Q(goal_n__gte=1), name="listening_target_of_somebody"),
        ]


class ProjectTeam(Owned):
    """People who go on together after the listening: what listening is for."""

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=160)
    works_on = models.CharField(_("what they work on"), max_length=250, blank=True)
    formed_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "project", "name"], name="listening_team_name"),
        ]

    def __str__(self):
        return self.name


class TeamMember(Part):
    team = WithinOrganization(ProjectTeam, models.CASCADE, related_name="people")
    contact = WithinOrganization(Contact, models.CASCADE)
    is_lead = models.BooleanField(_("leads"), default=False)
    joined_on = models.DateField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "team", "contact"], name="listening_team_member_once"
            )
        ]
        indexes = [models.Index(fields=["organization", "contact"], name="listening_team_member_of")]
