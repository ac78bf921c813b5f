"""Answers to questions that are not open, checked against the question."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from listening.models import Answer, Attempt, GuideQuestion, ListeningSession, SessionParticipant

Kind = GuideQuestion.Kind
ASK_ANSWERS = ("yes", "maybe", "no")
LARGEST = 1_000_000


class NoSuchAnswer(DomainError):
    sentence = _("This is no answer to the question.")


def save_answers(
    *,
    by: Actor,
    session: ListeningSession,
    answers: Mapping[uuid.UUID, Any],
    participant: SessionParticipant | None = None,
    attempt: Attempt | None = None,
) -> list[Answer]:
    """By question of the session's guide, of one participant or talk. An empty answer takes back what was answered
    before. Raises NoSuchAnswer."""
    if not (by.can(Permission.MANAGE_LISTENING) or by.can(Permission.LOG_CONVERSATION)):
        raise NotAllowed
    questions = GuideQuestion.objects.filter(
        organization_id=by.organization_id, guide=session.guide, pk__in=list(answers)
    )
    saved = []
    for question in questions:
        value = clean(question, answers[question.pk])
        whose: dict[str, Any] = {
            "organization_id": by.organization_id,
            "question": question,
            "participant": participant,
            "attempt": attempt,
        }
        if value in (None, "", []):
            Answer.objects.filter(**whose).delete()
            continue
        row, _made = Answer.objects.update_or_create(**whose, defaults={"value": value})
        saved.append(row)
    return saved


def clean(question: GuideQuestion, value: Any) -> Any:
    """The value as it is kept. Raises NoSuchAnswer."""
    if value in (None, "", []):
        return None
    keys = {choice["key"] for choice in question.choices}
    if question.kind == Kind.CHOICE and value in keys:
        return value
    if question.kind == Kind.MULTI and isinstance(value, list) and keys.issuperset(value):
        return list(dict.fromkeys(value))
    if question.kind == Kind.ASK and value in ASK_ANSWERS:
        return value
    most = {Kind.SCALE: 10, Kind.NUMBER: LARGEST}.get(Kind(question.kind))
    if most is not None and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return value
    raise NoSuchAnswer(field=f"q_{question.pk.hex}")
