"""A transcript on its way to becoming notes."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned
from listening.models.sessions import ListeningSession
from listening.querysets.heard import TranscriptQuerySet


class Transcript(Owned):
    """What a file or a paste held, turn by turn, until somebody says who spoke. Afterwards the words are in notes
    alone: `turns` is emptied."""

    class Format(models.TextChoices):
        DOCX = "docx", _("Word document")
        VTT = "vtt", _("WebVTT captions")
        TEXT = "text", _("Plain text")

    class State(models.TextChoices):
        PREVIEW = "preview", _("To check")
        FINISHED = "finished", _("Finished")
        UNDONE = "undone", _("Taken back")
        DISCARDED = "discarded", _("Thrown away")

    session = WithinOrganization(ListeningSession, models.CASCADE, related_name="transcripts")
    format = models.CharField(max_length=4, choices=Format.choices)
    file_name = models.CharField(max_length=160, blank=True)
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=12, default="en")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREVIEW)
    turns = models.JSONField(default=list)  # [{"speaker": "Ana", "words": "…"}]
    matches = models.JSONField(default=dict)  # speaker -> participant id, "new", "team" or "out"
    counts = models.JSONField(default=dict)  # turns, speakers, notes made, left out
    by = WithinOrganization(Membership, null=True, blank=True)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TranscriptQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["organization", "session"], name="listening_transcript_of")]

    def __str__(self):
        return self.file_name or str(self.get_format_display())
