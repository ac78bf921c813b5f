"""Finding people by names in any order, nicknames, typing slips, digits of a phone, the beginning of an address; and the
tags, districts and schools that lead to lists of people."""

from django.utils.translation import gettext_lazy as _

from contacts.search.fitting import find_people, people, similar
from contacts.search.labels import find_districts, find_schools, find_tags
from contacts.search.twins import twins
from crm.search import finders

finders.add("people", _("People"), find_people, order=10)
finders.add("tags", _("Tags"), find_tags, order=60)
finders.add("districts", _("Districts"), find_districts, order=70)
finders.add("schools", _("Schools"), find_schools, order=71)

__all__ = ["find_districts", "find_people", "find_schools", "find_tags", "people", "similar", "twins"]
