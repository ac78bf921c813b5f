"""The small demonstration, loaded once for all tests of a module and taken out again."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.utils import timezone

from crm.access.actors import Member
from crm.access.tenancy import tenant
from crm.demo import places, services, signins
from crm.demo.partners import BY_KEY, SMALL
from crm.organizations.models import Membership, Organization
from tasks.letters import member_of
from tests.emptying import empty


@dataclass
class Partner:
    """A partner with data, and what tests ask of it. Rows are read inside `with partner.here():`."""

    key: str
    id: object

    def here(self):
        return tenant(self.id)

    @property
    def organization(self) -> Organization:
        return Organization.objects.get(pk=self.id)

    def member(self, role: str) -> Member:
        first = Membership.objects.filter(organization_id=self.id, role=role).order_by("pk").first()
        return member_of(first)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Committed, not in a test's transaction: the load asks as other logins and becomes the owner. Two processes may
    each hold one, so each has its own list of sign-ins."""
    mine = tmp_path_factory.mktemp("demo") / "signins.txt"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as place:
        place.setattr(signins, "path", lambda: mine)
        now = timezone.now()
        loaded = services.load("small", now=now)
        partners = {key: Partner(key, places.organization_id(BY_KEY[key].slug)) for key in SMALL}
        yield SimpleNamespace(
            now=now, loaded=loaded, partners=list(partners.values()), **partners, password=_password()
        )
        empty()


def _password() -> str:
    return signins.path().read_text().split()[-1]
