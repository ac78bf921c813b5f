"""People we know: what they are called, whose stake they have, how to reach them and what they allowed."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.querysets import (
    ConsentQuerySet,
    ConstituencyQuerySet,
    ContactQuerySet,
    MethodQuerySet,
    OfContactQuerySet,
    TagQuerySet,
)
from crm.access.fields import WithinOrganization
from crm.districts.models import STATE_CHOICES, District, School
from crm.organizations.models import Membership, Owned, Part, carried
from crm.organizations.querysets import OwnedQuerySet


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
    # Derived by services: under 18, or a student of unknown age.
    is_minor = models.BooleanField(default=False, editable=False)
    race_ethnicity = models.JSONField(_("race and ethnicity, as they told us"), default=list, blank=True)
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
            models.Index(fields=["organization", "owner"], name="contacts_by_owner"),
            models.Index(fields=["organization", "district"], name="contacts_by_district"),
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


class ContactMethod(Part):
    """A way to reach a person. Phones and e-mails are shared by families: `key` is not unique and never merges alone."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("Mobile phone")
        LANDLINE = "landline", _("Landline")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        WHATSAPP = "whatsapp", "WhatsApp"
        SIGNAL = "signal", "Signal"

    class Label(models.TextChoices):
        OWN = "own", _("own")
        GUARDIAN = "guardian", _("guardian's")
        SHARED = "shared", _("shared in the household")
        WORK = "work", _("work")

    class Status(models.TextChoices):
        OK = "ok", _("works")
        BAD = "bad", _("does not work")
        WRONG_PERSON = "wrong_person", _("wrong person")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")

    contact = WithinOrganization(Contact, models.CASCADE, related_name="methods")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.CharField(_("number or address"), max_length=254)  # as given
    key = models.CharField(max_length=254, editable=False)  # E.164 or lower-cased address
    reversed_key = models.CharField(
        max_length=254, editable=False
    )  # so that last digits are found as a range
    label = models.CharField(_("whose"), max_length=10, choices=Label.choices, default=Label.OWN)
    status = models.CharField(_("state"), max_length=14, choices=Status.choices, default=Status.OK)
    is_preferred = models.BooleanField(_("preferred"), default=False)

    objects = MethodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contact", "kind", "key"], name="contacts_method_once_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "key", "contact"], name="contacts_method_by_key"),
            models.Index(fields=["organization", "reversed_key"], name="contacts_method_by_ending"),
        ]

    @property
    def is_phone(self) -> bool:
        return self.kind != self.Kind.EMAIL


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
        ]


class Tag(Owned):
    """A label of the organization's own. Retired, never deleted: history keeps its words."""

    name = models.CharField(_("name"), max_length=60)
    meaning = models.CharField(_("what it means"), max_length=250, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "name"], name="contacts_tag_name"),
        ]

    def __str__(self):
        return self.name


class ContactTag(models.Model):
    pk = models.CompositePrimaryKey("organization_id", "contact_id", "tag_id")
    organization = carried()
    contact = WithinOrganization(Contact, models.CASCADE, related_name="tag_links")
    tag = WithinOrganization(Tag, related_name="contact_links")

    objects = OfContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "tag", "contact"], name="contacts_tag_by_tag")]


class ConsentEvent(Part):
    """One line of the ledger: asked, granted, denied or withdrawn, for one purpose. Lines are added, never changed.

    The subject is a contact, or a participant of a listening session who has no contact (`participant_id`).
    Effective is the most restrictive of all that apply, and any withdrawal wins (contacts.consent).
    """

    class Purpose(models.TextChoices):
        TEXT = "text", _("Text messages")
        CALL = "call", _("Phone calls")
        EMAIL = "email", _("E-mail")
        QUOTE = "quote", _("Use of their words")
        PHOTO = "photo", _("Photos")
        SHARE = "share_coalition", _("Sharing with the coalition")

    class Value(models.TextChoices):
        GRANTED = "granted", _("Yes")
        ANONYMOUS = "anonymous", _("Without name")
        DENIED = "denied", _("No")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    contact = WithinOrganization(Contact, models.CASCADE, null=True, blank=True, related_name="consents")
    participant_id = models.UUIDField(null=True, blank=True)
    session_id = models.UUIDField(null=True, blank=True)  # null: everywhere; else this session only
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    value = models.CharField(max_length=10, choices=Value.choices)
    how = models.CharField(max_length=16, default="verbal")  # verbal, paper, web_form, text_keyword, import
    language = models.CharField(max_length=5, default="en")
    text_version = models.CharField(max_length=20, blank=True)
    given_by = models.CharField(max_length=10, default="self")  # self, guardian
    source = models.CharField(max_length=200, blank=True)  # the column and file of an import
    given_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(db_default=Now())
    recorded_by = WithinOrganization(Membership, null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(participant_id__isnull=False),
                name="contacts_consent_has_a_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "contact", "purpose", "at"], name="contacts_consent_of"),
            models.Index(fields=["organization", "participant_id"], name="contacts_consent_of_part"),
        ]


class ExternalId(Part):
    """What another system calls this person: van:<committee>, action_network, sheet."""

    contact = WithinOrganization(Contact, models.CASCADE, related_name="external_ids")
    system = models.CharField(max_length=60)
    value = models.CharField(max_length=120)

    objects = OfContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "system", "value"], name="contacts_external_id_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "contact"], name="contacts_external_id_of")]


class SearchToken(models.Model):
    """One word by which a contact is found, folded. Derived: a trigger forgets them with the contact."""

    pk = models.CompositePrimaryKey("organization_id", "token", "contact_id")
    organization = carried()
    token = models.CharField(max_length=80)
    contact_id = models.UUIDField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "contact_id"], name="contacts_token_of")]


class Turf(Owned):
    """A list of people cut for somebody to talk to. Volunteers see nobody else."""

    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("note"), max_length=250, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.name


class TurfContact(models.Model):
    pk = models.CompositePrimaryKey("organization_id", "turf_id", "contact_id")
    organization = carried()
    turf = WithinOrganization(Turf, models.CASCADE, related_name="contact_links")
    contact = WithinOrganization(Contact, models.CASCADE, related_name="turf_links")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "contact"], name="contacts_turf_of")]


class TurfMember(models.Model):
    pk = models.CompositePrimaryKey("organization_id", "turf_id", "membership_id")
    organization = carried()
    turf = WithinOrganization(Turf, models.CASCADE, related_name="member_links")
    membership = WithinOrganization(Membership, models.CASCADE)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "membership"], name="contacts_turf_of_member")]


class Suppression(models.Model):
    """A keyed hash of a number or address that must not be reached or imported again, and of erased people."""

    class Reason(models.TextChoices):
        ERASED = "erased", _("Erased")
        DO_NOT_CONTACT = "do_not_contact", _("Do not contact")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        BOUNCED = "bounced", _("Bounced")

    pk = models.CompositePrimaryKey("organization_id", "digest", "reason")
    organization = carried()
    digest = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    at = models.DateTimeField(db_default=Now())

    objects = OwnedQuerySet.as_manager()
