"""What deeds on codebooks, codings and exchange are called in the audit."""

from django.utils.translation import gettext_lazy as _

from crm.audit import verbs

verbs.name(
    {
        "listening.codebook_made": _("made a codebook"),
        "listening.codebook_chosen": _("chose the codebook of a project"),
        "listening.codebook_archived": _("put a codebook away"),
        "listening.codebook_offered": _("offered a codebook to partners"),
        "listening.codebook_recalled": _("recalled a codebook"),
        "listening.codebook_taken": _("took a shared codebook"),
        "listening.code_made": _("made a code"),
        "listening.code_edited": _("edited a code"),
        "listening.code_moved": _("moved a code"),
        "listening.code_merged": _("merged a code"),
        "listening.code_split": _("split a code"),
        "listening.code_retired": _("retired a code"),
        "listening.code_taken_up": _("took a code into use"),
        "listening.code_change_undone": _("took back a change of a code"),
        "listening.words_coded": _("coded words"),
        "listening.words_uncoded": _("took a code off"),
        "listening.coding_rated": _("said how sure a code is"),
        "listening.excerpt_rated": _("said what an excerpt speaks of"),
        "listening.excerpt_placed": _("placed an excerpt again"),
        "listening.excerpt_dropped": _("dropped an excerpt"),
        "listening.excerpts_followed": _("moved excerpts along with a correction"),
        "listening.note_coded": _("finished coding a note"),
        "listening.note_reopened": _("took up a coded note again"),
        "listening.round_opened": _("opened a round of coding"),
        "listening.round_closed": _("closed a round of coding"),
        "listening.words_redacted": _("covered words"),
        "listening.redaction_lifted": _("showed covered words again"),
        "listening.disagreement_settled": _("settled a difference of coders"),
        "listening.exchange_uploaded": _("handed in a file of another coding tool"),
        "listening.exchange_refused": _("could not read a file of another coding tool"),
        "listening.exchange_taken_in": _("brought codings in"),
        "listening.exchange_undo_asked": _("asked to take codings back"),
        "listening.exchange_taken_back": _("took brought codings back"),
    }
)
