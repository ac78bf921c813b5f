"""Campaigns, what they demand, the actions that press for it, and who came or will come."""

import datetime
from dataclasses import dataclass, field

from django.utils.formats import date_format

from campaigns.models import Action, Campaign, Demand, Signup, SignupStatus
from campaigns.services import CONFIRM_DAYS_BEFORE
from crm.demo import lines
from crm.demo.team import Member
from crm.demo.work import Work
from crm.demo.world import Someone, Talk, World, weighted

PAST_ACTIONS_A_PERSON, MOST_PAST_ACTIONS = 0.034, 600
SIGNUPS = ((0, 42), (1, 27), (2, 15), (3, 8), (4, 5), (5, 3))
PAST_KINDS = (
    ("meeting", 30), ("training", 18), ("board_turnout", 14), ("phone_bank", 12), ("canvass", 12), ("petition", 6),
    ("testimony", 5), ("rally", 3),
)  # fmt: skip
# Every sign-up to a past action is closed. Of the plain yeses about half came, of those confirmed twice three in four.
ENDINGS = (("declined", 22), ("cancelled", 4), ("walk_in", 5), ("promised", 69))
CONFIRMATIONS = ((0, 55), (1, 30), (2, 15))
CAME = {0: 0.42, 1: 0.62, 2: 0.74}
# The vote in ten days: how many stand where. It needs sixty.
VOTE_GOAL = 60
VOTE = {
    "to_ask": 15, "left_message": 7, "invited": 11, "maybe": 9, "yes": 27, "confirmed": 16, "confirmed_twice": 7,
    "declined": 8, "cancelled": 1,
}  # fmt: skip
OTHERS = {"to_ask": 6, "invited": 5, "maybe": 3, "yes": 8, "confirmed": 3, "declined": 3}
PATHS = {
    "to_ask": ("to_ask",),
    "left_message": ("to_ask", "left_message"),
    "invited": ("to_ask", "invited"),
    "maybe": ("invited", "maybe"),
    "yes": ("invited", "yes"),
    "confirmed": ("invited", "yes", "confirmed"),
    "confirmed_twice": ("invited", "yes", "confirmed", "confirmed"),
    "declined": ("invited", "declined"),
    "cancelled": ("invited", "yes", "cancelled"),
}


@dataclass(slots=True)
class Coming:
    """An action to come, and the places on its list that are still to be given."""

    id: str
    name: str
    starts_at: datetime.datetime
    statuses: list[str] = field(default_factory=list)


