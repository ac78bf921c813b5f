"""A person we know, and what they are called."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.querysets import (
    ContactQuerySet,
)
from crm.access.fields import WithinOrganization
from crm.districts.models import STATE_CHOICES, District
from crm.organizations.models import Membership, Owned


class Contact(Owned):
    """A person known by name or handle ("Ms. T, blue house" is a name)."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        INACTIVE = "inactive", _("Inactive")
        MOVED = "moved", _("Moved away")
        DECEASED = "deceased", _("Deceased")
        DO_NOT_CONTACT = "do_not_contact", _("Do not contact")
        MERGED = "merged", _("Merged")
        ERASED = "erased", _("Erased")

    class Confidentiality(models.TextChoices):
        NORMAL = "normal", _("Normal")
        RESTRICTED = "restricted", _("Restricted")
        HIDDEN = "hidden", _("Hidden")

    class AgeBand(models.TextChoices):
        UNKNOWN = "unknown", _("Not known")
        UNDER_13 = "under_13", _("Under 13")
        FROM_13 = "13_15", _("13 to 15")
        FROM_16 = "16_17", _("16 or 17")
        FROM_18 = "18_24", _("18 to 24")
        ADULT = "25_plus", _("25 or older")

    given_name = models.CharField(_("first name"), max_length=120, blank=True)
    family_name = models.CharField(_("last name"), max_length=120, blank=True)
    chosen_name = models.CharField(_("goes by"), max_length=120, blank=True)
    # What lists sort by, folded: lower case, no accents, family name first. Written by services.
    sort_name = models.CharField(max_length=250, editable=False)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en", blank=True)  # BCP 47
    other_languages = models.JSONField(_("other languages"), default=list, blank=True)
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    age_band = models.CharField(_("age"), max_length=10, choices=AgeBand.choices, default=AgeBand.UNKNOWN)
    # The last year in which the band can still be true: then somebody asks, the band does not age by itself.
    age_band_until = models.PositiveSmallIntegerField(_("true until about the year"), null=True, blank=True)
    # Derived by services: under 18, or a student of unknown age.
    is_minor = models.BooleanField(default=False, editable=False)
    race_ethnicity = models.JSONField(_("race and ethnicity, as they told us"), default=list, blank=True)
    race_words = models.CharField(
        _("in their own words"), max_length=120, blank=True, default="", db_default=""
    )
    race_source = models.CharField(
        max_length=12, default="not_asked", blank=True
    )  # self, declined, not_asked
    city = models.CharField(_("city"), max_length=80, blank=True)
    county = models.CharField(_("county"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=2, choices=STATE_CHOICES, blank=True)
    zip_code = models.CharField(_("ZIP code"), max_length=10, blank=True)
    street = models.CharField(_("street address"), max_length=160, blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
        db_index=False,
    )
    owner = WithinOrganization(Membership, null=True, blank=True, verbose_name=_("organizer"))
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.ACTIVE)
    merged_into = WithinOrganization("self", null=True, blank=True)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=12, choices=Confidentiality.choices, default=Confidentiality.NORMAL
    )
    about = models.TextField(_("story and self-interest"), blank=True)
    last_talk_at = models.DateTimeField(null=True, blank=True, editable=False)  # kept by listening's services
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    import_batch_id = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)  # rises with each edit: a stale form is told so

    objects = ContactQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "client_uuid"], name="contacts_contact_client_uuid"
            ),
            models.CheckConstraint(
                condition=~Q(given_name="", family_name="", chosen_name=""),
                name="contacts_contact_has_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(age_band__in=["under_13", "13_15", "16_17"]) | Q(is_minor=True),
                name="contacts_contact_young_is_minor",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "sort_name", "id"], name="contacts_by_name"),
            models.Index(
                "organization", F("last_talk_at").desc(nulls_last=True), "id", name="contacts_by_latest_talk"
            ),
            models.Index(fields=["organization", "-created_at", "-id"], name="contacts_by_newest"),
            models.Index(fields=["organization", "owner"], name="contacts_by_owner"),
            models.Index(fields=["organization", "district"], name="contacts_by_district"),
            models.Index(
                fields=["organization", "age_band_until"],
                name="contacts_by_age_until",
                condition=Q(age_band_until__isnull=False),
            ),
            models.Index(fields=["organization", "import_batch_id"], name="contacts_by_import"),
            models.Index(
                fields=["organization", "merged_into"],
                name="contacts_by_kept",
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self) -> str:
        """As the person is called: the chosen name beside the family name, where there is one."""
        return " ".join(part for part in (self.chosen_name or self.given_name, self.family_name) if part)

    @property
    def initials(self) -> str:
        return "".join(
            part[0] + "." for part in (self.chosen_name or self.given_name, self.family_name) if part
        )

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None
