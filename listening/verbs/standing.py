"""What deeds on the standing of a round are called in the audit."""

from django.utils.translation import gettext_lazy as _

from crm.audit import verbs

verbs.name(
    {
        "listening.assessment_begun": _("began to rate the practices"),
        "listening.sheet_added": _("entered a sheet of ratings"),
        "listening.sheet_removed": _("took a sheet of ratings out"),
        "listening.practice_linked": _("linked words as evidence"),
        "listening.practice_unlinked": _("took words out of the evidence"),
        "listening.vote_opened": _("opened a vote"),
        "listening.vote_closed": _("closed a vote"),
    }
)
