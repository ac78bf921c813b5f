"""Why a reminder or a message did not go out. Rows keep the key; other words in them are a rule of consent (kept in
English, shown in the reader's language) or the mail server's own."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CLOSED, HANDED_OVER, LEFT, ROLE, NOTHING = "closed", "handed_over", "left", "role", "nothing"
NO_EMAIL, NO_SUMMARY, NO_ADDRESS, TORN, MARKED = "no_email", "no_summary", "no_address", "torn", "marked"
GONE, OFF, ON_AGAIN, STEP_OFF = "gone", "off", "on_again", "step_off"
NOT_LISTED, TOO_LATE, MOVED = "not_listed", "too_late", "moved"
NO_COPY, NO_MINORS, SKIPPED, BROKEN = "no_copy", "no_minors", "skipped", "broken"
BEGUN, DAY_CAME, OVERTAKEN = "begun", "day_came", "overtaken"
WORDS_PAST, LONG_PAST, DAY_OVER = "words_past", "long_past", "day_over"
BOUNCED, COMPLAINED, NO_GATEWAY, TOLD, NO_POSTAL = "bounced", "complained", "no_gateway", "told", "no_postal"

REASONS: dict[str, str | Promise] = {
    CLOSED: _("The step is closed."),
    HANDED_OVER: _("The step was handed over."),
    LEFT: _("The member has left."),
    ROLE: _("The member’s role no longer includes this."),
    NOTHING: _("There is nothing left to tell."),
    NO_EMAIL: _("The member wants no reminders by e-mail."),
    NO_SUMMARY: _("The member wants no summaries by e-mail."),
    NO_ADDRESS: _("There is no address."),
    TORN: _("Sending was interrupted. It may have arrived or not."),
    MARKED: _("Marked as sent by hand."),
    GONE: _("What it was about is gone."),
    OFF: _("It was cancelled."),
    ON_AGAIN: _("It is on again."),
    STEP_OFF: _("This message was taken out of the plan."),
    NOT_LISTED: _("They are no longer among those it is for."),
    TOO_LATE: _("Too late: its hour had passed."),
    BEGUN: _("Too late: it had begun."),
    DAY_CAME: _("Too late: the day itself had come, and its words were no longer true."),
    OVERTAKEN: _("Too late: a later message of the plan had its hour."),
    WORDS_PAST: _("Too late: its words about how far off it is were no longer true."),
    LONG_PAST: _("Too late: it was over for more than three days."),
    DAY_OVER: _("Too late: its day was over, and the next summary says more."),
    MOVED: _("It was moved once more."),
    NO_POSTAL: _(
        "It waits until your organization’s postal address is written down: it must stand at its foot."
    ),
    NO_COPY: _("A guardian or a second adult must get a copy, and there is no address for it."),
    NO_MINORS: _("This organization sends no messages to minors."),
    SKIPPED: _("Somebody decided not to send it."),
    BROKEN: _("Its words could not be put together."),
    BOUNCED: _("The address does not take mail."),
    COMPLAINED: _("They reported it as unwanted."),
    TOLD: _("They were told already, under another record of theirs."),
    NO_GATEWAY: _("There is no gateway for texts any more."),
}


# Rules of consent that say too little where nobody sees what was asked for.
TOLD_IN_FULL = {
    "Nobody asked them yet.": _("Nobody asked them yet whether we may."),
    "They said no.": _("They said no to being reached this way."),
}


def words(reason: str) -> str | Promise:
    if not reason or reason in REASONS:
        return REASONS.get(reason, "")
    return TOLD_IN_FULL.get(reason) or gettext(reason)
