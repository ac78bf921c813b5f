"""Loading the demonstration: all of it or nothing, never beside real organizations, never in production."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone, translation

from contacts.duplicates.finding import find_duplicates
from crm.access.actors import System
from crm.access.owner import as_owner
from crm.access.tenancy import tenant
from crm.audit import services as audit
from crm.dashboard import services as dashboard
from crm.demo import (
    codes,
    files,
    lists,
    notes,
    places,
    projects,
    reminders,
    sheets,
    signins,
    standing,
    steps,
    team,
    themes,
)
from crm.demo.clock import Clock
from crm.demo.ids import Ids
from crm.demo.names import Namer
from crm.demo.partners import COALITION_NAME, COALITION_SLUG, FULL, PARTNERS, SMALL, Partner, stress
from crm.demo.people import People
from crm.demo.stories import Stories
from crm.demo.talks import ANONYMOUS_TRIES, Talks
from crm.demo.turnout import Turnout
from crm.demo.work import Work
from crm.demo.world import Someone, World
from crm.organizations.models import Organization

SEED = "Earshot"
REASON = "demonstration data"
STORIES_OF = "downhome"
WEEKS_FROZEN = 12
PEOPLE_AT_ONCE = 500
PLACES_OF = {False: 3, True: 6}  # districts of a state, the larger number for more than a thousand people
STRESS_CONTACTS, MOST_CONTACTS = 120_000, 1_000_000
COALITION = Partner("coalition", COALITION_SLUG, COALITION_NAME, "NC", "coalition", (), 0)


class Refused(Exception):
    """Why the demonstration is not loaded, as a sentence."""


@dataclass(frozen=True)
class Loaded:
    people: int
    rows: int
    seconds: float


def is_empty() -> bool:
    """Whether no organization exists. The coalition's login alone reads the list of all."""
    return not Organization.objects.using("coalition").exists()


def shares(size: str, contacts: int | None = None) -> dict[str, int]:
    """How many people each partner with data has. Raises Refused."""
    if size != "stress":
        if contacts is not None:
            raise Refused("--contacts goes with --size stress.")
        return {"small": SMALL, "full": FULL}[size]
    total = STRESS_CONTACTS if contacts is None else contacts
    if not 1000 <= total <= MOST_CONTACTS:
        raise Refused(f"--contacts takes a number from 1000 to {MOST_CONTACTS}.")
    return stress(total)


