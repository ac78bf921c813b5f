"""What comes up in conversations, in a fixed short list: the chips of the log form. Codes come later, from coding."""

from django.utils.translation import gettext_lazy as _

ISSUES = {
    "buses": _("Late buses"),
    "teachers": _("Teachers"),
    "class_size": _("Class size"),
    "language": _("Language"),
    "safety": _("Safety"),
    "counselors": _("Counselors"),
    "books": _("Books"),
    "special_ed": _("Special ed"),
    "buildings": _("Buildings"),
    "discipline": _("Discipline"),
    "vouchers": _("Vouchers"),
    "board": _("School board"),
    "food": _("Food"),
    "good": _("Something good"),
}
# Nine fit on a phone beside everything else; the rest fold.
FIRST = list(ISSUES)[:8]
