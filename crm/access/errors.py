"""What can go wrong in any service, as sentences fit for the person on screen."""

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Base of every refusal that a form or the API shows. `field` names the form field it belongs to, if any."""

    sentence = _("This cannot be done.")

    def __init__(self, sentence=None, *, field: str | None = None):
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence
        self.field = field

    def __str__(self):
        return str(self.sentence)


class NotAllowed(DomainError):
    """The role does not hold the permission. Views answer 403."""

    sentence = _("Your role does not allow this.")


class StaleEdit(DomainError):
    """Somebody else saved first."""

    sentence = _(
        "Somebody changed this after you opened it. Compare with what is there now, then save again."
    )
