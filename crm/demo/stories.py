"""What a visitor of the demo should come upon: planted people and moments of one partner, Down Home."""

import datetime

from crm.demo import lines
from crm.demo.names import Name, communities
from crm.demo.people import People
from crm.demo.talks import Talks
from crm.demo.turnout import Turnout
from crm.demo.work import Work
from crm.demo.world import Someone, World

HOUSE_MEETING = "House meeting on Alder Lane"
HOUSE_MEETING_CAME, HOUSE_MEETING_NAMED = 25, 18
LEADER, AT_RISK, WITHDREW, CLOSED_DOOR = "Nevaeh Boykin", "Marisol Tovar", "Dale Hargis", "Rusty Gentry"
BLUE_HOUSE = "Ms. T (blue house)"


class Stories:
    def __init__(self, world: World, people: People, talks: Talks, turnout: Turnout, work: Work):
        self.world, self.people, self.talks, self.turnout, self.work = world, people, talks, turnout, work

    def before(self) -> None:
        """Last night's house meeting: twenty-five came, in two languages, and nothing is written down yet."""
        world, clock = self.world, self.world.clock
        organizer = world.team.organizers[0]
        starts_at = clock.at(clock.ago(1), 18, 30)
        group = self.talks.add_group(
            "house_meeting", starts_at, headcount=HOUSE_MEETING_CAME, named=HOUSE_MEETING_NAMED, language="es",
            title=HOUSE_MEETING, place="Alder Ln, the house with the porch swing", facilitator=organizer, is_noted=False,
            status="held", prefers=frozenset({"parent", "neighbor"}), has_interpreter=True, has_childcare=True,
        )  # fmt: skip
        self.work.add(
            kind="enter_notes",
            title=f"Enter notes: {HOUSE_MEETING}",
            owner=organizer,
            due_on=clock.today,
            created_at=group.starts_at,
            origin="demo.story",
            source_id=group.id,
        )

    def people_of(self) -> list[Someone]:
        """The planted ones, ready to be written."""
        return [
            self._young_leader(),
            self._parent_and_teacher_at_risk(),
            self._who_withdrew(),
            self._blue_house(),
            self._lupe(),
            *self._namesakes(),
            self._closed_door(),
            *self._on_a_volunteers_list(),
            self._bus_driver(),
            self._creole_speaking_parent(),
            self._graduate(),
        ]

    def _young_leader(self) -> Someone:
        """Sixteen, leads others, said yes to texts herself; her guardian has not been asked."""
        clock, youth = self.world.clock, self.world.team.youth
        someone = self._person(
            LEADER, "black", [("student", "", 3)], age="16_17", owner=youth, text_answer="granted", pronouns="she/her",
            phone_label="guardian",
        )  # fmt: skip
        quote = next(quote for quote in lines.QUOTES if quote.text.startswith("I want history"))
        talk = self.talks.talk(
            someone,
            clock.at(clock.ago(9), 15, 40),
            youth,
            "one_on_one",
            quote=quote,
            allowed="granted",
            step="lead",
        )
        self.turnout.sign_up(someone, self.turnout.vote, "confirmed", talk)
        self.work.add(
            kind="consent",
            title="Ask her guardian: texts, photo, speaking at the board",
            owner=youth,
            due_on=clock.ahead(2),
            created_at=talk.at,
            someone=someone,
        )
        return someone

    def _parent_and_teacher_at_risk(self) -> Someone:
        """Teaches in the district her children go to. Only those who lead see her."""
        clock, lead = self.world.clock, self.world.team.lead
        someone = self._person(
            AT_RISK, "latino", [("educator", "teacher", 2), ("parent", "", 0)], owner=lead, confidentiality="restricted",
            language="es", text_answer="denied",
        )  # fmt: skip
        quote = lines.Quote(
            "I would speak, but my name is on the list of teachers they watch.",
            ("educator",),
            ("board",),
            "en",
        )
        self.talks.talk(
            someone, clock.at(clock.ago(20), 17, 10), lead, "one_on_one", quote=quote, allowed="anonymous",
            step="none", confidentiality="restricted",
        )  # fmt: skip
        self.work.add(
            kind="call", title="Call from a private number", owner=lead, due_on=clock.ahead(1),
            created_at=clock.at(clock.ago(20), 18), someone=someone, due_time=datetime.time(19),
        )  # fmt: skip
        return someone

    def _who_withdrew(self) -> Someone:
        """Allowed their words, then took them back."""
        clock, organizer = self.world.clock, self.world.team.organizers[0]
        someone = self._person(WITHDREW, "white", [("parent", "", 1)], owner=organizer, text_answer="granted")
        quote = next(quote for quote in lines.QUOTES if quote.text.startswith("Nobody asked me"))
        self.talks.talk(
            someone, clock.at(clock.ago(60), 18, 5), organizer, "door", quote=quote, allowed="granted", step="none",
            withdrawn_on=clock.ago(12),
        )  # fmt: skip
        return someone

    def _blue_house(self) -> Someone:
        """Known by no more than a letter and a house; a call to her is due today, another visit was missed."""
        clock, organizer = self.world.clock, self.world.team.organizers[0]
        someone = self._person(
            BLUE_HOUSE,
            "black",
            [("neighbor", "elder", None)],
            owner=organizer,
            phone_kind="landline",
            text_answer="",
        )
        quote = next(quote for quote in lines.QUOTES if quote.text.startswith("They moved the meeting"))
        talk = self.talks.talk(
            someone,
            clock.at(clock.ago(6), 17, 25),
            organizer,
            "door",
            quote=quote,
            allowed="granted",
            step="none",
        )
        self.work.add(
            kind="call", title="Call before the vote: can she bring her choir?", owner=organizer, due_on=clock.today,
            created_at=talk.at, someone=someone, state="open",
        )  # fmt: skip
        self.work.add(
            kind="thank_you", title="Thank her for the pie", owner=organizer, due_on=clock.ago(3), created_at=talk.at,
            someone=someone, state="open",
        )  # fmt: skip
        self.turnout.sign_up(someone, self.turnout.vote, "maybe", talk)
        return someone

    def _lupe(self) -> Someone:
        clock, organizer = self.world.clock, self.world.team.organizers[1]
        someone = self._person(
            "Guadalupe Peña Núñez", "latino", [("parent", "", 0)], owner=organizer, language="es", text_answer="granted",
            chosen="Lupe", needs_interpreter=True,
        )  # fmt: skip
        quote = next(quote for quote in lines.QUOTES if quote.text.startswith("En la junta dan dos minutos"))
        talk = self.talks.talk(
            someone,
            clock.at(clock.ago(4), 18, 40),
            organizer,
            "door",
            quote=quote,
            allowed="granted",
            step="one_on_one",
        )
        self.turnout.sign_up(someone, self.turnout.vote, "yes", talk)
        return someone

    def _namesakes(self) -> list[Someone]:
        """Two brothers of one name, father and son of one name: four people, no duplicates."""
        youth, organizer = self.world.team.youth, self.world.team.organizers[0]
        phone = next(self.world.phones)
        older = self._person(
            "Jaylen Whitaker",
            "black",
            [("student", "", 3)],
            age="16_17",
            owner=youth,
            phone=phone,
            phone_label="guardian",
        )
        younger = self._person(
            "Jaylen Whitaker",
            "black",
            [("student", "", 2)],
            age="13_15",
            owner=youth,
            phone=phone,
            phone_label="guardian",
        )
        father = self._person(
            "Otis Whitaker Sr.",
            "black",
            [("neighbor", "", None)],
            owner=organizer,
            phone=phone,
            phone_label="shared",
        )
        son = self._person(
            "Otis Whitaker Jr.",
            "black",
            [("parent", "", 0)],
            owner=organizer,
            phone=phone,
            phone_label="shared",
        )
        return [older, younger, father, son]

    def _graduate(self) -> Someone:
        """Was in the eleventh grade a year and a half ago: the page of the school year asks about him."""
        return self._person(
            "Theo Larkin", "white", [("student", "", 3)], owner=self.world.team.youth, age="18_24",
            created_on=self.world.clock.ago(540),
        )  # fmt: skip

    def family(self, planted: list[Someone]) -> None:
        """The Whitakers of one phone: two brothers, their father, and his father."""
        older, younger, grandfather, father = [
            p for p in planted if p.values["family_name"].startswith("Whitaker")
        ]
        kin = self.people.kin
        kin.live_together([father, older, younger])
        kin.relate(grandfather, older, "relative", note="Grandfather, next door")
        kin.relate(grandfather, younger, "relative", note="Grandfather, next door")

    def _closed_door(self) -> Someone:
        """Asked never to be contacted again."""
        clock, organizer = self.world.clock, self.world.team.organizers[0]
        someone = self._person(
            CLOSED_DOOR, "white", [("neighbor", "", None)], owner=organizer, text_answer=""
        )
        someone.values["status"] = "do_not_contact"
        self.talks.attempt(someone.id, "door", "do_not_contact", clock.at(clock.ago(33), 17, 50), organizer)
        return someone

    def _on_a_volunteers_list(self) -> list[Someone]:
        """Two neighbors whom a volunteer met, and what was promised them."""
        clock, volunteer = self.world.clock, self.world.team.volunteers[0]
        after_supper = self._person(
            "Wanda Teague", "white", [("parent", "", 0)], owner=volunteer, text_answer=""
        )
        self.talks.attempt(after_supper.id, "door", "come_back", clock.at(clock.ago(1), 16, 20), volunteer)
        self.work.add(
            kind="follow_up", title="Knock again after supper", owner=volunteer, due_on=clock.today,
            created_at=clock.at(clock.ago(1), 16, 20), someone=after_supper, state="open",
        )  # fmt: skip
        caller = self._person("Leland Oxendine", "native", [("neighbor", "veteran", None)], owner=volunteer)
        quote = next(quote for quote in lines.QUOTES if quote.text.startswith("I never had children"))
        self.talks.talk(
            caller,
            clock.at(clock.ago(1), 17, 5),
            volunteer,
            "door",
            quote=quote,
            allowed="granted",
            step="call_back",
        )
        return [after_supper, caller]

    def _bus_driver(self) -> Someone:
        """Nobody has listened to one yet, although buses are what most speak of."""
        return self._person(
            "Dwight Pruitt", "white", [("educator", "bus driver", None)], owner=self.world.team.organizers[0]
        )

    def _creole_speaking_parent(self) -> Someone:
        return self._person(
            "Nadège Saint-Fleur", "haitian", [("parent", "", 1)], owner=self.world.team.organizers[1], language="ht",
            needs_interpreter=True, text_answer="",
        )  # fmt: skip

    def _person(
        self, called: str, community: str, stakes: list[tuple[str, str, int | None]], *, owner, age: str = "25_plus",
        phone: str = "", phone_kind: str = "mobile", phone_label: str = "own", chosen: str = "", pronouns: str = "",
        text_answer: str | None = None, created_on: datetime.date | None = None, **values,
    ) -> Someone:  # fmt: skip
        """`stakes`: kind, more exactly, and the number of the school in the largest district."""
        world = self.world
        place = world.places[0]
        given, _space, family = (called, "", "") if "(" in called else called.partition(" ")
        return self.people.add(
            Name(given, family, chosen, pronouns, communities()[community]),
            [
                {
                    "kind": kind,
                    "subtype": subtype,
                    "district_id": str(place.id),
                    "school_id": str(place.schools[school][0]) if school is not None else None,
                    "grade": "11" if kind == "student" else "",
                    "starts_on": None,
                    "ends_on": None,
                    "source": "self",
                }
                for kind, subtype, school in stakes
            ],
            place=place,
            age=age,
            methods=[(phone_kind, phone or next(world.phones), phone_label)],
            owner=owner,
            created_on=created_on or world.clock.ago(200),
            text_answer=text_answer,
            **{
                "status": "active",
                "language": "en",
                "needs_interpreter": False,
                "archived_at": None,
                **values,
            },
        )
