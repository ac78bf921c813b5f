"""Print the code that the set-up page of an empty installation asks for; nothing once an organization exists."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from crm.organizations import first_run
from crm.organizations.resolving import is_empty


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        if is_empty():
            first_run.announce()
            self.stdout.write(
                _("This installation is empty. Its set-up page asks for the code %s") % first_run.code()
            )
