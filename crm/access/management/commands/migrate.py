"""Django's migrate, as the owner, after the grants of this database are in place."""

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate

from crm.access.owner import as_owner
from crm.embedded import roles


class Command(migrate.Command):
    def handle(self, *args, **options):
        with as_owner(options["database"]) as connection:
            with connection.cursor() as cursor:
                cursor.execute("select has_schema_privilege('public', 'create')")
                if not cursor.fetchone()[0]:
                    raise CommandError(
                        f"{settings.OWNER['user']} may not create tables: set OWNER_DATABASE_URL where migrate runs"
                    )
                roles.prepare(cursor, settings.DATABASE)
            return super().handle(*args, **options)
