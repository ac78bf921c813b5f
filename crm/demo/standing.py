"""Where the round stands: enrollment of the invented schools, two times of rating the practices, a vote on what comes first.

Planted: students and educators see "Repair before punishment" most differently, and Hispanic families are under-heard
beside those enrolled.
"""

import datetime
import random

from crm.access.actors import System, TokenBearer
from crm.districts.models import Enrollment, School
from crm.organizations.models import AccessToken
from listening.models import Excerpt, ListeningProject, SessionParticipant
from listening.services.standing import assessing, voting
from listening.standing.practices import PRACTICES

SEED = 1515
APART = "justice.4"
# stake: sheets, and how high they rate in general
RATERS = {"student": (7, 1.9), "parent": (9, 2.2), "educator": (6, 2.7), "board": (2, 3.4)}
APART_RATES = {"student": 0.8, "parent": 1.5, "educator": 3.2, "board": 3.6}
SHARES = {"hispanic": 0.34, "white": 0.33, "black": 0.2, "two": 0.06, "asian": 0.05, "aian": 0.02}
OPTIONS = [
    ("Fourteen more bus drivers", "Catorce choferes más"),
    ("Letters in our languages", "Cartas en nuestros idiomas"),
    ("A nurse in every school", "Enfermería en cada escuela"),
    ("Repair before suspension", "Reparar antes de suspender"),
    ("Shade on the playground", "Sombra en el patio"),
]
PULL = (8, 7, 4, 4, 2)  # how strongly each of them is wanted
YEARS = ("2022-2023", "2023-2024")


def enroll(school_ids: list, *, seed: int = SEED) -> None:
    """As the owner, beside the invented places themselves."""
    dice = random.Random(seed)
    schools = School.objects.filter(pk__in=school_ids, enrollment=None).order_by("pk")
    rows = []
    for school in schools:
        students = dice.randint(280, 900)
        for year in YEARS:
            counts = {
                race: round(students * share * dice.uniform(0.8, 1.2)) for race, share in SHARES.items()
            }
            counts[""] = sum(counts.values())
            rows += [
                Enrollment(school=school, year=year, race=race, students=n) for race, n in counts.items()
            ]
            students = round(students * dice.uniform(0.95, 1.05))
    Enrollment.objects.bulk_create(rows, batch_size=2000)


def plant(*, by: System, project: ListeningProject, now: datetime.datetime) -> None:
    dice = random.Random(SEED)
    _rate(by, project, now.date() - datetime.timedelta(days=182), dice, change=-0.4)
    _rate(by, project, now.date() - datetime.timedelta(days=12), dice, change=0.0)
    _vote(by, project, now, dice)


def link(*, by: System, project: ListeningProject) -> None:
    """What was coded with a practice, as evidence of it. After the coding."""
    for practice in PRACTICES:
        found = Excerpt.objects.filter(
            organization_id=by.organization_id,
            session__project=project,
            codings__code__framework=practice.framework,
            codings__undone_at=None,
        )
        for excerpt in found.distinct().order_by("pk")[:2]:
            assessing.link_evidence(by=by, project=project, practice=practice.key, excerpt=excerpt)


def _rate(
    by: System, project: ListeningProject, day: datetime.date, dice: random.Random, *, change: float
) -> None:
    held = assessing.begin_assessment(by=by, project=project, held_on=day, today=day)
    for stake, (sheets, level) in RATERS.items():
        for _sheet in range(sheets):
            ratings = {}
            for practice in PRACTICES:
                if dice.random() < 0.1:
                    continue  # does not know
                middle = APART_RATES[stake] if practice.key == APART else level + change
                ratings[practice.key] = max(0, min(4, round(dice.gauss(middle, 0.7))))
            people = 1 if stake == "board" else dice.randint(1, 3)
            assessing.add_sheet(by=by, assessment=held, constituency=stake, people=people, ratings=ratings)


def _vote(by: System, project: ListeningProject, now: datetime.datetime, dice: random.Random) -> None:
    today = now.date()
    vote = voting.open_vote(
        by=by,
        project=project,
        question_en="What should come first?",
        question_es="¿Qué debe ir primero?",
        options=OPTIONS,
        picks=2,
        closes_on=today + datetime.timedelta(days=10),
        today=today,
    )
    token = AccessToken.objects.visible_to(by).get(pk=vote.token_id)
    bearer = TokenBearer(
        id=token.pk,
        organization_id=by.organization_id,
        purpose=token.purpose,
        role=None,
        may_write=False,
        subject_id=vote.pk,
    )
    came = SessionParticipant.objects.visible_to(by).filter(session__project=project).exclude(receipt_code="")
    voted = set()
    for code, person in came.order_by("pk").values_list("receipt_code", "contact_id")[:160]:
        if (person or code) in voted or dice.random() < 0.3:
            continue
        voted.add(person or code)
        choices = set(dice.choices(range(1, len(OPTIONS) + 1), weights=PULL, k=2))
        voting.cast_ballot(by=bearer, vote=vote, code=code, choices=sorted(choices), today=today)
