"""What people allowed, line by line, and whom nobody may reach again."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import (
    ConsentQuerySet,
)
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Part, carried
from crm.organizations.querysets import OwnedQuerySet


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
        # One for each use of words, voice and picture (contacts.uses); `quote` is the short answer to all of them.
        CODING = "coding", _("Coding of their words")
        PARTNER = "share_partner", _("Sharing with partner organizations")
        PUBLISH_ANONYMOUS = "publish_anonymous", _("Publishing without a name")
        NAME_AND_ROLE = "name_and_role", _("Publishing with first name and role")
        FULL_NAME = "full_name", _("Publishing with the full name")
        AUDIO = "audio", _("Recordings of the voice")
        RECONTACT = "recontact", _("Coming back with questions")

    class Value(models.TextChoices):
        GRANTED = "granted", _("Yes")
        ANONYMOUS = "anonymous", _("Without name")
        DENIED = "denied", _("No")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    contact = WithinOrganization(Contact, models.CASCADE, null=True, blank=True, related_name="consents")
    participant_id = models.UUIDField(null=True, blank=True)
    session_id = models.UUIDField(null=True, blank=True)  # null: everywhere; else this session only
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    value = models.CharField(max_length=10, choices=Value.choices)
    how = models.CharField(max_length=16, default="verbal")  # verbal, paper, web_form, text_keyword, import
    language = models.CharField(max_length=5, default="en")
    text_version = models.CharField(max_length=20, blank=True)
    given_by = models.CharField(max_length=10, default="self")  # self, guardian
    guardian = WithinOrganization(
        Contact, null=True, blank=True
    )  # who said it for a minor, where we know them
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

    @property
    def is_from_file(self) -> bool:
        """Read in a spreadsheet, whatever way of saying it the spreadsheet names."""
        return self.how == "import" or bool(self.source)


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
