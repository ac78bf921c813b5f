"""The languages people are asked about here."""

from django.utils.translation import gettext_lazy as _

# What people here speak most; others are written as they call them.
LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("ht", _("Haitian Creole")),
    ("vi", _("Vietnamese")),
    ("zh", _("Chinese")),
    ("ar", _("Arabic")),
    ("so", _("Somali")),
    ("hmn", _("Hmong")),
    ("tl", _("Tagalog")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("ko", _("Korean")),
    ("ase", _("American Sign Language")),
]


def language_choices(current: str = "") -> list:
    """With the one in use, even where it is none of ours."""
    known = [key for key, _words in LANGUAGES]
    return LANGUAGES if not current or current in known else [*LANGUAGES, (current, current)]
