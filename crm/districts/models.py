"""States, school districts and schools: public facts, shared by all, written only by the importer's command."""

import us
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.districts.querysets import DistrictQuerySet, EnrollmentQuerySet, SchoolQuerySet
from crm.lib.ids import uuid7

STATES = {state.abbr: state.name for state in [*us.states.STATES, us.states.DC]}
STATE_CHOICES = sorted(STATES.items(), key=lambda pair: pair[1])


class District(models.Model):
    """A school district. `leaid` is the seven-digit number of the National Center for Education Statistics."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=160)
    state = models.CharField(_("state"), max_length=2, choices=STATE_CHOICES)
    leaid = models.CharField("LEAID", max_length=7, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    county = models.CharField(_("county"), max_length=80, blank=True)
    enrollment = models.PositiveIntegerField(_("students enrolled"), null=True, blank=True)
    is_fictional = models.BooleanField(default=False)  # invented for the demo

    objects = DistrictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leaid"], condition=~Q(leaid=""), name="districts_district_leaid"
            ),
            models.CheckConstraint(
                condition=Q(leaid="") | Q(leaid__regex=r"^\d{7}$"), name="districts_leaid_7_digits"
            ),
        ]
        indexes = [models.Index(fields=["state", "name"], name="districts_by_state")]

    def __str__(self):
        return f"{self.name}, {self.state}"

    @property
    def label(self) -> str:
        """As pickers write it: the county tells two districts of one name apart."""
        return f"{self} · {self.county}" if self.county else str(self)


class School(models.Model):
    """`nces_id` is twelve digits: the district's seven and five of its own."""

    class Level(models.TextChoices):
        ELEMENTARY = "elementary", _("Elementary")
        MIDDLE = "middle", _("Middle")
        HIGH = "high", _("High")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="schools")
    name = models.CharField(_("name"), max_length=160)
    nces_id = models.CharField("NCES", max_length=12, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.OTHER)
    is_fictional = models.BooleanField(default=False)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["nces_id"], condition=~Q(nces_id=""), name="districts_school_nces"
            ),
            models.CheckConstraint(
                condition=Q(nces_id="") | Q(nces_id__regex=r"^\d{12}$"), name="districts_nces_12_digits"
            ),
        ]

    def __str__(self):
        return self.name


class Enrollment(models.Model):
    """How many students a school had in one year, in all and by race or ethnicity, as the public membership file tells.
    Each year stays."""

    class Race(models.TextChoices):
        ALL = "", _("All students")
        AIAN = "aian", _("American Indian or Alaska Native")
        ASIAN = "asian", _("Asian")
        BLACK = "black", _("Black or African American")
        HISPANIC = "hispanic", _("Hispanic or Latino")
        NHPI = "nhpi", _("Native Hawaiian or Pacific Islander")
        TWO = "two", _("Two or more races")
        WHITE = "white", _("White")
        UNKNOWN = "unknown", _("Not specified")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="enrollment", db_index=False)
    year = models.CharField(max_length=9)  # 2023-2024
    race = models.CharField(max_length=8, choices=Race.choices, blank=True)
    students = models.PositiveIntegerField()
    # The import that told it; null: the operator's own file.
    batch_id = models.UUIDField(null=True, editable=False)
    # From the finest rows, or from the races.
    is_added_up = models.BooleanField(default=False, db_default=False)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "race"], name="districts_enrollment_once"),
            models.CheckConstraint(
                condition=Q(year__regex=r"^\d{4}-\d{4}$"), name="districts_enrollment_year"
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch_id"], condition=Q(batch_id__isnull=False), name="districts_enrollment_batch"
            )
        ]
