"""Attempts, conversations and sessions, what was heard in them and what was promised at their end."""

import datetime
import uuid
from dataclasses import dataclass, field

from contacts.models import ConsentEvent
from crm.demo import lines
from crm.demo.lines import Quote
from crm.demo.partners import COMMUNITIES
from crm.demo.people import People
from crm.demo.places import STREETS
from crm.demo.team import Member
from crm.demo.work import Work
from crm.demo.world import MONTHS_OF_WORK_IN_DAYS, Someone, Talk, World, weighted
from listening.models import Attempt, ListeningSession, Note, NoteVersion, SessionParticipant
from listening.next_steps import ALWAYS
from listening.services.sessions.participants import CODE_LETTERS

# How often each way is tried, and how often it leads to a talk: about 26 in 100 over all.
ADULT_WAYS = (
    ("door", 49),
    ("phone", 34),
    ("text", 11.5),
    ("tabling", 1.5),
    ("one_on_one", 3.5),
    ("event", 0.5),
)
YOUTH_WAYS = (("phone", 50), ("text", 38), ("tabling", 5), ("one_on_one", 4), ("event", 3))
TALKED = {"door": 0.29, "phone": 0.17, "text": 0.12, "tabling": 0.85, "event": 0.85, "one_on_one": 1.0}
MISSED = {
    "door": (("not_home", 62), ("refused", 12), ("come_back", 16), ("inaccessible", 6), ("language", 4)),
    "phone": (
        ("left_message", 60),
        ("not_home", 12),
        ("wrong_number", 8),
        ("disconnected", 8),
        ("refused", 12),
    ),
    "text": (("left_message", 88), ("wrong_number", 7), ("refused", 5)),
    "tabling": (("refused", 1),),
    "event": (("refused", 1),),
}
HOURS = {
    "door": (16, 19),
    "phone": (17, 20),
    "text": (11, 19),
    "tabling": (10, 15),
    "event": (18, 20),
    "one_on_one": (12, 18),
}
# What the last try told for good, in a thousand. Results and states of a contact have the same names here.
ENDS = (("do_not_contact", 8), ("moved", 12), ("deceased", 1), ("", 979))
TRIES = ((0, 12), (1, 17), (2, 18), (3, 18), (4, 14), (5, 10), (6, 6), (8, 5))
ANONYMOUS_TRIES = 0.6  # a person known: doors where nobody's name is known
HAS_WORDS, HAS_A_REMARK = 0.32, 0.10
WORDS_ALLOWED = (("granted", 45), ("anonymous", 20), ("denied", 12), ("", 23))
WITHDRAWN = 0.03
COMES_BACK_TO = 3  # all but every third of those who let us use their words let us come back with questions
STEPS = (("none", 58), ("call_back", 16), ("one_on_one", 16), ("lead", 3), ("invite", 7))
TITLES = {step.key: step for step in ALWAYS}
ISSUES = {
    "parent": (("buses", 30), ("teachers", 24), ("class_size", 14), ("safety", 13), ("special_ed", 12), ("board", 9), ("food", 6), ("discipline", 9), ("good", 12)),
    "student": (("counselors", 30), ("books", 22), ("teachers", 16), ("discipline", 15), ("food", 10), ("buses", 9), ("good", 14)),
    "educator": (("teachers", 34), ("class_size", 27), ("counselors", 14), ("buildings", 12), ("special_ed", 10), ("vouchers", 8)),
    "neighbor": (("board", 22), ("buildings", 18), ("vouchers", 14), ("buses", 12), ("safety", 10), ("good", 16)),
    "board": (("board", 30), ("teachers", 20), ("buildings", 20)),
    "alum": (("teachers", 20), ("counselors", 20), ("discipline", 16), ("good", 14)),
    "other": (("board", 20), ("vouchers", 15), ("buildings", 15)),
}  # fmt: skip
SPANISH_ISSUES = (("language", 45), ("buses", 14), ("safety", 14), ("teachers", 12), ("board", 8))
# A person known: how many sessions of each kind, the fewest and most that come, the share whose names are known.
GROUPS = {
    "house_meeting": (0.014, 5, 18, 0.8),
    "circle": (0.008, 6, 12, 0.9),
    "tabling": (0.0117, 10, 40, 0.1),
    "town_hall": (0.0018, 30, 90, 0.4),
    "roundtable": (0.0028, 8, 16, 0.85),
}


