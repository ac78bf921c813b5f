"""Guides: written, locked by their first use, copied into a next version."""

import datetime
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import Guide, GuideQuestion
from listening.services.rounds.projects import next_number

Kind = GuideQuestion.Kind
WITH_CHOICES = frozenset({Kind.CHOICE, Kind.MULTI})
MOST_QUESTIONS = 60
# What concerns you, who is responsible, what would solve it: the three that every round can be compared by.
TRIAD = (
    (
        "concern",
        "What concerns you most about your school right now?",
        "¿Qué es lo que más le preocupa de su escuela en este momento?",
        "When did you see it last?\nWho else does it touch?",
        "¿Cuándo lo vio por última vez?\n¿A quién más afecta?",
    ),
    (
        "responsible",
        "Who is responsible for it, or could change it?",
        "¿Quién es responsable de eso, o podría cambiarlo?",
        "Whom have you told?\nWhat did they answer?",
        "¿A quién se lo ha dicho?\n¿Qué le respondieron?",
    ),
    (
        "solution",
        "What would solve it?",
        "¿Qué lo resolvería?",
        "What works well and should stay?\nWhat would you do yourself?",
        "¿Qué funciona bien y debe quedarse?\n¿Qué haría usted?",
    ),
)


class GuideLocked(DomainError):
    sentence = _("This guide was used, so it stays as it is. Make the next version and change that.")


@transaction.atomic
def create_guide(*, by: Actor, name: str, with_triad: bool = True, **fields: Any) -> Guide:
    """A draft, by default with the triad of questions."""
    require(by, Permission.MANAGE_LISTENING)
    guide = Guide.objects.create(
        organization_id=by.organization_id,
        name=_named(name),
        made_by_id=by.membership_id,
        **fields,
    )
    if with_triad:
        for position, (key, en, es, probes_en, probes_es) in enumerate(TRIAD, start=1):
            GuideQuestion.objects.create(
                organization_id=by.organization_id,
                guide=guide,
                position=position,
                key=key,
                text_en=en,
                text_es=es,
                probes_en=probes_en,
                probes_es=probes_es,
                is_required=True,
            )
    audit.record("listening.guide_created", by=by, target=guide)
    return guide


def edit_guide(*, by: Actor, guide: Guide, name: str, opening_en: str, opening_es: str) -> Guide:
    guide = _draft(by, guide)
    guide.name, guide.opening_en, guide.opening_es = _named(name), opening_en.strip(), opening_es.strip()
    guide.save(update_fields=["name", "opening_en", "opening_es"])
    audit.record("listening.guide_changed", by=by, target=guide)
    return guide


def add_question(*, by: Actor, guide: Guide, **fields: Any) -> GuideQuestion:
    """At the end. Raises GuideLocked, DomainError."""
    guide = _draft(by, guide)
    there = GuideQuestion.objects.visible_to(by).filter(guide=guide)
    if there.count() >= MOST_QUESTIONS:
        raise DomainError(_("A guide of more than sixty questions is a survey nobody answers."))
    values = _clean(fields)
    last = there.order_by("-position").first()
    question = GuideQuestion.objects.create(
        organization_id=by.organization_id,
        guide=guide,
        position=last.position + 1 if last else 1,
        key=_key(values["text_en"], set(there.values_list("key", flat=True))),
        **values,
    )
    audit.record("listening.question_added", by=by, target=guide)
    return question


def edit_question(*, by: Actor, question: GuideQuestion, **fields: Any) -> GuideQuestion:
    _draft(by, question.guide)
    for name, value in _clean(fields).items():
        setattr(question, name, value)
    question.save()
    audit.record("listening.question_changed", by=by, target=question.guide)
    return question


def remove_question(*, by: Actor, question: GuideQuestion) -> None:
    _draft(by, question.guide)
    GuideQuestion.objects.visible_to(by).filter(pk=question.pk).delete()
    audit.record("listening.question_removed", by=by, target=question.guide)


@transaction.atomic
def move_question(*, by: Actor, question: GuideQuestion, up: bool) -> None:
    """Changes place with its neighbor."""
    guide = _draft(by, question.guide)
    rows = list(GuideQuestion.objects.visible_to(by).filter(guide=guide).order_by("position", "pk"))
    here = next((n for n, row in enumerate(rows) if row.pk == question.pk), None)
    if here is None:
        raise NotAllowed
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    GuideQuestion.objects.bulk_update(rows, ["position"])


def lock_guide(*, by: Actor, guide: Guide, now: datetime.datetime | None = None) -> Guide:
    """Used: from now on it stays as it is."""
    if not guide.is_locked:
        guide.state, guide.locked_at = Guide.State.LOCKED, now or timezone.now()
        guide.save(update_fields=["state", "locked_at"])
        audit.record("listening.guide_locked", by=by, target=guide)
    return guide


@transaction.atomic
def copy_guide(*, by: Actor, guide: Guide, as_new: str = "") -> Guide:
    """The next version, a draft with the same questions; with `as_new`, the first version of another guide."""
    require(by, Permission.MANAGE_LISTENING)
    if not Guide.objects.visible_to(by).filter(pk=guide.pk).exists():
        raise NotAllowed
    family = uuid.uuid4() if as_new else guide.family
    copy = Guide.objects.create(
        organization_id=by.organization_id,
        family=family,
        number=1 if as_new else next_number(by, family),
        name=_named(as_new or guide.name),
        opening_en=guide.opening_en,
        opening_es=guide.opening_es,
        copied_from=guide,
        made_by_id=by.membership_id,
    )
    questions = GuideQuestion.objects.visible_to(by).filter(guide=guide).order_by("position", "pk")
    names = (
        "position",
        "key",
        "kind",
        "text_en",
        "text_es",
        "probes_en",
        "probes_es",
        "choices",
        "is_required",
    )
    GuideQuestion.objects.bulk_create(
        GuideQuestion(
            organization_id=by.organization_id, guide=copy, **{name: getattr(row, name) for name in names}
        )
        for row in questions
    )
    audit.record("listening.guide_copied", by=by, target=copy)
    return copy


def choices_of(lines: str) -> list[dict[str, str]]:
    """From "Bus = Autobús", one a line. Raises DomainError."""
    found: list[dict[str, str]] = []
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        en, _sign, es = (part.strip() for part in line.partition("="))
        if not en or not es:
            raise DomainError(_("Write each choice in both languages: Bus = Autobús"), field="choices")
        key = _key(en, {row["key"] for row in found})
        found.append({"key": key, "en": en[:120], "es": es[:120]})
    return found


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    for name in ("text_en", "text_es"):
        if not values.get(name):
            raise DomainError(_("Write the question in both languages."), field=name)
    choices: Sequence = values.get("choices") or []
    if values.get("kind", Kind.OPEN) in WITH_CHOICES:
        if len(choices) < 2:
            raise DomainError(_("A question with choices has at least two."), field="choices")
    else:
        values["choices"] = []
    return values


def _key(text: str, taken: set[str]) -> str:
    base = re.sub(r"-+$", "", slugify(text)[:32]) or "question"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def _named(name: str) -> str:
    name = " ".join(name.split())[:160]
    if not name:
        raise DomainError(_("Give the guide a name."), field="name")
    return name


def _draft(by: Actor, guide: Guide) -> Guide:
    """Locked for writing, and still a draft. Raises NotAllowed, GuideLocked."""
    require(by, Permission.MANAGE_LISTENING)
    found = Guide.objects.visible_to(by).select_for_update().filter(pk=guide.pk).first()
    if found is None:
        raise NotAllowed
    if found.is_locked:
        raise GuideLocked
    return found
