"""People on their way out of here: in our own columns, in those of other tools, as address cards."""

from contacts.exporters.layouts import LAYOUTS
from contacts.exporters.looking import in_words, look
from contacts.exporters.people import ContactExport, people_in

__all__ = ["LAYOUTS", "ContactExport", "in_words", "look", "people_in"]