@dataclass(slots=True)
class Group:
    id: str
    kind: str
    starts_at: datetime.datetime
    language: str
    headcount: int
    named: int  # how many names are still to be put down
    facilitator: Member
    is_noted: bool
    taken: int = 0
    prefers: frozenset[str] = field(default_factory=frozenset)


class Talks:
    def __init__(self, world: World, people: People, work: Work):
        self.world, self.people, self.work = world, people, work
        self.groups: list[Group] = []
        self.invite = lambda someone, talk, title: None  # campaigns answer, once they are planned
        self.invitation = ""

    def plan_groups(self) -> None:
        """House meetings, circles and the like of the past months."""
        world, dice, clock = self.world, self.world.dice, self.world.clock
        for kind, (each, fewest, most, share) in GROUPS.items():
            if kind == "roundtable" and "student" not in world.partner.focus:
                continue
            for _number in range(max(1, round(each * world.people))):
                day = world.day_between(
                    clock.ago(MONTHS_OF_WORK_IN_DAYS - 60), min(world.last_day, clock.ago(1))
                )
                headcount = dice.randint(fewest, most)
                spanish = world.chance(0.5) and COMMUNITIES[world.partner.state].get("latino", 0) > 30
                self.add_group(
                    kind, clock.at(day, 10 if kind == "tabling" else 18, 30), headcount=headcount,
                    named=round(headcount * share), language="es" if spanish else "en",
                )  # fmt: skip

    def add_group(
        self, kind: str, starts_at: datetime.datetime, *, headcount: int, named: int, language: str = "en",
        title: str = "", place: str = "", facilitator: Member | None = None, is_noted: bool = True,
        status: str = "noted", prefers: frozenset[str] = frozenset(), **values,
    ) -> Group:  # fmt: skip
        world = self.world
        where = world.places[0]
        team = world.team
        facilitator = facilitator or (
            team.youth if kind == "roundtable" else world.dice.choice(team.organizers)
        )
        group = Group(
            world.ids(), kind, starts_at, language, headcount, named, facilitator, is_noted, prefers=prefers
        )
        titles = [t for t in lines.SESSIONS[kind] if (" de " in t or " en " in t) == (language == "es")]
        world.sheets.add(
            ListeningSession,
            id=group.id,
            kind=kind,
            title=title or world.dice.choice(titles or lines.SESSIONS[kind]),
            place=place or world.dice.choice(where.schools)[1],
            district_id=str(where.id),
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(hours=2),
            language=language,
            headcount=headcount if status != "planned" else None,
            facilitator_id=facilitator.id,
            status=status,
            created_at=min(starts_at, world.clock.now) - datetime.timedelta(days=7),
            **{"has_interpreter": language == "es", "has_childcare": world.chance(0.4), **values},
        )
        self.groups.append(group)
        return group

    def about(self, someone: Someone) -> None:
        """All that happened with one person."""
        world, dice = self.world, self.world.dice
        if someone.values["archived_at"]:
            return
        ways = YOUTH_WAYS if someone.is_minor else ADULT_WAYS
        tries = weighted(dice, TRIES)
        if world.partner.pace == "stuck":
            tries = min(tries, 3)
        if world.partner.pace == "star" and tries:
            tries += 1
        first = world.clock.day_of(someone.created_at)
        days = sorted(world.day_between(first, world.last_day, lean=1.15) for _ in range(tries))
        end = weighted(dice, ENDS)
        for number, day in enumerate(days):
            channel = weighted(dice, ways)
            if someone.never_reached and channel == "one_on_one":
                channel = "door"
            by = self._who(someone, channel)
            at = self._moment(channel, day, someone.created_at)
            talked = not someone.never_reached and world.chance(TALKED[channel])
            if talked:
                self.talk(someone, at, by, channel)
            elif end and number == len(days) - 1 and not someone.talks:
                self.attempt(someone.id, channel, end, at, by)
                someone.values["status"] = end
                if end == "do_not_contact":
                    someone.text_answer = ""
            else:
                self.attempt(someone.id, channel, weighted(dice, MISSED[channel]), at, by)
        self._join_a_group(someone)

    def strangers(self, count: int) -> None:
        """Doors and tables where no name was given."""
        world, dice, clock = self.world, self.world.dice, self.world.clock
        walkers = [*world.team.organizers, *world.team.volunteers]
        for _number in range(count):
            channel = "tabling" if world.chance(0.02) else "door"
            day = world.day_between(clock.ago(MONTHS_OF_WORK_IN_DAYS), world.last_day)
            at = self._moment(channel, day, None)
            by = dice.choice(walkers)
            place = f"{dice.randint(2, 980)} {dice.choice(STREETS)}"
            kinds = [weighted(dice, (("parent", 5), ("neighbor", 4), ("student", 1)))]
            if world.chance(TALKED[channel] * 0.92):
                self._conversation(None, kinds, channel, at, by, place=place, language="en")
            else:
                self.attempt(None, channel, weighted(dice, MISSED[channel]), at, by, place=place)

    def talk(
        self, someone: Someone, at: datetime.datetime, by: Member, channel: str, *,
        quote: Quote | None = None, allowed: str | None = None, step: str | None = None,
        confidentiality: str = "team", withdrawn_on: datetime.date | None = None,
    ) -> Talk:  # fmt: skip
        """A conversation with somebody we know, and all that follows from it."""
        language = "es" if someone.speaks_spanish else "en"
        talk = self._conversation(
            someone, someone.kinds, channel, at, by, language=language, quote=quote, allowed=allowed, step=step,
            confidentiality=confidentiality, withdrawn_on=withdrawn_on,
        )  # fmt: skip
        someone.talks.append(talk)
        self.people.answer(someone, at, by)
        return talk

    def note_of_group(
        self, group: Group, quote: Quote, participant_id: str | None = None, someone=None
    ) -> str:
        at = group.starts_at + datetime.timedelta(hours=2)
        return self._note(
            group.id,
            participant_id,
            someone.id if someone else None,
            group.facilitator,
            quote.text,
            quote.language,
            at,
        )

    def fill(self, group: Group, someone: Someone) -> str:
        """Put one name on the list of those who came."""
        group.taken += 1
        participant_id = self.world.ids()
        self.world.sheets.add(
            SessionParticipant,
            id=participant_id,
            session_id=group.id,
            contact_id=someone.id,
            pseudonym=f"P{group.taken}",
            constituencies=someone.kinds,
            receipt_code=self._code(),
        )
        return participant_id

    def voices(self) -> None:
        """What was said in group sessions by those whose names nobody wrote down."""
        dice = self.world.dice
        for group in self.groups:
            if not group.is_noted:
                continue
            for _number in range(min(group.headcount, dice.randint(1, 6))):
                kind = (
                    "student"
                    if group.kind == "roundtable"
                    else weighted(dice, (("parent", 6), ("neighbor", 3), ("educator", 2)))
                )
                self.note_of_group(group, lines.said_by(dice, kind, group.language))

    def _join_a_group(self, someone: Someone) -> None:
        world = self.world
        if someone.never_reached or not someone.is_open:
            return
        suits = [
            group
            for group in self.groups
            if group.taken < group.named
            and group.starts_at > someone.created_at
            and (group.kind == "roundtable") == ("student" in someone.kinds)
            and (not group.prefers or group.prefers & set(someone.kinds))
        ]
        if not suits or not world.chance(0.42):
            return
        urgent = [group for group in suits if not group.is_noted]
        group = world.dice.choice(urgent or suits)
        participant_id = self.fill(group, someone)
        if group.is_noted and world.chance(0.3):
            quote = self._quote(someone.kinds, someone.values["language"])
            at = group.starts_at + datetime.timedelta(hours=2)
            self.note_of_group(group, quote, participant_id, someone)
            self._allow(
                someone.id,
                participant_id,
                group.id,
                weighted(world.dice, WORDS_ALLOWED),
                quote.language,
                at,
                group.facilitator,
            )

    def _conversation(
        self, someone: Someone | None, kinds: list[str], channel: str, at: datetime.datetime, by: Member, *,
        place: str = "", language: str, quote: Quote | None = None, allowed: str | None = None, step: str | None = None,
        confidentiality: str = "team", withdrawn_on: datetime.date | None = None,
    ) -> Talk:  # fmt: skip
        world, dice, sheets, ids = self.world, self.world.dice, self.world.sheets, self.world.ids
        contact_id = someone.id if someone else None
        session_id, participant_id, client_uuid = ids(), ids(), ids()
        hears_more = 1.7 if language == "es" else 1
        if quote is None and kinds and world.chance(HAS_WORDS * hears_more):
            quote = self._quote(kinds, language)
        put_off = quote is None and at > world.clock.now - datetime.timedelta(days=3) and world.chance(0.2)
        sheets.add(
            ListeningSession,
            id=session_id,
            kind="one_on_one" if channel == "one_on_one" else "conversation",
            place=place,
            starts_at=at,
            headcount=1,
            language=language,
            facilitator_id=by.id,
            status="held" if put_off else "noted",
            client_uuid=client_uuid,
            created_at=at,
        )
        sheets.add(
            SessionParticipant,
            id=participant_id,
            session_id=session_id,
            contact_id=contact_id,
            pseudonym="P1",
            constituencies=kinds,
            receipt_code=self._code(),
        )
        note_id = None
        if quote:
            note_id = self._note(
                session_id,
                participant_id,
                contact_id,
                by,
                quote.text,
                quote.language,
                at,
                confidentiality=confidentiality,
            )
            value = weighted(dice, WORDS_ALLOWED) if allowed is None else allowed
            self._allow(contact_id, participant_id, session_id, value, language, at, by, withdrawn_on)
        if someone and confidentiality == "team" and world.chance(HAS_A_REMARK):
            remark = dice.choice(lines.REMARKS["es" if language == "es" and world.chance(0.5) else "en"])
            self._note(session_id, participant_id, contact_id, by, remark, "en", at, is_quote=False)
        issues = list(quote.about) if quote else []
        offered = SPANISH_ISSUES if language == "es" else ISSUES[kinds[0] if kinds else "parent"]
        while len(issues) < 3 and world.chance(0.55):
            issue = weighted(dice, offered)
            if issue not in issues:
                issues.append(issue)
        key = step or weighted(dice, STEPS)
        if key == "invite" and (
            someone is None or someone.is_minor or not self.invitation or (world.clock.now - at).days > 20
        ):
            key = "none"
        attempt_id = ids()
        talk = Talk(at, attempt_id, note_id)
        task_id = self._next_step(someone, talk, key, by, client_uuid, place)
        sheets.add(
            Attempt,
            id=attempt_id,
            contact_id=contact_id,
            session_id=session_id,
            participant_id=participant_id,
            channel=channel,
            result="talked",
            at=at,
            device_at=at,
            place=place,
            issues=issues,
            constituencies=kinds,
            next_step=key,
            task_id=task_id,
            by_id=by.id,
            client_uuid=client_uuid,
            created_at=at,
        )
        if key == "invite":
            self.invite(someone, talk, by)
        return talk

    def _next_step(
        self, someone, talk: Talk, key: str, by: Member, client_uuid: str, place: str
    ) -> str | None:
        if key == "none":
            return None
        if key == "invite":
            kind, title, days = "invite", self.invitation, 2
        else:
            step = TITLES[key]
            kind, title, days = step.task_kind, str(step.title), step.due_in_days
        return self.work.add(
            kind=kind,
            title=title if someone or not place else f"{title}: {place}",
            owner=by,
            due_on=self.world.clock.day_of(talk.at) + datetime.timedelta(days=days),
            created_at=talk.at,
            someone=someone,
            origin="listening.attempt",
            source_id=talk.attempt_id,
            client_uuid=str(uuid.uuid5(uuid.UUID(client_uuid), "task")),
        )

    def attempt(
        self, contact_id, channel: str, result: str, at: datetime.datetime, by: Member, place: str = ""
    ) -> None:
        self.world.sheets.add(
            Attempt,
            id=self.world.ids(),
            contact_id=contact_id,
            channel=channel,
            result=result,
            at=at,
            device_at=at,
            place=place,
            next_step="none",
            by_id=by.id,
            client_uuid=self.world.ids(),
            created_at=at,
        )

    def _note(
        self, session_id, participant_id, contact_id, author: Member, body: str, language: str, at, *,
        is_quote: bool = True, confidentiality: str = "team",
    ) -> str:  # fmt: skip
        world = self.world
        note_id = world.ids()
        world.sheets.add(
            Note,
            id=note_id,
            session_id=session_id,
            participant_id=participant_id,
            contact_id=contact_id,
            author_id=author.id,
            is_quote=is_quote,
            language=language,
            fidelity=weighted(world.dice, (("near", 60), ("verbatim", 25), ("memory", 15)))
            if is_quote
            else "paraphrase",
            confidentiality=confidentiality,
            created_at=at,
        )
        world.sheets.add(
            NoteVersion,
            id=world.ids(),
            note_id=note_id,
            number=1,
            body=body,
            written_by_id=author.id,
            written_at=at,
        )
        return note_id

    def _allow(
        self,
        contact_id,
        participant_id,
        session_id,
        value: str,
        language: str,
        at,
        by: Member,
        withdrawn_on=None,
    ) -> None:
        """May we use these words: the answer, and sometimes a later change of mind."""
        if not value:
            return
        world = self.world
        common = {
            "contact_id": contact_id,
            "participant_id": participant_id,
            "session_id": session_id,
            "purpose": "quote",
            "how": "verbal",
            "language": "es" if language == "es" else "en",
            "recorded_by_id": by.id,
        }
        world.sheets.add(ConsentEvent, id=world.ids(), value=value, at=at, **common)
        if (
            contact_id
            and value in ("granted", "anonymous")
            and uuid.UUID(str(participant_id)).int % COMES_BACK_TO
        ):
            again = {**common, "purpose": "recontact", "session_id": None}
            world.sheets.add(
                ConsentEvent,
                id=uuid.uuid5(uuid.UUID(str(participant_id)), "recontact"),
                value="granted",
                at=at,
                **again,
            )
        if withdrawn_on is None and value == "granted" and world.chance(WITHDRAWN):
            withdrawn_on = world.clock.day_of(at) + datetime.timedelta(days=world.dice.randint(5, 60))
        if withdrawn_on and withdrawn_on < world.clock.today:
            world.sheets.add(
                ConsentEvent, id=world.ids(), value="withdrawn", at=world.clock.at(withdrawn_on, 12), **common
            )

    def _quote(self, kinds: list[str], language: str) -> Quote:
        kind = self.world.dice.choice(kinds) if kinds else "neighbor"
        return lines.said_by(self.world.dice, kind, "es" if language == "es" else "en")

    def _who(self, someone: Someone, channel: str) -> Member:
        """Minors talk with those who are trained for it; volunteers with the people of their turf."""
        dice, team = self.world.dice, self.world.team
        if someone.is_minor:
            return dice.choice(team.trained)
        if channel == "door" and someone.helpers and dice.random() < 0.7:
            return dice.choice(someone.helpers)
        if channel == "one_on_one" or dice.random() < 0.6:
            return someone.owner or dice.choice(team.organizers)
        return dice.choice(team.organizers)

    def _moment(
        self, channel: str, day: datetime.date, not_before: datetime.datetime | None
    ) -> datetime.datetime:
        dice, clock = self.world.dice, self.world.clock
        first, last = HOURS[channel]
        at = clock.past(day, dice.randint(first, last), dice.randint(0, 59))
        if not_before:
            at = max(at, not_before + datetime.timedelta(minutes=5))
        return min(at, clock.now)

    def _code(self) -> str:
        """Like listening.services.new_code, from the seed."""
        letters = "".join(self.world.dice.choices(CODE_LETTERS, k=8))
        return f"{letters[:4]}-{letters[4:]}"
