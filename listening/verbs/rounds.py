"""What the deeds of this room are called in the audit."""

from django.utils.translation import gettext_lazy as _

from crm.audit import verbs

verbs.name(
    {
        "listening.project_created": _("began a round of listening"),
        "listening.project_changed": _("changed a round of listening"),
        "listening.project_moved": _("moved a round of listening on"),
        "listening.project_joined": _("joined a round of partners"),
        "listening.partners_invited": _("made the file for partners"),
        "listening.consent_text_written": _("wrote what listeners read aloud"),
        "listening.guide_created": _("wrote a guide"),
        "listening.guide_locked": _("used a guide for the first time"),
        "listening.guide_copied": _("made the next version of a guide"),
        "listening.project_staffed": _("gave somebody a part in a round"),
        "listening.project_unstaffed": _("took somebody's part in a round"),
        "listening.guide_changed": _("changed a guide"),
        "listening.question_added": _("added a question"),
        "listening.question_changed": _("changed a question"),
        "listening.question_removed": _("took a question out"),
        "listening.target_removed": _("took a target out"),
        "listening.team_joined": _("put somebody on a team"),
        "listening.role_given": _("gave somebody a role in a session"),
        "listening.role_taken": _("took a role in a session back"),
        "listening.target_set": _("said whom to hear"),
        "listening.team_formed": _("formed a team"),
        "listening.session_planned": _("planned a session"),
        "listening.session_changed": _("changed a session"),
        "listening.session_cancelled": _("cancelled a session"),
        "listening.session_restored": _("took a cancelled session back"),
        "listening.session_held": _("counted who came"),
        "listening.yeses_recorded": _("wrote down who said yes"),
        "listening.session_wrapped_up": _("wrapped up a session"),
        "listening.session_sealed": _("sealed the names of a session"),
        "listening.unsealed": _("opened a sealed name"),
        "listening.sign_in_opened": _("opened the sign-in of a session"),
        "listening.sign_in_closed": _("closed the sign-in of a session"),
        "listening.signed_in": _("signed in at a session"),
        "listening.participant_added": _("put somebody on the list of a session"),
        "listening.participant_named": _("gave a participant a name"),
        "listening.participant_removed": _("took a participant off the list"),
    }
)