class Turnout:
    def __init__(self, world: World, work: Work):
        self.world, self.work = world, work
        self.past: list[tuple[str, str, datetime.datetime]] = []  # id, name, start; the earliest first
        self.coming: list[Coming] = []
        self.left = world.people

    @property
    def vote(self) -> Coming:
        return next(coming for coming in self.coming if coming.name == "School board vote on the bus budget")

    def plan(self) -> None:
        world, dice, clock = self.world, self.world.dice, self.world.clock
        first = 0 if world.partner.key == "downhome" else dice.randrange(len(lines.CAMPAIGNS))
        count = min(len(lines.CAMPAIGNS), 2 + (world.people > 500) + (world.people > 1000))
        campaigns = [
            self._campaign(lines.CAMPAIGNS[(first + step) % len(lines.CAMPAIGNS)]) for step in range(count)
        ]
        live = [entry for entry in campaigns if entry[2] in ("active", "building", "paused")] or campaigns
        number = min(MOST_PAST_ACTIONS, max(8, round(PAST_ACTIONS_A_PERSON * world.people)))
        for _ in range(number):
            day = world.day_between(clock.ago(510), min(world.last_day, clock.ago(2)), lean=0.9)
            kind = weighted(dice, PAST_KINDS)
            campaign_id, demand_id, _status = dice.choice(campaigns)
            hour = 10 if kind in ("canvass", "petition", "rally", "training") else 18
            name = dice.choice(lines.ACTIONS[kind])
            starts_at = clock.at(day, hour)
            action_id = self._action(
                kind, name, starts_at, campaign_id, demand_id, goal=dice.choice((10, 15, 20, 30))
            )
            self.past.append((action_id, name, starts_at))
        self.past.sort(key=lambda entry: entry[2])
        if world.partner.pace == "stopped":
            return
        campaign_id, demand_id, _status = live[0]
        if world.partner.key == "downhome":
            self._come("board_turnout", "School board vote on the bus budget", 10, 18, campaign_id, demand_id, VOTE,
                       goal=VOTE_GOAL, has_childcare=True, has_interpreter=True)  # fmt: skip
        self._come(
            "phone_bank",
            "Calling night",
            3,
            18,
            campaign_id,
            demand_id,
            {"yes": 3, "confirmed": 2, "to_ask": 2},
            goal=8,
        )
        self._come(
            "training", dice.choice(lines.ACTIONS["training"]), 19, 10, live[-1][0], None, OTHERS, goal=25
        )

    def about(self, someone: Someone) -> None:
        world, dice = self.world, self.world.dice
        self.left -= 1
        if someone.values["archived_at"] or someone.values["status"] in (
            "moved",
            "deceased",
            "do_not_contact",
        ):
            return
        after = [entry for entry in self.past if entry[2] > someone.created_at] if self.past else []
        wanted = min(weighted(dice, SIGNUPS), len(after))
        for action_id, name, starts_at in sorted(dice.sample(after, wanted), key=lambda entry: entry[2]):
            self._over(someone, action_id, name, starts_at)
        if someone.never_reached:
            return
        for coming in self.coming:
            if (
                coming.statuses
                and coming.id not in someone.asked_to
                and world.chance(min(0.9, 2.2 * len(coming.statuses) / max(1, self.left)))
            ):
                self.sign_up(someone, coming, coming.statuses.pop())

    def sign_up(self, someone: Someone, coming: Coming, ending: str, talk: Talk | None = None) -> str:
        """Somebody on the list of an action to come, with the steps that led there in the last weeks."""
        dice, clock = self.world.dice, self.world.clock
        if talk is None and someone.talks and ending in ("yes", "confirmed", "confirmed_twice", "maybe"):
            talk = someone.talks[-1]
        asked_by = self._asker(someone)
        started = max(someone.created_at, clock.now - datetime.timedelta(days=dice.randint(4, 16)))
        if talk and talk.at > started:
            started = talk.at
        path = PATHS[ending]
        room = (clock.now - started) / (len(path) + 1)
        moments = [started + room * (step + 0.5) for step in range(len(path))]
        return self._put(
            someone,
            coming.id,
            coming.name,
            coming.starts_at,
            list(zip(path, moments, strict=True)),
            asked_by,
            talk,
        )

    def invite(self, someone: Someone, talk: Talk, by: Member) -> None:
        """A talk that closed with an invitation puts the person on the list to ask."""
        coming = self.coming[0]
        if coming.id in someone.asked_to:
            return
        self._put(someone, coming.id, coming.name, coming.starts_at, [("to_ask", talk.at)], by, talk)

    @property
    def invitation(self) -> str:
        """What the step of an invited person is called, as campaigns.next_steps has it."""
        if not self.coming:
            return ""
        coming = self.coming[0]
        return f"Invite to {coming.name}, {date_format(coming.starts_at.astimezone(self.world.clock.zone), 'M j')}"

    def _over(self, someone: Someone, action_id: str, name: str, starts_at: datetime.datetime) -> None:
        """A sign-up to something that has been."""
        world, dice = self.world, self.world.dice
        hour = datetime.timedelta(hours=1)
        asked = max(someone.created_at, starts_at - datetime.timedelta(days=dice.randint(4, 20)))
        ending = weighted(dice, ENDINGS)
        steps: list[str] = []
        if ending == "walk_in":
            path = [("walk_in", starts_at + hour)]
        else:
            steps = ["invited"]
            if ending == "promised":
                confirmations = weighted(dice, CONFIRMATIONS)
                steps += ["yes", *(["confirmed"] * confirmations)]
                ending = "attended" if world.chance(CAME[confirmations]) else "no_show"
            elif ending == "cancelled":
                steps.append("yes")
            room = (starts_at - asked) / (len(steps) + 2)
            path = [(step, asked + room * (number + 0.5)) for number, step in enumerate(steps)]
            at = (
                starts_at + 2 * hour
                if ending in ("attended", "no_show")
                else asked + room * (len(steps) + 0.5)
            )
            path.append((ending, min(at, world.clock.now)))
        talk = next((talk for talk in reversed(someone.talks) if talk.at < path[0][1]), None)
        self._put(
            someone,
            action_id,
            name,
            starts_at,
            path,
            self._asker(someone),
            talk if ending == "attended" else None,
        )

    def _put(
        self, someone: Someone, action_id: str, name: str, starts_at: datetime.datetime,
        path: list[tuple[str, datetime.datetime]], asked_by: Member, talk: Talk | None,
    ) -> str:  # fmt: skip
        sheets, ids = self.world.sheets, self.world.ids
        someone.asked_to.add(action_id)
        signup_id, task_id = ids(), None
        status, status_at = path[-1]
        said_yes = next((at for step, at in path if step == "yes"), None)
        if said_yes:
            settled = next((at for step, at in path if at > said_yes and step != "yes"), None)
            task_id = self._confirm(someone, signup_id, name, starts_at, said_yes, settled, path, asked_by)
        sheets.add(
            Signup,
            id=signup_id,
            action_id=action_id,
            contact_id=someone.id,
            status=status,
            status_at=status_at,
            confirmations=sum(step == "confirmed" for step, _at in path),
            asked_by_id=asked_by.id,
            moved_by_note_id=talk.note_id if talk else None,
            moved_by_attempt_id=talk.attempt_id if talk else None,
            task_id=task_id,
            created_at=path[0][1],
        )
        for step, at in path:
            sheets.add(SignupStatus, id=ids(), signup_id=signup_id, status=step, at=at, by_id=asked_by.id)
        return signup_id

    def _confirm(self, someone, signup_id, name, starts_at, said_yes, settled, path, owner: Member) -> str:
        """A yes makes a step to confirm, which the next change of the sign-up closes."""
        clock = self.world.clock
        due_on = clock.day_of(starts_at) - datetime.timedelta(days=CONFIRM_DAYS_BEFORE)
        next_step = next((step for step, at in path if at == settled), "")
        state = "open" if settled is None else "dropped" if next_step == "cancelled" else "done"
        return self.work.add(
            kind="confirm",
            title=f"Confirm: {name}",
            owner=owner,
            due_on=max(due_on, clock.day_of(said_yes)),
            created_at=said_yes,
            someone=someone,
            origin="campaigns.signup",
            source_id=signup_id,
            state=state,
            closed_at=settled,
            outcome=str(Signup.Status(next_step).label) if next_step else "",
        )

    def _asker(self, someone: Someone) -> Member:
        team = self.world.team
        return someone.owner or self.world.dice.choice(team.trained if someone.is_minor else team.organizers)

    def _campaign(self, entry: dict) -> tuple[str, str, str]:
        world, dice, clock = self.world, self.world.dice, self.world.clock
        campaign_id, demand_id = world.ids(), ""
        over = entry["status"] in ("won", "partly_won", "lost")
        world.sheets.add(
            Campaign,
            id=campaign_id,
            name=entry["name"],
            issue=entry["issue"],
            story=entry["story"],
            district_id=str(world.places[0].id),
            status=entry["status"],
            starts_on=clock.ago(dice.randint(200, 520)),
            ends_on=clock.ago(dice.randint(40, 120)) if over else None,
            lead_id=dice.choice(world.team.organizers).id,
            created_at=clock.at(clock.ago(530), 12),
        )
        for text, status in entry["demands"]:
            made = world.ids()
            demand_id = demand_id or made
            world.sheets.add(
                Demand,
                id=made,
                campaign_id=campaign_id,
                text=text,
                decided_by=f"{world.places[0].name}: school board",
                decide_by=clock.ahead(10) if entry["status"] == "active" else None,
                status=status,
                result="" if status == "open" else f"{entry['name']}: {Demand.Status(status).label}.",
            )
        return campaign_id, demand_id, entry["status"]

    def _come(
        self, kind, name, days, hour, campaign_id, demand_id, statuses: dict[str, int], **values
    ) -> None:
        world, clock = self.world, self.world.clock
        starts_at = clock.at(clock.ahead(days), hour, 30)
        given = [status for status, count in statuses.items() for _ in range(count)]
        world.dice.shuffle(given)
        self.coming.append(
            Coming(
                self._action(kind, name, starts_at, campaign_id, demand_id, **values), name, starts_at, given
            )
        )
        self.coming.sort(key=lambda coming: coming.starts_at)

    def _action(self, kind, name, starts_at, campaign_id, demand_id, **values) -> str:
        world = self.world
        action_id = world.ids()
        place = world.places[0]
        is_board = kind == "board_turnout"
        world.sheets.add(
            Action,
            id=action_id,
            campaign_id=campaign_id,
            demand_id=demand_id or None,
            kind=kind,
            name=name,
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(hours=2),
            time_zone=world.partner.zone,
            place=f"{place.name}, board room" if is_board else world.dice.choice(place.schools)[1],
            created_at=min(starts_at, world.clock.now) - datetime.timedelta(days=21),
            **{"has_childcare": world.chance(0.4), "has_interpreter": world.chance(0.4), **values},
        )
        return action_id
