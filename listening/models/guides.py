"""What listeners ask, in both languages. A guide that was used does not change any more: its next version is a copy."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned


class Guide(Owned):
    """One version of a guide. `family` holds its versions together, and those of partners in a joint project."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LOCKED = "locked", _("Locked")

    family = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("name"), max_length=160)
    opening_en = models.TextField(_("how to begin, in English"), blank=True)
    opening_es = models.TextField(_("how to begin, in Spanish"), blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    copied_from = WithinOrganization("self", models.SET_NULL, null=True, blank=True)
    made_by = WithinOrganization(Membership, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "family", "number"], name="listening_guide_version"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(locked_at__isnull=False), name="listening_guide_locked_when"
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.number}"

    @property
    def is_locked(self) -> bool:
        return self.state == self.State.LOCKED


class GuideQuestion(Owned):
    """`choices`: [{"key": "bus", "en": "Bus", "es": "Autobús"}, ...]. Probes: one a line."""

    class Kind(models.TextChoices):
        OPEN = "open", _("In their words")
        CHOICE = "choice", _("One choice")
        MULTI = "multi", _("Several choices")
        SCALE = "scale", _("0 to 10")
        NUMBER = "number", _("A number")
        ASK = "ask", _("An ask")  # will you: yes, maybe, no

    guide = WithinOrganization(Guide, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)  # the same in every version and at every partner
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.OPEN)
    text_en = models.TextField(_("question in English"))
    text_es = models.TextField(_("question in Spanish"))
    probes_en = models.TextField(_("probes in English"), blank=True)
    probes_es = models.TextField(_("probes in Spanish"), blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    is_required = models.BooleanField(_("always ask"), default=False)

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "guide", "key"], name="listening_question_key"),
        ]
        indexes = [
            models.Index(fields=["organization", "guide", "position"], name="listening_question_order")
        ]

    def __str__(self):
        return self.text

    @property
    def text(self) -> str:
        """As the reader speaks."""
        return self.text_es if (get_language() or "").startswith("es") else self.text_en

    @property
    def probes(self) -> list[str]:
        words = self.probes_es if (get_language() or "").startswith("es") else self.probes_en
        return [line.strip() for line in words.splitlines() if line.strip()]

    @property
    def is_open(self) -> bool:
        return self.kind == self.Kind.OPEN
