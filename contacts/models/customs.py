"""Questions of the organization's own about people, and the answers: typed, so that lists can be filtered by them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import OfContactQuerySet, TagQuerySet
from crm.access.fields import WithinOrganization
from crm.organizations.models import Membership, Owned, Part


class CustomField(Owned):
    """A field of the organization's own. Its kind is fixed once; retired, never deleted."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Words")
        NUMBER = "number", _("Number")
        DATE = "date", _("Day")
        YES_NO = "yes_no", _("Yes or no")
        CHOICE = "choice", _("One of several")
        CHOICES = "choices", _("Any of several")

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind of answer"), max_length=8, choices=Kind.choices)
    # The answers to choose from, as they are called. Renaming one is a change of all values: services do both.
    options = models.JSONField(_("answers to choose from"), default=list, blank=True)
    meaning = models.CharField(_("what it is for"), max_length=250, blank=True)
    owner = WithinOrganization(Membership, null=True, blank=True, verbose_name=_("who looks after it"))
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "name"], name="contacts_custom_field_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def column(self) -> str:
        """Which column of CustomValue holds its answers: what a filter compares."""
        return {"number": "number", "date": "day", "yes_no": "yes"}.get(self.kind, "text")

    @property
    def has_options(self) -> bool:
        return self.kind in (self.Kind.CHOICE, self.Kind.CHOICES)


class CustomValue(Part):
    """One answer of one person. Any of several: one row for each, told apart by `slot`; else the slot is 0.

    Typed columns because row security leaves only `=` and ranges to an index (docs/decisions/0010).
    """

    contact = WithinOrganization(Contact, models.CASCADE, related_name="custom_values")
    field = WithinOrganization(CustomField, related_name="values")
    slot = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500, null=True, blank=True)
    number = models.FloatField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    yes = models.BooleanField(null=True, blank=True)

    objects = OfContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contact", "field", "slot"], name="contacts_custom_value_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(text__isnull=False, number=None, day=None, yes=None)
                    | Q(text=None, number__isnull=False, day=None, yes=None)
                    | Q(text=None, number=None, day__isnull=False, yes=None)
                    | Q(text=None, number=None, day=None, yes__isnull=False)
                ),
                name="contacts_custom_value_one_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "field", "text", "contact"],
                condition=Q(text__isnull=False),
                name="contacts_custom_by_text",
            ),
            models.Index(
                fields=["organization", "field", "number", "contact"],
                condition=Q(number__isnull=False),
                name="contacts_custom_by_number",
            ),
            models.Index(
                fields=["organization", "field", "day", "contact"],
                condition=Q(day__isnull=False),
                name="contacts_custom_by_day",
            ),
            models.Index(
                fields=["organization", "field", "yes", "contact"],
                condition=Q(yes__isnull=False),
                name="contacts_custom_by_yes",
            ),
        ]

    @property
    def answer(self):
        """Whichever column holds it."""
        return next((v for v in (self.text, self.number, self.day, self.yes) if v is not None), None)
