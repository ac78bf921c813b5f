"""Why a reminder or a message did not go out. Rows keep the key; other words in them are the mail server's own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CLOSED, HANDED_OVER, LEFT = "closed", "handed_over", "left"
NO_EMAIL, NO_ADDRESS, TORN, MARKED = "no_email", "no_address", "torn", "marked"

REASONS: dict[str, str | Promise] = {
    CLOSED: _("The step is closed."),
    HANDED_OVER: _("The step was handed over."),
    LEFT: _("The member has left."),
    NO_EMAIL: _("The member wants no reminders by e-mail."),
    NO_ADDRESS: _("There is no address."),
    TORN: _("Sending was interrupted. It may have arrived or not."),
    MARKED: _("Marked as sent by hand."),
}


def words(reason: str) -> str | Promise:
    return REASONS.get(reason, reason)
