"""Time zones that people in the United States choose from, as the clock on the wall calls them."""

from django.utils.translation import gettext_lazy as _

ZONES = [
    ("America/New_York", _("Eastern (New York)")),
    ("America/Detroit", _("Eastern (Detroit)")),
    ("America/Indiana/Indianapolis", _("Eastern (Indianapolis)")),
    ("America/Chicago", _("Central (Chicago)")),
    ("America/Denver", _("Mountain (Denver)")),
    ("America/Phoenix", _("Mountain without summer time (Phoenix)")),
    ("America/Los_Angeles", _("Pacific (Los Angeles)")),
    ("America/Anchorage", _("Alaska (Anchorage)")),
    ("Pacific/Honolulu", _("Hawaii (Honolulu)")),
    ("America/Puerto_Rico", _("Atlantic (Puerto Rico)")),
    ("Pacific/Guam", _("Chamorro (Guam)")),
]
