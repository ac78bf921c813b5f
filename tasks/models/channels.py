"""How a message reaches somebody, and how an organization signs what it sends."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.organizations.models import Owned

ONE_LINE = RegexValidator(r'^[^"<>\r\n]*$', _("Without quotes, angle brackets or line breaks."))


class Channel(models.TextChoices):
    APP = "app", _("In the app")
    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    CALL = "call", _("Call")


class SendingSetting(Owned):
    """How one organization sends. Reply-to and postal address stand with the organization itself."""

    class Copies(models.TextChoices):
        GUARDIAN = "guardian", _("A guardian gets a copy")
        ADULT = "adult", _("A second adult of ours gets a copy")
        NOBODY = "nobody", _("Minors get no messages at all")

    from_name = models.CharField(_("sender's name"), max_length=80, blank=True, validators=[ONE_LINE])
    from_address = models.EmailField(_("sender's address"), blank=True)
    copies = models.CharField(
        _("messages to minors"), max_length=8, choices=Copies.choices, default=Copies.GUARDIAN
    )
    second_adult = models.EmailField(_("address of the second adult"), blank=True)
    second_number = models.CharField(
        _("number of the second adult"), max_length=32, blank=True, default="", db_default=""
    )  # for texts and calls
    sends_texts = models.BooleanField(_("texts go out through the gateway"), default=False)
    hook_round = models.PositiveSmallIntegerField(default=0)  # raised for a new signing key

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization"], name="tasks_sending_once"),
        ]


class Inbound(Owned):
    """An answer that came by text. Only its keyword is kept, and the id by which the gateway names it."""

    key = models.CharField(max_length=120)
    keyword = models.CharField(max_length=12, blank=True)  # stop, help, or "" for other words (not kept)
    people = models.PositiveSmallIntegerField(default=0)  # how many it was taken for
    at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "key"], name="tasks_inbound_once"),
        ]
