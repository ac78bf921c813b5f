"""What deeds on themes and report-backs are called in the audit."""

from django.utils.translation import gettext_lazy as _

from crm.audit import verbs

verbs.name(
    {
        "listening.theme_made": _("made a theme"),
        "listening.theme_changed": _("changed a theme"),
        "listening.theme_looked_against": _("looked for voices against a theme"),
        "listening.theme_confirmed": _("confirmed a theme"),
        "listening.theme_reopened": _("opened a theme again"),
        "listening.theme_retired": _("retired a theme"),
        "listening.evidence_added": _("added words to a theme"),
        "listening.evidence_removed": _("took words off a theme"),
        "listening.finding_saved": _("wrote a finding"),
        "listening.report_made": _("began a report-back"),
        "listening.report_written": _("wrote a report-back"),
        "listening.report_published": _("published a report-back"),
        "listening.heard_invited": _("invited those who were heard to the meeting"),
        "listening.report_closed": _("took a report-back down"),
        "listening.quote_chosen": _("chose words for a report-back"),
        "listening.words_covered": _("covered words of a report-back"),
        "listening.words_recalled": _("recalled published words"),
        "listening.correction_recorded": _("wrote down what people set right"),
        "listening.correction_answered": _("answered what people set right"),
    }
)
