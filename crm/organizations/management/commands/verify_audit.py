"""Check the hash chain over each organization's audit. Exit status 1 if an event was altered or removed."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.access.tenancy import tenant
from crm.audit import services as audit
from crm.audit.models import AuditSeal
from crm.organizations.models import Organization


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--seal", action="store_true", help="seal what is not sealed yet, then check")

    def handle(self, *, seal: bool, **options):
        broken = []
        names = Organization.objects.using("coalition").order_by("name").values_list("id", "name")
        for organization_id, name in list(names):
            with tenant(organization_id):
                if seal:
                    audit.seal(organization_id)
                number = audit.broken_seal()
                last = AuditSeal.objects.order_by("-number").first()
            if number is not None:
                broken.append(f"{name}: link {number} does not hold")
            # Whoever can rewrite every row can rewrite the chain, so the last link is worth keeping elsewhere.
            elif last is not None:
                on = timezone.localtime(last.at).isoformat(timespec="seconds")
                self.stdout.write(f"{name}: {last.number} links hold, last {on} {bytes(last.hash).hex()}")
            else:
                self.stdout.write(f"{name}: nothing sealed yet")
        if broken:
            raise CommandError("; ".join(broken))
