"""A joint project of several partners: each has its own, on the same guide and consent text, under one key. What is
shared travels as a small file from hand to hand; nobody reads another's rows."""

import datetime
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import ConsentText, Guide, GuideQuestion, ListeningProject
from listening.services.rounds.guides import MOST_QUESTIONS, WITH_CHOICES, lock_guide
from listening.services.rounds.projects import create_project, own

FORMAT = "earshot.joint-project.1"
LARGEST_INVITATION = 200_000  # bytes
LONGEST = 4000  # letters of one text
WORDS = ("text_en", "text_es", "probes_en", "probes_es")


class NotAJointProject(DomainError):
    sentence = _("This is no file of a joint project, or it is damaged. Ask for it again.")


class HasNoGuide(DomainError):
    sentence = _("Choose a guide first: a joint project asks the same questions everywhere.")


class JoinedAlready(DomainError):
    sentence = _("Your organization has its part of this joint project already.")


@dataclass(frozen=True)
class Invitation:
    """What the file of a joint project says, checked."""

    key: uuid.UUID
    name: str
    purpose: str
    questions: list[str]
    report_back_due_on: datetime.date
    consent: dict[str, str]
    guide: dict[str, Any]


@transaction.atomic
def invite_partners(*, by: Actor, project: ListeningProject) -> bytes:
    """The file for the partners. With it the project becomes a joint one, and its guide is locked: it is asked elsewhere."""
    require(by, Permission.MANAGE_LISTENING)
    project = own(by, project)
    if project.guide is None:
        raise HasNoGuide
    if project.shared_key is None:
        project.shared_key = uuid.uuid4()
        project.save(update_fields=["shared_key"])
    lock_guide(by=by, guide=project.guide)
    questions = GuideQuestion.objects.visible_to(by).filter(guide=project.guide).order_by("position", "pk")
    text = ConsentText.objects.visible_to(by).filter(project=project).order_by("-version").first()
    audit.record("listening.partners_invited", by=by, target=project)
    return json.dumps(
        {
            "format": FORMAT,
            "key": str(project.shared_key),
            "name": project.name,
            "purpose": project.purpose,
            "questions": project.questions,
            "report_back_due_on": project.report_back_due_on.isoformat(),
            "consent": {"en": text.en, "es": text.es} if text else {},
            "guide": {
                "family": str(project.guide.family),
                "number": project.guide.number,
                "name": project.guide.name,
                "opening_en": project.guide.opening_en,
                "opening_es": project.guide.opening_es,
                "questions": [
                    {name: getattr(row, name) for name in ("key", "kind", *WORDS, "choices", "is_required")}
                    for row in questions
                ],
            },
        },
        ensure_ascii=False,
        indent=1,
    ).encode()


@transaction.atomic
def join_project(
    *, by: Actor, invitation: Invitation, starts_on: datetime.date | None = None
) -> ListeningProject:
    """A project of one's own on the partners' guide, which comes locked. Raises JoinedAlready."""
    require(by, Permission.MANAGE_LISTENING)
    if ListeningProject.objects.visible_to(by).filter(shared_key=invitation.key).exists():
        raise JoinedAlready
    starts_on = starts_on or timezone.localdate()
    project = create_project(
        by=by,
        name=invitation.name,
        purpose=invitation.purpose,
        questions=invitation.questions,
        starts_on=starts_on,
        report_back_due_on=max(invitation.report_back_due_on, starts_on + datetime.timedelta(days=1)),
        shared_key=invitation.key,
        guide=_guide(by, invitation.guide),
        consent_en=invitation.consent.get("en", ""),
        consent_es=invitation.consent.get("es", ""),
    )
    audit.record("listening.project_joined", by=by, target=project)
    return project


def read_invitation(content: bytes) -> Invitation:
    """Of a file that somebody gave us: nothing in it is believed. Raises NotAJointProject."""
    if len(content) > LARGEST_INVITATION:
        raise NotAJointProject
    try:
        given = json.loads(content.decode("utf-8-sig"))
        if given["format"] != FORMAT:
            raise NotAJointProject
        guide = given["guide"]
        questions = [_question(row) for row in guide["questions"]]
        keys = [row["key"] for row in questions]
        if not 1 <= len(questions) <= MOST_QUESTIONS or len(set(keys)) != len(keys):
            raise NotAJointProject
        consent = given.get("consent") or {}
        return Invitation(
            key=uuid.UUID(given["key"]),
            name=_text(given["name"], 160, needed=True),
            purpose=_text(given.get("purpose", "")),
            questions=[_text(line) for line in given.get("questions", [])][:50],
            report_back_due_on=datetime.date.fromisoformat(given["report_back_due_on"]),
            consent={name: _text(consent[name], needed=True) for name in ("en", "es")} if consent else {},
            guide={
                "family": uuid.UUID(guide["family"]),
                "number": _number(guide["number"]),
                "name": _text(guide["name"], 160, needed=True),
                "opening_en": _text(guide.get("opening_en", "")),
                "opening_es": _text(guide.get("opening_es", "")),
                "questions": questions,
            },
        )
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise NotAJointProject from error


def _guide(by: Actor, given: dict[str, Any]) -> Guide:
    """The version we have, or a copy of it. A version of our own under the same number is not touched."""
    known = Guide.objects.visible_to(by).filter(family=given["family"], number=given["number"]).first()
    if known:
        return known
    guide = Guide.objects.create(
        organization_id=by.organization_id,
        made_by_id=by.membership_id,
        state=Guide.State.LOCKED,
        locked_at=timezone.now(),
        **{name: value for name, value in given.items() if name != "questions"},
    )
    GuideQuestion.objects.bulk_create(
        GuideQuestion(organization_id=by.organization_id, guide=guide, position=position, **row)
        for position, row in enumerate(given["questions"], start=1)
    )
    return guide


def _question(row: dict[str, Any]) -> dict[str, Any]:
    kind = GuideQuestion.Kind(row["kind"])
    key = _text(row["key"], 40, needed=True)
    if slugify(key) != key:
        raise NotAJointProject
    choices = [
        {name: _text(choice[name], 120, needed=True) for name in ("key", "en", "es")}
        for choice in row.get("choices", [])
    ]
    if (kind in WITH_CHOICES) != (len(choices) >= 2) or len(choices) > 50:
        raise NotAJointProject
    texts = {name: _text(row.get(name, ""), needed=name.startswith("text")) for name in WORDS}
    return {
        "key": key,
        "kind": kind,
        "choices": choices,
        "is_required": row.get("is_required") is True,
        **texts,
    }


def _text(value: Any, longest: int = LONGEST, *, needed: bool = False) -> str:
    if not isinstance(value, str) or len(value) > longest or "\0" in value or (needed and not value.strip()):
        raise NotAJointProject
    return value.strip()


def _number(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= 1000:
        raise NotAJointProject
    return value
