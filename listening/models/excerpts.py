"""Stretches of what was said, the codes on them, who coded in which round, and what is covered up.

Offsets count Unicode code points of the version's stored body, half open.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.districts.models import District, School
from crm.organizations.models import Membership, Owned, Part
from listening.models.codebooks import Code, Codebook
from listening.models.notes import Note, NoteVersion
from listening.models.participants import SessionParticipant
from listening.models.projects import ListeningProject
from listening.models.sessions import ListeningSession
from listening.querysets.coding import CodingQuerySet, CodingRoundQuerySet, ExcerptQuerySet, NoteWorkQuerySet


class Excerpt(Owned):
    """A stretch of one note version that carries one idea, with who spoke as it was known then."""

    class Sentiment(models.TextChoices):
        NEED = "need", _("A need")
        ASSET = "asset", _("A strength")
        MIXED = "mixed", _("Both")
        NEUTRAL = "neutral", _("Neither")

    version = WithinOrganization(NoteVersion, models.CASCADE, related_name="excerpts")
    note = WithinOrganization(Note, models.CASCADE, related_name="excerpts")  # the version's, for reading
    session = WithinOrganization(ListeningSession, models.CASCADE)  # the note's, for reading
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()  # as said. Shown only through the gate and under the redactions
    participant = WithinOrganization(SessionParticipant, models.SET_NULL, null=True, blank=True)
    constituencies = models.JSONField(default=list)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    language = models.CharField(max_length=12, default="en")
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices, blank=True)
    is_adrift = models.BooleanField(
        default=False
    )  # the note was corrected and these words are not in it any more
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ExcerptQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "version", "start", "end"], name="listening_excerpt_once"
            ),
            models.UniqueConstraint(fields=["organization", "guid"], name="listening_excerpt_guid"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="listening_excerpt_has_words"),
        ]
        indexes = [
            models.Index(fields=["organization", "note"], name="listening_excerpt_of_note"),
            models.Index(
                fields=["organization", "created_at"],
                condition=Q(is_adrift=True),
                name="listening_excerpt_adrift",
            ),
        ]


class CodingRound(Owned):
    """Some notes, coded by some people in one go. Blind: nobody sees another's codes until it is closed."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("Each note by one coder")
        INDEPENDENT = "independent", _("Each note by two or more coders, apart from each other")
        ADJUDICATED = "adjudicated", _("Settled together")

    project = WithinOrganization(
        ListeningProject,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name=_("project"),
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("how"), max_length=12, choices=Kind.choices, default=Kind.SINGLE)
    is_blind = models.BooleanField(_("blind"), default=False)
    codebook = WithinOrganization(Codebook, related_name="rounds")
    opened_by = WithinOrganization(Membership, null=True, blank=True)
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CodingRoundQuerySet.as_manager()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["organization", "-opened_at", "id"], name="listening_round_by_time")]

    def __str__(self):
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class RoundNote(Part):
    """One note for one coder to code. Without a round: the coder went through it on their own. Only a note that is done
    says anything by the codes it does not have."""

    round = WithinOrganization(CodingRound, models.CASCADE, null=True, blank=True, related_name="notes")
    note = WithinOrganization(Note, models.CASCADE, related_name="coders")
    coder = WithinOrganization(Membership)
    position = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = NoteWorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round", "note", "coder"],
                name="listening_roundnote_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "note"], name="listening_roundnote_of"),
            models.Index(fields=["organization", "coder", "done_at"], name="listening_roundnote_to_do"),
        ]


class Coding(Part):
    """One coder says: this code is in these words. Taken back by a date, never deleted."""

    excerpt = WithinOrganization(Excerpt, models.CASCADE, related_name="codings")
    code = WithinOrganization(Code, related_name="codings")
    coder = WithinOrganization(Membership, null=True, blank=True)
    round = WithinOrganization(CodingRound, null=True, blank=True, related_name="codings")
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 unsure, 2 fairly sure, 3 sure
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CodingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "excerpt", "code", "coder", "round"],
                condition=Q(undone_at=None),
                name="listening_coding_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["organization", "guid"], name="listening_coding_guid"),
        ]
        indexes = [
            models.Index(fields=["organization", "code", "at"], name="listening_coding_of_code"),
            models.Index(fields=["organization", "coder", "-at"], name="listening_coding_of_coder"),
        ]


class Redaction(Owned):
    """Words of a version that are covered by a mark wherever they are read for coding or shown. Offsets stay."""

    version = WithinOrganization(NoteVersion, models.CASCADE, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    mark = models.CharField(_("what stands there instead"), max_length=40)
    by = WithinOrganization(Membership, null=True, blank=True)
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="listening_redaction_has_words"),
        ]
        indexes = [models.Index(fields=["organization", "version"], name="listening_redaction_of")]
