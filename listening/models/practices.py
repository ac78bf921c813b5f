"""How a school does by the fifteen practices, as those who live there rate it. The practices themselves: listening.practices."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from crm.access.fields import WithinOrganization
from crm.districts.models import District, School
from crm.organizations.models import Membership, Owned, Part
from listening.models.excerpts import Excerpt
from listening.models.projects import ListeningProject


class PracticeAssessment(Owned):
    """One time that people of a school, or of a whole district, sat down to rate it. The next one shows the trend."""

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="assessments")
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    held_on = models.DateField(_("on"))
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["organization", "project", "held_on"], name="listening_assessment_by_day")
        ]


class PracticeSheet(Owned):
    """The ratings of one person, or of a group that agreed on them, without names."""

    assessment = WithinOrganization(PracticeAssessment, models.CASCADE, related_name="sheets")
    constituency = models.CharField(
        _("who rated"), max_length=10, choices=ConstituencyRow.Kind.choices, db_index=False
    )
    people = models.PositiveSmallIntegerField(_("how many people"), default=1)
    entered_by = WithinOrganization(Membership, null=True, blank=True)
    entered_at = models.DateTimeField(db_default=Now())
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=Q(people__gte=1), name="listening_sheet_of_somebody"),
            models.UniqueConstraint(
                fields=["organization", "client_uuid"],
                condition=Q(client_uuid__isnull=False),
                name="listening_sheet_client_uuid",
            ),
        ]
        indexes = [models.Index(fields=["organization", "assessment"], name="listening_sheet_of")]


class PracticeRating(Part):
    """0: not at all, 4: everywhere and always. Whoever does not know leaves none."""

    sheet = WithinOrganization(PracticeSheet, models.CASCADE, related_name="ratings")
    practice = models.CharField(max_length=20)  # a key of listening.practices
    rating = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "sheet", "practice"], name="listening_rating_once"
            ),
            models.CheckConstraint(condition=Q(rating__lte=4), name="listening_rating_0_to_4"),
        ]


class PracticeEvidence(Part):
    """What somebody said that speaks to a practice in this project."""

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="practice_evidence")
    practice = models.CharField(max_length=20)  # a key of listening.practices
    excerpt = WithinOrganization(Excerpt, models.CASCADE, related_name="practice_evidence")
    added_by = WithinOrganization(Membership, null=True, blank=True)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "project", "practice", "excerpt"],
                name="listening_practice_evidence_once",
            )
        ]
        indexes = [models.Index(fields=["organization", "excerpt"], name="listening_practice_evidence_of")]