def load(
    size: str,
    *,
    contacts: int | None = None,
    now: datetime | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Loaded:
    """Everything in one transaction, so that a load that was interrupted leaves nothing behind but invented districts,
    which the next one uses again. Raises Refused."""
    started, now = time.monotonic(), now or timezone.now()
    if settings.PRODUCTION:
        raise Refused("This is a production installation: the demonstration has no place here.")
    people = shares(size, contacts)
    if not is_empty():
        raise Refused(
            "There are organizations already: the demonstration only goes into an empty installation."
        )
    worlds = worlds_of(people, now)
    password = signins.new_password()
    with as_owner(), transaction.atomic():
        places.save(_all_places(worlds))
        standing.enroll([school for place in _all_places(worlds) for school, *_rest in place.schools])
    with transaction.atomic(), translation.override("en"):
        with (
            connection.cursor() as cursor
        ):  # millions of checks put off to the end would have to be remembered
            cursor.execute("set constraints all immediate")
        _open(worlds, password, now)
        for world in worlds:
            if world.people:
                _fill(world, say)
        # Before the end: who finds the demonstration finds its sign-ins too.
        signins.write(password)
    rows = [world.sheets.written for world in worlds]
    with as_owner():
        sheets.analyze({table for written in rows for table in written})
    return Loaded(sum(people.values()), sum(sum(one.values()) for one in rows), time.monotonic() - started)


def worlds_of(people: dict[str, int], now: datetime) -> list[World]:
    """All partners, with their number of people; most may have none."""
    return [
        _world(partner, number, people.get(partner.key, 0), now) for number, partner in enumerate(PARTNERS, 1)
    ]


def _world(partner: Partner, number: int, people: int, now: datetime) -> World:
    known = places.invent(partner.state)[: PLACES_OF[people > 1000]]
    # Partners of one state work in the same districts, each mostly in another.
    turn = number % len(known)
    world = World(
        partner,
        places.organization_id(partner.slug),
        seed=SEED,
        number=number,
        people=people,
        places=known[turn:] + known[:turn],
        now=now,
    )
    if people:
        world.team = team.Team(
            team.assemble(
                world.namer,
                world.ids,
                world.clock,
                key=partner.key,
                roles=team.PARTNER_TEAM,
                counts=team.sizes(people),
            )
        )
    return world


def _all_places(worlds: list[World]) -> list[places.Place]:
    return list({place.id: place for world in worlds if world.people for place in world.places}.values())


def _open(worlds: list[World], password: str, now: datetime) -> None:
    """The coalition, its partners, and everybody who signs in."""
    clock = Clock(now, COALITION.zone)
    coalition = World(
        COALITION, places.organization_id(COALITION.slug), seed=SEED, number=0, people=0, places=[], now=now
    )
    overseers = team.assemble(
        Namer(coalition.dice, "NC"),
        Ids(coalition.dice, 0),
        clock,
        key="coalition",
        roles=team.COALITION_TEAM,
        counts={},
    )
    encoded = make_password(password)
    team.save_users(
        [*overseers, *(m for world in worlds if world.people for m in world.team.members)], encoded, clock
    )
    with tenant(coalition.organization_id):
        _found(coalition, None)
        team.save_memberships(coalition.organization_id, overseers, clock)
    for world in worlds:
        with tenant(world.organization_id):
            _found(world, coalition.organization_id)
            if world.people:
                team.save_memberships(world.organization_id, world.team.members, world.clock)


def _found(world: World, coalition_id: uuid.UUID | None) -> None:
    organization = Organization.objects.create(
        id=world.organization_id,
        coalition_id=coalition_id,
        kind=world.partner.kind,
        name=world.partner.name,
        slug=world.partner.slug,
        state=world.partner.state if coalition_id else "",
        time_zone=world.partner.zone,
        reply_to=f"office.{world.partner.slug}@example.org",
        postal_address=f"P.O. Box 100, {world.partner.state or 'DC'} 00000",
        is_demo=True,
        created_at=world.clock.at(world.clock.ago(560), 12),
    )
    audit.record("organizations.founded", by=_system(world), target=organization)


def _fill(world: World, say: Callable[[str], None]) -> None:
    started = time.monotonic()
    with tenant(world.organization_id):
        imported = _people(world)
        twins = find_duplicates(by=_system(world), everybody=True)
        kept = lists.plant(by=_system(world))
        if world.partner.key == STORIES_OF:
            reminders.plant(by=_system(world), now=world.clock.now)
            steps.plant(by=_system(world), now=world.clock.now)
            project = projects.plant(by=_system(world), now=world.clock.now)
            notes.plant(by=_system(world), project=project, now=world.clock.now, people=world.people)
            standing.plant(by=_system(world), project=project, now=world.clock.now)
        coded = codes.plant(by=_system(world), now=world.clock.now)
        if world.partner.key == STORIES_OF:
            themes.plant(by=_system(world), project=project, now=world.clock.now)
            standing.link(by=_system(world), project=project)
        frozen = dashboard.freeze_missing_weeks(
            by=_system(world), organization_id=world.organization_id, weeks=WEEKS_FROZEN
        )
        frozen += dashboard.freeze_missing(by=_system(world), organization_id=world.organization_id)
        audit.record(
            "demo.loaded",
            by=_system(world),
            details={
                **world.sheets.written,
                "imported": imported,
                "dashboard_snapshot": frozen,
                "contacts_duplicatepair": twins.pairs,
                "contacts_segment": kept,
                "listening_coding": coded,
                "seed": SEED,
            },
        )
    say(f"{world.partner.name}: {world.people} people, {time.monotonic() - started:.1f} s")


def _people(world: World) -> int:
    """Everybody and everything of one organization. Returns how many came by a spreadsheet."""
    people, work = People(world), Work(world)
    talks, turnout = Talks(world, people, work), Turnout(world, work)
    people.lay_out()
    turnout.plan()
    talks.plan_groups()
    talks.invite, talks.invitation = turnout.invite, turnout.invitation
    planted: list[Someone] = []
    imported = 0
    if world.partner.key == STORIES_OF:
        stories = Stories(world, people, talks, turnout, work)
        stories.before()
        planted = stories.people_of()
        for someone in planted:
            people.write(someone)
        stories.family(planted)
        world.sheets.write()
        imported = files.bring_in(world)
    talks.voices()
    turnout.left = world.people - len(planted) - imported
    for number in range(turnout.left):
        someone = people.draw()
        talks.about(someone)
        turnout.about(someone)
        people.write(someone)
        if number % PEOPLE_AT_ONCE == PEOPLE_AT_ONCE - 1:
            talks.strangers(round(PEOPLE_AT_ONCE * ANONYMOUS_TRIES))
            world.sheets.write()
    people.close_household()
    talks.strangers(round(world.people % PEOPLE_AT_ONCE * ANONYMOUS_TRIES))
    world.sheets.write()
    return imported


def _system(world: World) -> System:
    return System(organization_id=world.organization_id, reason=REASON)
