"""Django's flush, as the owner: TRUNCATE needs it. Tests outside a transaction call this after each."""

from django.core.management.commands import flush

from crm.access.owner import as_owner


class Command(flush.Command):
    def handle(self, **options):
        with as_owner(options["database"]):
            return super().handle(**options)
