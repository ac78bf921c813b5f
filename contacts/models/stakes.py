"""Whose stake a person has in the schools, where and when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import (
    ConstituencyQuerySet,
)
from crm.access.fields import WithinOrganization
from crm.districts.models import District, School
from crm.organizations.models import Part


class ConstituencyRow(Part):
    """Whose stake a person has, where and from when to when. Several hold at once: a parent may be an educator."""

    class Kind(models.TextChoices):
        STUDENT = "student", _("Student")
        PARENT = "parent", _("Parent or caregiver")
        EDUCATOR = "educator", _("Educator or staff")
        BOARD = "board", _("School board member")
        NEIGHBOR = "neighbor", _("Neighbor or ally")
        ALUM = "alum", _("Alum")
        OTHER = "other", _("Other")

    contact = WithinOrganization(Contact, models.CASCADE, related_name="constituencies")
    kind = models.CharField(_("who they are"), max_length=10, choices=Kind.choices)
    subtype = models.CharField(_("more exactly"), max_length=60, blank=True)  # bus driver, grandparent
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
        db_index=False,
    )
    school = models.ForeignKey(
        School,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("school"),
        db_index=False,
    )
    school_text = models.CharField(_("school, as written"), max_length=160, blank=True)
    grade = models.CharField(_("grade or subject"), max_length=40, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True, editable=False)  # asked: still a student
    source = models.CharField(max_length=10, default="organizer")  # self, organizer, import

    objects = ConstituencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contacts_constituency_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact"], name="contacts_constituency_of"),
            models.Index(fields=["organization", "kind", "contact"], name="contacts_constituency_by_kind"),
            models.Index(
                fields=["organization", "district", "contact"], name="contacts_constituency_district"
            ),
            models.Index(fields=["organization", "school", "contact"], name="contacts_constituency_school"),
        ]
