"""What was heard, in versions that never change."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from listening.models.participants import SessionParticipant
from listening.models.sessions import ListeningSession
from listening.querysets import NoteQuerySet


class Note(Owned):
    """What was heard or said about a session. Words live in versions, which never change."""

    class Fidelity(models.TextChoices):
        VERBATIM = "verbatim", _("Word for word")
        NEAR = "near", _("Nearly word for word")
        PARAPHRASE = "paraphrase", _("In the listener's words")
        MEMORY = "memory", _("From memory")

    class Confidentiality(models.TextChoices):
        TEAM = "team", _("The team")
        PARTNER = "partner", _("The organization")
        RESTRICTED = "restricted", _("Restricted")

    session = WithinOrganization(ListeningSession, models.CASCADE, related_name="notes")
    participant = WithinOrganization(SessionParticipant, null=True, blank=True, related_name="notes")
    contact = WithinOrganization(Contact, models.CASCADE, null=True, blank=True, related_name="notes")
    author = WithinOrganization(Membership, null=True, blank=True)
    is_quote = models.BooleanField(default=False)  # their words, not a remark about them
    language = models.CharField(max_length=12, default="en")
    fidelity = models.CharField(max_length=10, choices=Fidelity.choices, default=Fidelity.NEAR)
    confidentiality = models.CharField(
        max_length=10, choices=Confidentiality.choices, default=Confidentiality.TEAM
    )
    client_uuid = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = NoteQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "client_uuid"], name="listening_note_client_uuid"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "session"], name="listening_note_of_session"),
            models.Index(fields=["organization", "contact", "-created_at"], name="listening_note_of_contact"),
        ]


class NoteVersion(Part):
    """One wording of a note. Immutable: a correction is the next number."""

    note = WithinOrganization(Note, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField()
    written_by = WithinOrganization(Membership, null=True, blank=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "note", "number"], name="listening_note_version_number"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="listening_note_version_has_words"),
        ]
