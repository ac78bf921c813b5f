"""The vocabulary of coding: codebooks, their codes, and the trace of every change to them."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part
from listening.querysets.coding import CodebookQuerySet, CodeQuerySet, OfferQuerySet

GREY = "#5f6b65"


class Codebook(Owned):
    """One vocabulary. Shared: every project of the organization may code with it. A copy of another organization's
    vocabulary is locked, so that the same code means the same everywhere."""

    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("what for"), max_length=300, blank=True)
    # Made for one project; without one, for the organization.
    project = WithinOrganization(
        "listening.ListeningProject", models.SET_NULL, null=True, blank=True, verbose_name=_("made for")
    )
    is_shared = models.BooleanField(_("for every project"), default=False)
    is_locked = models.BooleanField(default=False)  # families, names and definitions are the owner's
    copied_from = models.UUIDField(null=True, blank=True)  # the offer that this was copied from
    version = models.PositiveIntegerField(default=1)  # grows with every change to a code
    guid = models.UUIDField(default=uuid.uuid4, editable=False)  # REFI-QDA
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CodebookQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "guid"], name="listening_codebook_guid"),
        ]

    def __str__(self):
        return self.name


class Code(Owned):
    """A label with its definition. A family only groups others (`is_codable` false). Never deleted: merged or retired."""

    class Kind(models.TextChoices):
        DEDUCTIVE = "deductive", _("From a framework")
        INDUCTIVE = "inductive", _("From what we heard")
        IN_VIVO = "in_vivo", _("In their own words")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("In use")
        MERGED = "merged", _("Merged")
        RETIRED = "retired", _("Retired")

    codebook = WithinOrganization(Codebook, models.CASCADE, related_name="codes")
    parent = WithinOrganization("self", null=True, blank=True, related_name="children")
    key = models.CharField(_("letters"), max_length=40)  # the first two are what a coder types
    name_en = models.CharField(_("name in English"), max_length=120)
    name_es = models.CharField(_("name in Spanish"), max_length=120, blank=True)
    short_definition = models.CharField(_("in one line"), max_length=300, blank=True)
    short_definition_es = models.CharField(_("in one line, in Spanish"), max_length=300, blank=True)
    definition = models.TextField(_("full definition"), blank=True)
    definition_es = models.TextField(_("full definition, in Spanish"), blank=True)
    include = models.TextField(_("use it when"), blank=True)
    include_es = models.TextField(_("use it when, in Spanish"), blank=True)
    exclude = models.TextField(_("not when"), blank=True)
    exclude_es = models.TextField(_("not when, in Spanish"), blank=True)
    example = models.TextField(_("an example"), blank=True)
    near_miss = models.TextField(_("a near miss"), blank=True)
    colour = models.CharField(_("color"), max_length=7, default=GREY)
    kind = models.CharField(
        _("where it comes from"), max_length=10, choices=Kind.choices, default=Kind.INDUCTIVE
    )
    framework = models.CharField(_("framework"), max_length=60, blank=True)  # e.g. practice:justice.1
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.DRAFT)
    merged_into = WithinOrganization("self", null=True, blank=True, related_name="merged")
    is_codable = models.BooleanField(default=True)
    guid = models.UUIDField(default=uuid.uuid4, editable=False)  # stable across exchange files
    position = models.PositiveIntegerField(default=0)
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = CodeQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "codebook", "guid"], name="listening_code_guid"),
            models.UniqueConstraint(
                fields=["organization", "codebook", "key"],
                condition=Q(status__in=["draft", "active"]),
                name="listening_code_key",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into=None)),
                name="listening_code_merged_into",
            ),
            models.CheckConstraint(
                condition=Q(colour__regex=r"^#[0-9a-fA-F]{6}$"), name="listening_code_colour"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "codebook", "position"], name="listening_code_of_book")
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.in_language("name_en", "name_es")

    @property
    def one_line(self) -> str:
        return self.in_language("short_definition", "short_definition_es")

    @property
    def use_when(self) -> str:
        return self.in_language("include", "include_es")

    @property
    def not_when(self) -> str:
        return self.in_language("exclude", "exclude_es")

    @property
    def full(self) -> str:
        return self.in_language("definition", "definition_es")

    @property
    def is_in_use(self) -> bool:
        return self.status in (self.Status.DRAFT, self.Status.ACTIVE)

    def in_language(self, english: str, spanish: str) -> str:
        first, second = getattr(self, english), getattr(self, spanish)
        return (second or first) if (get_language() or "en").startswith("es") else (first or second)


class CodeChange(Part):
    """What was done to a code, with what is needed to take it back."""

    class Kind(models.TextChoices):
        MADE = "made", _("made")
        EDITED = "edited", _("edited")
        MOVED = "moved", _("moved")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")
        RETIRED = "retired", _("retired")
        TAKEN_UP = "taken_up", _("taken into use")

    codebook = WithinOrganization(Codebook, models.CASCADE, related_name="changes")
    code = WithinOrganization(Code, models.CASCADE, related_name="changes")
    other = WithinOrganization(Code, models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.PositiveIntegerField()  # of the codebook, once changed
    before = models.JSONField(default=dict)  # fields as they were; for codings, the ids that went along
    by = WithinOrganization(Membership, null=True, blank=True)
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "codebook", "-at"], name="listening_codechange_of")]


class VocabularyOffer(Owned):
    """A copy of the coalition's codebook for one partner, who may read it until it is recalled. Nobody reads across:
    the offering organization writes this row, the wall shows it to the one it is for."""

    to_organization_id = models.UUIDField()
    codebook_guid = models.UUIDField()
    offered_by = models.CharField(max_length=160)  # the name of the organization, as the partner reads it
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    codes = models.JSONField()
    offered_at = models.DateTimeField(db_default=Now())
    recalled_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "to_organization_id", "codebook_guid"], name="listening_offer_once"
            ),
        ]
        indexes = [models.Index(fields=["to_organization_id"], name="listening_offer_to")]

    def __str__(self):
        return self.name
