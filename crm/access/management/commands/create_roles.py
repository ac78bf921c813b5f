"""Make the database roles on an external server. ADMIN_DATABASE_URL (or the owner's) needs CREATEROLE."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand

from crm.embedded import roles


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def handle(self, **options):
        url = os.environ.get("ADMIN_DATABASE_URL")
        admin = roles.from_url(url) if url else settings.OWNER
        for warning in roles.create(admin, settings.DATABASE, settings.ROOT_SECRET, own=False):
            self.stderr.write(warning)
        self.stdout.write(f"roles of {settings.DATABASE} are in place")
