"""Who lives together: one door to knock at, and often one phone."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import HouseholdQuerySet, OfContactQuerySet
from crm.access.fields import WithinOrganization
from crm.districts.models import STATE_CHOICES
from crm.organizations.models import Owned, Part


class Household(Owned):
    """People at one address or of one family. The address may be missing; a child may live in two."""

    name = models.CharField(_("name"), max_length=160)
    street = models.CharField(_("street address"), max_length=160, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=2, choices=STATE_CHOICES, blank=True)
    zip_code = models.CharField(_("ZIP code"), max_length=10, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = HouseholdQuerySet.as_manager()

    def __str__(self):
        return self.name


class HouseholdMember(Part):
    """One person in one household, from when to when. Who left stays as history."""

    household = WithinOrganization(Household, models.CASCADE, related_name="member_links")
    contact = WithinOrganization(Contact, models.CASCADE, related_name="household_links")
    joined_on = models.DateField(_("since"), null=True, blank=True)
    left_on = models.DateField(_("until"), null=True, blank=True)

    objects = OfContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "household", "contact"],
                condition=Q(left_on=None),
                name="contacts_household_once_a_person",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="contacts_household_left_after_joining",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact"], name="contacts_household_of"),
        ]
