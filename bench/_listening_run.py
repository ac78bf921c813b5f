"""Coded notes made and asked, as the application's role: python -m bench._listening_run. Prints JSON."""

import datetime
import json
import os
import random
import time
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from crm.access.actors import Member  # noqa: E402
from crm.access.roles import ROLES  # noqa: E402
from crm.access.tenancy import tenant  # noqa: E402
from crm.demo import places, services  # noqa: E402
from crm.demo.partners import BY_KEY  # noqa: E402
from crm.organizations.models import Membership  # noqa: E402
from listening.finding import searching  # noqa: E402
from listening.models import (  # noqa: E402
    Code,
    Codebook,
    Coding,
    Excerpt,
    ListeningProject,
    ListeningSession,
    Note,
    NoteVersion,
    SessionParticipant,
)
from listening.services.exchange import taking_in  # noqa: E402
from listening.tables import code_tables  # noqa: E402
from listening.tables.code_tables import By  # noqa: E402

NOTES, CODINGS, SESSIONS, CODES, EXCERPTS = 5_000, 60_000, 250, 42, 6  # excerpts a note
TIMES, SEARCHES, POSTS, WARM_UP = 20, 200, 200, 10
WORDS = [
    "the",
    "bus",
    "comes",
    "late",
    "and",
    "nobody",
    "tells",
    "us",
    "why",
    "our",
    "teachers",
    "leave",
    "in",
    "winter",
    "la",
    "escuela",
    "necesita",
    "intérpretes",
    "para",
    "las",
    "familias",
    "que",
    "hablan",
    "español",
    "counselors",
    "see",
    "six",
    "hundred",
    "students",
    "a",
    "library",
    "stays",
    "warm",
    "when",
    "the",
    "heat",
    "is",
    "broken",
]
KINDS = ["parent", "student", "educator", "neighbor", "alum"]
RACES = [["black"], ["hispanic"], ["white"], ["asian", "asian:korean"], []]


def main() -> dict:
    services.load("small")
    actor = researcher()
    with tenant(actor.organization_id):
        project = build(actor, random.Random(5))
        taking_in.tell_sizes()  # as after a file of codings
    with tenant(actor.organization_id):
        with CaptureQueriesContext(connection) as seen:
            code_tables.code_table(actor, project, By.RACE)
        queries = len(seen)  # the log is emptied by the next request
        tables = {
            by.value: timed(lambda by=by: code_tables.code_table(actor, project, by), TIMES) for by in By
        }
        terms = [" ".join(random.Random(n).sample(WORDS, 1 + n % 3)) for n in range(SEARCHES)]
        for term in terms[:WARM_UP]:
            searching.search(actor, term)
        search = [
            seconds for term in terms for seconds in timed(lambda term=term: searching.search(actor, term), 1)
        ]
        codings = Coding.objects.visible_to(actor).filter(excerpt__session__project=project).count()
        notes = Note.objects.visible_to(actor).filter(session__project=project).count()
    return {
        "tables": tables, "search": search, "saved": saved(actor, project), "queries": queries,
        "notes": notes, "codings": codings,
    }  # fmt: skip


def researcher() -> Member:
    """Whoever codes and sees the project."""
    here = places.organization_id(BY_KEY["downhome"].slug)
    with tenant(here):
        row = Membership.objects.filter(role="partner_lead").select_related("user").order_by("pk").first()
    return Member(
        id=row.pk, organization_id=here, user_id=row.user_id, role=ROLES[row.role], name=str(row.user)
    )


def build(actor: Member, dice: random.Random) -> ListeningProject:
    of = {"organization_id": actor.organization_id}
    contacts = list(SessionParticipant._meta.get_field("contact").related_model.objects.filter(**of)[:400])
    book = Codebook.objects.create(name="Of the bench", **of)
    codes = Code.objects.bulk_create(
        Code(
            codebook=book,
            key=f"{n // 26:x}{chr(97 + n % 26)}",
            name_en=f"Code {n}",
            status="active",
            position=n,
            **of,
        )
        for n in range(CODES)
    )
    project = ListeningProject.objects.create(
        name="Of the bench", starts_on=datetime.date(2025, 1, 1), report_back_due_on=datetime.date(2027, 1, 1),
        codebook=book, **of,
    )  # fmt: skip
    began = timezone.now() - datetime.timedelta(days=540)
    sessions = ListeningSession.objects.bulk_create(
        ListeningSession(
            project=project, kind="circle", title=f"Session {n}", status="noted",
            starts_at=began + datetime.timedelta(days=2 * n), **of,
        )
        for n in range(SESSIONS)
    )  # fmt: skip
    people = SessionParticipant.objects.bulk_create(
        SessionParticipant(
            session=session, pseudonym=f"P{n}", constituencies=dice.sample(KINDS, dice.choice([0, 1, 1, 1, 2])),
            contact=dice.choice(contacts) if dice.random() < 0.4 else None, race=dice.choice(RACES),
            language=dice.choice(["en", "en", "es"]), **of,
        )
        for session in sessions
        for n in range(8)
    )  # fmt: skip
    notes, versions, excerpts, codings = [], [], [], []
    for number in range(NOTES):
        speaker = people[number % len(people)]
        body = " ".join(dice.choices(WORDS, k=60))
        notes.append(
            Note(
                session_id=speaker.session_id,
                participant=speaker,
                language=speaker.language,
                is_quote=True,
                **of,
            )
        )
        versions.append(NoteVersion(note=notes[-1], number=1, body=body, **of))
        step = len(body) // EXCERPTS
        for part in range(EXCERPTS):
            start = part * step
            excerpts.append(
                Excerpt(
                    version=versions[-1], note=notes[-1], session_id=speaker.session_id, start=start,
                    end=start + step, text=body[start : start + step], participant=speaker,
                    constituencies=speaker.constituencies, language=speaker.language, guid=uuid.uuid4(), **of,
                )
            )  # fmt: skip
            codings += [
                Coding(excerpt=excerpts[-1], code=code, coder_id=actor.id, **of)
                for code in dice.sample(codes, CODINGS // NOTES // EXCERPTS)
            ]
    for model, rows in ((Note, notes), (NoteVersion, versions), (Excerpt, excerpts), (Coding, codings)):
        model.objects.bulk_create(rows, batch_size=2_000)
    return project


def timed(ask, times: int) -> list[float]:
    taken = []
    for _turn in range(times):
        started = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - started)
    return taken


def saved(actor: Member, project: ListeningProject) -> list[float]:
    """Through the real view, as the desk's script posts it."""
    client = Client()
    client.force_login(Membership._meta.get_field("user").related_model.objects.get(pk=actor.user_id))
    session = client.session
    session["organization"] = str(actor.organization_id)
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session["account_authentication_methods_user"] = str(actor.user_id)
    session.save()
    with tenant(actor.organization_id):
        keys = list(Code.objects.filter(codebook=project.codebook).values_list("key", flat=True))
        notes = list(Note.objects.filter(session__project=project).order_by("pk")[: POSTS + WARM_UP])
    taken = []
    for number, note in enumerate(notes):
        data = {"start": 3, "end": 40 + number % 7, "code": keys[number % len(keys)]}
        started = time.perf_counter()
        answer = client.post(reverse("listening:coding_code", args=[note.pk]), data, headers={"X-Desk": "1"})
        ended = time.perf_counter()
        if answer.status_code != 200:
            raise RuntimeError(f"saving answered {answer.status_code}: {answer.content[:500]!r}")
        if number >= WARM_UP:
            taken.append(ended - started)
    return taken


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        print(json.dumps(main()))
