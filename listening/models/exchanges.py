"""Files of other coding tools on their way in, and what became of everything in them."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from listening.models.codebooks import Codebook
from listening.models.projects import ListeningProject
from listening.models.sessions import ListeningSession
from listening.querysets.coding import ReadersQuerySet


class ExchangeFile(Owned):
    """One codebook or coded project, brought in as a job and taken back as one."""

    class Kind(models.TextChoices):
        QDPX = "qdpx", _("REFI-QDA project (.qdpx)")
        QDC = "qdc", _("REFI-QDA codebook (.qdc)")
        CSV = "csv", _("Codebook as CSV")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Could not be read")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(max_length=4, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    codebook = WithinOrganization(Codebook, models.SET_NULL, null=True, blank=True)  # whose codes they become
    project = WithinOrganization(ListeningProject, models.SET_NULL, null=True, blank=True)
    session = WithinOrganization(ListeningSession, models.SET_NULL, null=True, blank=True)  # of unknown texts
    refusal = models.CharField(max_length=20, blank=True)
    counts = models.JSONField(default=dict)
    job_id = models.UUIDField(null=True)
    made_by = WithinOrganization(Membership, null=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    objects = ReadersQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["organization", "-created_at"], name="listening_exchange_recent")]

    def __str__(self):
        return self.file_name


class ExchangeRow(Part):
    """A thing of such a file by its own id, and our row for it: the same file, or its next edition, finds it again."""

    class What(models.TextChoices):
        CODEBOOK = "codebook", _("Codebook")
        CODE = "code", _("Code")
        SOURCE = "source", _("Text")
        CODER = "coder", _("Coder")
        EXCERPT = "excerpt", _("Excerpt")
        CODING = "coding", _("Coding")

    file = WithinOrganization(ExchangeFile, models.CASCADE, related_name="rows")
    what = models.CharField(max_length=8, choices=What.choices)
    guid = models.UUIDField()
    object_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "file", "what", "guid"], name="listening_exchange_once"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "what", "guid"], name="listening_exchange_by_guid"),
            models.Index(fields=["organization", "object_id"], name="listening_exchange_object"),
        ]
