"""What we make of it: claims with what speaks for and against them, and what was found."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from listening.models.codebooks import Code
from listening.models.excerpts import Excerpt
from listening.models.projects import ListeningProject
from listening.querysets.themes import EvidenceQuerySet, ReadersQuerySet, ThemeQuerySet


class Theme(Owned):
    """A pattern above codes, put as a claim. Confirmed only once somebody looked for what speaks against it: with an
    excerpt on that side, or with written words that we looked and found none."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONFIRMED = "confirmed", _("Confirmed")
        RETIRED = "retired", _("Retired")

    project = WithinOrganization(ListeningProject, models.CASCADE, related_name="themes")
    title = models.CharField(_("in a few words"), max_length=120)
    title_es = models.CharField(_("in a few words, in Spanish"), max_length=120, blank=True)
    claim = models.TextField(_("the claim"))
    claim_es = models.TextField(_("the claim, in Spanish"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    none_found = models.TextField(_("we looked and found nothing against it"), blank=True)  # where we looked
    none_found_by = WithinOrganization(Membership, null=True, blank=True)
    none_found_at = models.DateTimeField(null=True, blank=True)
    demand_id = models.UUIDField(null=True, blank=True)  # of campaigns, which stands above this room
    position = models.PositiveIntegerField(default=0)
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    confirmed_by = WithinOrganization(Membership, null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=~Q(claim=""), name="listening_theme_claims"),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False),
                name="listening_theme_confirmed_when",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "project", "position"], name="listening_theme_of_project")
        ]

    def __str__(self):
        return self.title_in(get_language() or "en")

    def title_in(self, language: str) -> str:
        return (language.startswith("es") and self.title_es) or self.title

    def claim_in(self, language: str) -> str:
        return (language.startswith("es") and self.claim_es) or self.claim

    @property
    def words(self) -> str:
        return self.claim_in(get_language() or "en")


class ThemeCode(Part):
    theme = WithinOrganization(Theme, models.CASCADE, related_name="codes")
    code = WithinOrganization(Code, related_name="themes")

    objects = ReadersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "theme", "code"], name="listening_themecode_once")
        ]


class ThemeEvidence(Part):
    """Words that speak for a theme, or against it."""

    class Side(models.TextChoices):
        SUPPORTING = "supporting", _("Speaks for it")
        DISCONFIRMING = "disconfirming", _("Speaks against it")

    theme = WithinOrganization(Theme, models.CASCADE, related_name="evidence")
    excerpt = WithinOrganization(Excerpt, models.CASCADE, related_name="themes")
    side = models.CharField(_("side"), max_length=14, choices=Side.choices, default=Side.SUPPORTING)
    remark = models.CharField(_("why"), max_length=300, blank=True)
    added_by = WithinOrganization(Membership, null=True, blank=True)
    added_at = models.DateTimeField(db_default=Now())

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "theme", "excerpt"], name="listening_evidence_once"
            )
        ]
        indexes = [models.Index(fields=["organization", "excerpt"], name="listening_evidence_of_excerpt")]


class Finding(Owned):
    """What follows from a theme, as it is told back; those who spoke say whether it is so."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        MEMBER_CHECK = "member_check", _("Put to those who spoke")
        CONFIRMED = "confirmed", _("Confirmed by those who spoke")
        DISPUTED = "disputed", _("Disputed")

    theme = WithinOrganization(Theme, models.CASCADE, related_name="findings")
    text = models.TextField(_("the finding"))
    text_es = models.TextField(_("the finding, in Spanish"), blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    remark = models.CharField(_("what they said to it"), max_length=300, blank=True)
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    status_at = models.DateTimeField(db_default=Now())

    objects = ReadersQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="listening_finding_says"),
        ]
        indexes = [models.Index(fields=["organization", "theme"], name="listening_finding_of_theme")]

    def __str__(self):
        return self.text[:80]
