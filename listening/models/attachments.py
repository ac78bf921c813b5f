"""Files that hang on a note or a session: a recording, a photo of the sheet, a paper."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from listening.models.notes import Note
from listening.models.sessions import ListeningSession
from listening.querysets.heard import AttachmentQuerySet


class Attachment(Owned):
    """The row outlives the file: when its time is over the file is deleted, and when is kept here."""

    class Kind(models.TextChoices):
        AUDIO = "audio", _("Recording")
        PHOTO = "photo", _("Photo")
        DOCUMENT = "document", _("Paper")

    note = WithinOrganization(Note, models.CASCADE, null=True, blank=True, related_name="attachments")
    session = WithinOrganization(
        ListeningSession, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    file_name = models.CharField(max_length=160)  # as it was called; only ever shown
    content_type = models.CharField(max_length=80)  # judged by the content
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = WithinOrganization(Membership, null=True, blank=True)
    added_at = models.DateTimeField(db_default=Now())
    retained_until = models.DateField()
    held_at = models.DateTimeField(null=True, blank=True)  # hidden: somebody on it took their words back
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(note__isnull=False, session=None) | Q(note=None, session__isnull=False),
                name="listening_attachment_hangs_on_one",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "note"], name="listening_attachment_of_note"),
            models.Index(fields=["organization", "session"], name="listening_attachment_of_sess"),
            models.Index(
                fields=["organization", "retained_until"],
                condition=Q(purged_at=None),
                name="listening_attachment_due",
            ),
        ]

    def __str__(self):
        return self.file_name
