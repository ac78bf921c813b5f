"""What the deeds about notes are called in the audit."""

from django.utils.translation import gettext_lazy as _

from crm.audit import verbs

verbs.name(
    {
        "listening.note_added": _("wrote a note"),
        "listening.note_corrected": _("corrected a note"),
        "listening.note_described": _("said more about a note"),
        "listening.note_translated": _("translated a note"),
        "listening.translation_checked": _("checked a translation"),
        "listening.memo_written": _("wrote a memo"),
        "listening.memo_changed": _("changed a memo"),
        "listening.memo_removed": _("deleted a memo"),
        "listening.attachment_added": _("attached a file"),
        "listening.attachment_opened": _("opened a recording or a photo"),
        "listening.attachment_removed": _("deleted a recording or a photo"),
        "listening.attachment_held": _("hid a file: somebody took their words back"),
        "listening.attachment_shown_again": _("showed a hidden file again"),
        "listening.attachment_purged": _("deleted a file whose time was over"),
        "listening.transcript_read": _("handed a transcript in"),
        "listening.transcript_finished": _("made notes of a transcript"),
        "listening.transcript_undone": _("took the notes of a transcript back"),
        "listening.transcript_discarded": _("threw a transcript away"),
    }
)
