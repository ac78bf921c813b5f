"""Every page there is, with the role that may see it: those of tests/walls/routes.py, and pages in other states."""

from dataclasses import dataclass

from django.urls import reverse

from campaigns.models import Action, Campaign, Signup
from contacts.models import Contact
from crm.access.actors import Member
from crm.access.roles import ROLES
from crm.access.tenancy import tenant
from crm.demo import places, services
from crm.demo.partners import BY_KEY
from crm.organizations.models import Membership, Organization
from listening.models import ListeningSession, Note
from tasks.letters import member_of
from tasks.models import Task
from tests import make
from tests.crm.imports import bringing
from tests.walls.routes import ANYBODY, MEMBER, ROUTES, SIGNED_IN, Route

READERS = ("partner_lead", "data_staff", "org_admin", "coalition_lead", "coalition_admin", None)
NO_PAGES = {
    "campaigns:action_ics",
    "contacts:card",
    "imports:error_rows",
    "imports:outcomes",
    "listening:edition_file",
    "listening:attachment",
    "listening:session_ics",
    "queue:healthz",
    "tasks:feed",
    "tasks:ics",
    "told:report_file",
}
SHEET = "Nombre;Phone;E-mail\nAna ReyesLEGAL NAME;(919) 555-0142;ana@example.org\nLi WuLEGAL NAME;12;\n"


@dataclass
class World:
    """The small demonstration, where pages have something to show."""

    home: Organization
    coalition: Organization

    @classmethod
    def load(cls) -> "World":
        services.load("small")
        here = places.organization_id(BY_KEY["downhome"].slug)
        with tenant(here):
            home = Organization.objects.get(pk=here)
        with tenant(home.coalition_id):
            return cls(home, Organization.objects.get(pk=home.coalition_id))

    def reader(self, role: str) -> Member:
        of = self.coalition if ROLES[role].in_coalition else self.home
        with tenant(of.id):
            row = Membership.objects.filter(role=role).select_related("user").order_by("pk").first()
            return member_of(row) if row else make.member(of, role)


def addresses(world: World) -> dict[str | None, list[str]]:
    """By reader (None: nobody is signed in)."""
    found: dict[str | None, list[str]] = {reader: [] for reader in READERS}
    for route in ROUTES:
        if (
            route.method == "get"
            and 200 in route.answers
            and not route.name.startswith("api:")
            and route.name not in NO_PAGES
        ):
            reader = _reader(route)
            of = world.coalition if reader and ROLES[reader].in_coalition else world.home
            found[reader].append(reverse(route.name, kwargs=route.arguments(of)))
    for reader, more in _in_other_states(world).items():
        found[reader] += more
    return found


def _reader(route: Route) -> str | None:
    if route.allowed == ANYBODY:
        return None
    for key in READERS:
        may = route.allowed in (MEMBER, SIGNED_IN) or (key and route.allowed in ROLES[key].permissions)
        if key and may and route.roles.get(key, 200) == 200:
            return key
    raise LookupError(f"nobody may see {route}")


def _in_other_states(world: World) -> dict[str | None, list[str]]:
    """Pages with much on them, filtered lists, empty lists, and what went wrong."""
    home = world.home
    lead = world.reader("partner_lead")
    with tenant(home.id):
        signup = Signup.objects.exclude(moved_by_note=None).order_by("pk").first()
        met = Signup.objects.order_by("-status_at").first().contact_id
        contact = Contact.objects.filter(status="active", archived_at=None).order_by("-last_talk_at").first()
        closed = Contact.objects.exclude(status="active").order_by("pk").first() or contact
        session = ListeningSession.objects.exclude(kind="conversation").order_by("-starts_at").first()
        note = Note.objects.order_by("pk").first()
        action = Action.objects.order_by("-starts_at").first()
        past = Action.objects.order_by("starts_at").first()
        campaign = Campaign.objects.order_by("pk").first()
        task = Task.objects.order_by("pk").first()
        mine = make.attempt(home, by_id=lead.id, session=make.session(home, kind="conversation"))
    wizard = [_import(world, at) for at in ("what", "columns", "check", "report")]
    find = reverse("search:everything")
    return {
        None: ["/no-such-page/", reverse("ui:components")],
        "partner_lead": [
            *(reverse("contacts:detail", args=[pk]) for pk in {contact.pk, closed.pk, met}),
            reverse("contacts:edit", args=[contact.pk]),
            reverse("contacts:list") + "?q=zzzz",
            reverse("contacts:list") + "?kind=parent&sort=talk",
            reverse("listening:log") + f"?contact={contact.pk}",
            reverse("listening:finish", args=[mine.pk]),
            reverse("listening:list") + "?kind=talks",
            reverse("listening:session", args=[session.pk]),
            reverse("listening:session", args=[note.session_id]),
            reverse("listening:note_correct", args=[note.pk]),
            reverse("campaigns:detail", args=[campaign.pk]),
            reverse("campaigns:action", args=[action.pk]),
            reverse("campaigns:action", args=[past.pk]),
            reverse("campaigns:action_people", args=[action.pk]) + "?q=a",
            reverse("campaigns:action_people", args=[action.pk]) + "?q=zzzz",
            reverse("campaigns:signup", args=[signup.action_id, signup.contact_id]),
            reverse("tasks:task", args=[task.pk]),
            reverse("tasks:list") + "?state=done",
            reverse("tasks:list") + "?state=overdue&whose=all",
            f"{find}?q=a",
            f"{find}?q=zzzz",
            reverse("queue:desk"),  # 403
        ],
        "data_staff": [*wizard],
        "org_admin": [],
        "coalition_lead": [],
        "coalition_admin": [],
    }


def forms() -> dict[str | None, list[str]]:
    """Pages to send as they are: what is missing is said in place."""
    return {
        None: [reverse("account_login"), reverse("account_reset_password")],
        "partner_lead": [
            reverse(name)
            for name in (
                "contacts:new",
                "tasks:new",
                "campaigns:new",
                "campaigns:action_new",
                "listening:plan",
            )
        ],
        "data_staff": [reverse("imports:start")],
        "org_admin": [reverse("organizations:members")],
    }


def _import(world: World, at: str) -> str:
    staff = world.reader("data_staff")
    if at == "report":
        batch = bringing.bring(world.home, staff, SHEET)
        return reverse("imports:rows", args=[batch.pk])
    made = bringing.ready if at == "check" else bringing.read
    return reverse(f"imports:{at}", args=[made(staff, SHEET, name=f"{at}.csv").pk])
