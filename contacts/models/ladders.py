"""How deep a relation goes, and where somebody stands: two scales, each with a dated history, never overwritten."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import StandingQuerySet, TagQuerySet
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part


class Rung(Owned):
    """One rung of the organization's ladder, with the behaviour that defines it. The lowest has position 1."""

    position = models.PositiveSmallIntegerField(_("place on the ladder"))
    name = models.CharField(_("name"), max_length=60)
    name_es = models.CharField(_("name in Spanish"), max_length=60, blank=True)
    meaning = models.CharField(_("what somebody on it does"), max_length=250, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "name"], name="contacts_rung_name"),
        ]

    def __str__(self):
        return (self.name_es if (get_language() or "").startswith("es") else "") or self.name


class RungStep(Part):
    """On which rung somebody stood from when to when. Without an end it is the current one, of which there is one."""

    class Basis(models.TextChoices):
        ORGANIZER = "organizer", _("An organizer’s judgement")
        RULE = "rule", _("By what they did")

    contact = WithinOrganization(Contact, models.CASCADE, related_name="rung_steps")
    rung = WithinOrganization(Rung, related_name="steps")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    basis = models.CharField(
        _("on what grounds"), max_length=10, choices=Basis.choices, default=Basis.ORGANIZER
    )
    reason = models.CharField(_("what they did"), max_length=250, blank=True)
    recorded_by = WithinOrganization(Membership, null=True, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contact"], condition=Q(until=None), name="contacts_rung_one_now"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact", "since"], name="contacts_rung_of"),
            models.Index(
                fields=["organization", "rung", "contact"], condition=Q(until=None), name="contacts_rung_now"
            ),
        ]


class Assessment(Part):
    """Where somebody stands, 1 to 5, overall or on one campaign. The words of the day are kept beside the number,
    since some organizations count the other way round. `campaign_id` is a row of a higher room.
    """

    class Level(models.IntegerChoices):
        LEADS = 1, _("Leads others for it")
        SUPPORTS = 2, _("Supports it")
        UNDECIDED = 3, _("Undecided")
        LEANS_AGAINST = 4, _("Leans against it")
        AGAINST = 5, _("Against it")

    class Basis(models.TextChoices):
        ACTION = "action", _("By what they did")
        CONVERSATION = "conversation", _("By what they said")
        OBSERVED = "observed", _("We saw it")
        SECONDHAND = "secondhand", _("Somebody told us")

    contact = WithinOrganization(Contact, models.CASCADE, related_name="assessments")
    level = models.PositiveSmallIntegerField(_("where they stand"), choices=Level.choices)
    words = models.CharField(max_length=60)
    campaign_id = models.UUIDField(null=True, blank=True)
    about = models.CharField(_("on what"), max_length=160, blank=True)  # the campaign's name on that day
    basis = models.CharField(_("on what grounds"), max_length=14, choices=Basis.choices, default=Basis.ACTION)
    reason = models.CharField(_("what they did or said"), max_length=250, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_by = WithinOrganization(Membership, null=True, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contact", "campaign_id"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="contacts_assessment_one_now",
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="contacts_assessment_level"),
        ]
        indexes = [
            models.Index(fields=["organization", "contact", "since"], name="contacts_assessment_of"),
            models.Index(
                fields=["organization", "campaign_id", "level", "contact"],
                condition=Q(until=None),
                name="contacts_assessment_now",
            ),
        ]
