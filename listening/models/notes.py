"""What was heard, in versions that never change."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from listening.models.guides import GuideQuestion
from listening.models.participants import SessionParticipant
from listening.models.sessions import ListeningSession
from listening.models.transcripts import Transcript
from listening.querysets.heard import NoteQuerySet


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
    question = WithinOrganization(
        GuideQuestion, models.SET_NULL, null=True, blank=True, related_name="notes"
    )  # of the guide that was answered; none: free
    author = WithinOrganization(Membership, null=True, blank=True)
    is_quote = models.BooleanField(default=False)  # their words, not a remark about them
    language = models.CharField(max_length=12, default="en")
    fidelity = models.CharField(max_length=10, choices=Fidelity.choices, default=Fidelity.NEAR)
    confidentiality = models.CharField(
        max_length=10, choices=Confidentiality.choices, default=Confidentiality.TEAM
    )
    transcript = WithinOrganization(Transcript, models.SET_NULL, null=True, blank=True, related_name="notes")
    position = models.PositiveIntegerField(default=0)  # the turn of a transcript; 0: written by itself
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
            models.Index(fields=["organization", "-created_at", "id"], name="listening_note_by_time"),
            models.Index(fields=["organization", "participant"], name="listening_note_of_speaker"),
            models.Index(fields=["organization", "transcript"], name="listening_note_of_transcript"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("listening:note", args=[self.pk])


class NoteVersion(Part):
    """One wording of a note. Immutable: a correction is the next number.

    Lines end with LF, and nothing else is changed: excerpts count the code points of what is stored here.
    """

    note = WithinOrganization(Note, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField()
    written_by = WithinOrganization(Membership, null=True, blank=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            # Translations and excerpts refer to a wording.
            models.UniqueConstraint(fields=["organization", "id"], name="listening_noteversion_within"),
            models.UniqueConstraint(
                fields=["organization", "note", "number"], name="listening_note_version_number"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="listening_note_version_has_words"),
        ]


class NoteTranslation(Part):
    """One wording in another language, never instead of it."""

    class Kind(models.TextChoices):
        HUMAN = "human", _("By a person")
        MACHINE = "machine", _("By a machine, unchecked")
        MACHINE_CHECKED = "machine_checked", _("By a machine, checked by a person")

    version = WithinOrganization(NoteVersion, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=12)
    body = models.TextField()
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.HUMAN)
    translated_by = WithinOrganization(Membership, null=True, blank=True)
    translated_at = models.DateTimeField(db_default=Now())
    checked_by = WithinOrganization(Membership, null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "language"], name="listening_translation_once"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="listening_translation_has_words"),
            models.CheckConstraint(
                condition=~Q(kind="machine_checked") | Q(checked_at__isnull=False),
                name="listening_translation_checked_when",
            ),
        ]
