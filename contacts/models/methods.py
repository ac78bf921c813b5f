"""How people are reached, and what other systems call them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models.people import Contact
from contacts.querysets import (
    MethodQuerySet,
    OfContactQuerySet,
)
from crm.access.fields import WithinOrganization
from crm.organizations.models import Part


class ContactMethod(Part):
    """A way to reach a person. Phones and e-mails are shared by families: `key` is not unique and never merges alone."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("Mobile phone")
        LANDLINE = "landline", _("Landline")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        WHATSAPP = "whatsapp", "WhatsApp"
        SIGNAL = "signal", "Signal"

    class Label(models.TextChoices):
        OWN = "own", _("own")
        GUARDIAN = "guardian", _("guardian's")
        SHARED = "shared", _("shared in the household")
        WORK = "work", _("work")

    class Status(models.TextChoices):
        OK = "ok", _("works")
        BAD = "bad", _("does not work")
        WRONG_PERSON = "wrong_person", _("wrong person")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")

    contact = WithinOrganization(Contact, models.CASCADE, related_name="methods")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.CharField(_("number or address"), max_length=254)  # as given
    key = models.CharField(max_length=254, editable=False)  # E.164 or lower-cased address
    reversed_key = models.CharField(
        max_length=254, editable=False
    )  # so that last digits are found as a range
    label = models.CharField(_("whose"), max_length=10, choices=Label.choices, default=Label.OWN)
    status = models.CharField(_("state"), max_length=14, choices=Status.choices, default=Status.OK)
    is_preferred = models.BooleanField(_("preferred"), default=False)

    # Its keyed hash is on the list of what must not be reached. Kept by services; contacts.consent compares the hashes.
    is_suppressed = models.BooleanField(default=False, db_default=False, editable=False)

    objects = MethodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "contact", "kind", "key"], name="contacts_method_once_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "key", "contact"], name="contacts_method_by_key"),
            models.Index(
                fields=["organization", "key"],
                name="contacts_method_closed",
                condition=Q(status__in=["bad", "unsubscribed"]) | Q(is_suppressed=True),
            ),
            models.Index(fields=["organization", "reversed_key"], name="contacts_method_by_ending"),
        ]

    @property
    def is_phone(self) -> bool:
        return self.kind != self.Kind.EMAIL


class ExternalId(Part):
    """What another system calls this person: van:<committee>, action_network, sheet."""

    contact = WithinOrganization(Contact, models.CASCADE, related_name="external_ids")
    system = models.CharField(max_length=60)
    value = models.CharField(max_length=120)

    objects = OfContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "system", "value"], name="contacts_external_id_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "contact"], name="contacts_external_id_of")]
