"""What deeds on attempts and calls are called in the audit."""

from django.utils.translation import gettext_lazy as _

from crm.audit import verbs

verbs.name(
    {
        "listening.attempt_logged": _("logged a talk or a try"),
        "listening.attempt_undone": _("took a talk or a try back"),
        "listening.talk_finished": _("finished a talk"),
        "listening.calls_begun": _("began a list of calls"),
        "listening.calls_ended": _("ended a list of calls"),
    }
)
