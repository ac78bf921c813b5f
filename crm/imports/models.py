"""Files brought in, what became of each of their rows, mappings kept for next time, and files taken out."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.access.fields import WithinOrganization
from crm.imports.querysets import (
    ImportBatchQuerySet,
    ImportQuestionQuerySet,
    ImportRowQuerySet,
    SavedMappingQuerySet,
)
from crm.organizations.models import Membership, Owned, carried
from crm.organizations.querysets import OwnedQuerySet


class ImportBatch(Owned):
    """One uploaded file on its way in. Nothing of it is written to anybody's record before RUNNING."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        READING = "reading", _("Being read")
        MAPPING = "mapping", _("Waiting for you")  # read; what its columns are is being decided
        READY = "ready", _("Ready to check")  # mapped; may be finished
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Could not be read")
        CANCELLED = "cancelled", _("Stopped")

    kind = models.CharField(max_length=40)  # of crm.imports.kinds
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    file_name = models.CharField(_("file"), max_length=255)
    file_size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    file_gone_at = models.DateTimeField(null=True)  # raw uploads are not kept for ever
    facts = models.JSONField(default=dict)  # what reading told: kind of file, encoding, tables, notes
    refusal = models.JSONField(default=dict)  # code and params, when it could not be read
    mapping = models.JSONField(default=dict)  # table and columns (crm.imports.mapping)
    options = models.JSONField(default=dict)  # what holds for every row, by kind
    mapping_hash = models.CharField(
        max_length=64, blank=True
    )  # of file, mapping and options: what is previewed runs
    matched_hash = models.CharField(
        max_length=64, blank=True
    )  # the mapping_hash that people were looked up with
    total = models.PositiveIntegerField(default=0)  # rows to get an outcome
    counts = models.JSONField(default=dict)  # outcome -> rows
    told = models.JSONField(null=True)  # what its rows tell beside their outcomes (crm.imports.telling)
    job_id = models.UUIDField(null=True)
    made_by = WithinOrganization(Membership, null=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_event = models.BigIntegerField(
        null=True
    )  # the audit event after which a change is not the import's own
    undone_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="imports_batch_recent"),
            models.Index(fields=["organization", "sha256"], name="imports_batch_by_file"),
        ]

    def __str__(self):
        return self.file_name


class ImportRow(models.Model):
    """What became of one row. `part` is above 0 for a second person in the same row; outcomes are counted at part 0.

    `before` keeps what is needed to undo: earlier values, what was added, the version this row left behind.
    `raw` keeps the cells of rows that were not written. No reference to the batch: it would cost a check a row.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", pgettext_lazy("a row", "New")
        UPDATED = "updated", _("Updated")
        UNCHANGED = "unchanged", _("Nothing new")
        SKIPPED = "skipped", _("Left out")
        ERROR = "error", _("Error")
        REVIEW = "review", _("To decide")

    class Undo(models.TextChoices):
        REVERSED = "reversed", _("Taken back")
        KEPT = "kept", _("Kept: changed since")
        FAILED = "failed", _("Could not be taken back")

    pk = models.CompositePrimaryKey("organization_id", "batch_id", "line", "part")
    organization = carried()
    batch_id = models.UUIDField()
    line = models.PositiveIntegerField()  # as the spreadsheet counts, from 1
    part = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reasons = models.JSONField(default=list)  # [{"code", ...params}], said by crm.imports.sentences
    object_id = models.UUIDField(null=True)
    before = models.JSONField(null=True)
    raw = models.JSONField(null=True)
    undo = models.CharField(max_length=10, choices=Undo.choices, blank=True)
    undo_reason = models.CharField(max_length=40, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "object_id"], name="imports_row_of"),
            models.Index(
                fields=["organization", "batch_id", "outcome", "line"],
                condition=~Q(outcome__in=["created", "updated", "unchanged"]) | Q(undo="kept"),
                name="imports_row_to_look_at",
            ),
        ]


class ImportQuestion(Owned):
    """Is the person of this row somebody we know? Asked before anything is written.

    The other one is a record (`object_id`) or an earlier row of the file (`other_line`). An answer about a record holds
    for the same person in every later file: `fingerprint` is a keyed hash of what the row said, never the words.
    """

    class Why(models.TextChoices):
        TWO = "two", _("Fits two people we know")
        LIKE = "like", _("A like name")
        NAME = "name", _("Same phone or e-mail, another name")
        FAMILY = "family", _("Same phone or e-mail and the same family name")

    class Answer(models.TextChoices):
        SAME = "same", _("Same person")
        DIFFERENT = "different", _("Different")
        HOUSEHOLD = "household", _("Household")
        LATER = "later", _("Later")

    batch_id = models.UUIDField()
    line = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    object_id = models.UUIDField(null=True)
    other_line = models.PositiveIntegerField(default=0)
    other_part = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=6, choices=Why.choices)
    rank = models.PositiveSmallIntegerField(default=0)  # the order in which they are asked
    reasons = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=9, choices=Answer.choices, blank=True)
    is_remembered = models.BooleanField(default=False)  # answered for an earlier file
    answered_by = WithinOrganization(Membership, null=True)
    answered_at = models.DateTimeField(null=True)

    objects = ImportQuestionQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [
            models.Index(
                fields=["organization", "batch_id", "rank", "line", "id"], name="imports_question_of"
            ),
            models.Index(fields=["organization", "fingerprint"], name="imports_question_again"),
        ]


class SavedMapping(Owned):
    """How files with these headings are read. Proposed when they come again."""

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(max_length=40)
    signature = models.CharField(max_length=64)  # of the normalised headings
    columns = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    # How the file was read, where a person chose it; empty: as guessed.
    encoding = models.CharField(max_length=20, blank=True, default="", db_default="")
    delimiter = models.CharField(max_length=1, blank=True, default="", db_default="")
    is_shared = models.BooleanField(default=True, db_default=True)  # else it is proposed to its maker alone
    made_by = WithinOrganization(Membership, null=True)
    used_at = models.DateTimeField(db_default=Now())

    objects = SavedMappingQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "kind", "name"], name="imports_mapping_name"),
        ]
        indexes = [models.Index(fields=["organization", "signature"], name="imports_mapping_by_headings")]

    def __str__(self):
        return self.name


class ExportFile(Owned):
    """A file of records for the one member who asked, for 24 hours."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        GONE = "gone", _("Deleted")

    kind = models.CharField(max_length=40)
    file_format = models.CharField(max_length=4, default="csv")
    layout = models.CharField(max_length=30, default="own", db_default="own")  # whose columns
    left_out = models.JSONField(default=dict, db_default={})  # how many, by the reason's code
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    filters = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    reason = models.CharField(_("what for"), max_length=200)
    with_minors = models.BooleanField(default=False)
    row_count = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    job_id = models.UUIDField(null=True)
    asked_by = WithinOrganization(Membership, null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()
