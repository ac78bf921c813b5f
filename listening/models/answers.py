"""Answers to questions that are not open: a choice, a number, a yes."""

from django.db import models
from django.db.models import Q

from crm.access.fields import WithinOrganization
from crm.organizations.models import Part
from listening.models.attempts import Attempt
from listening.models.guides import GuideQuestion
from listening.models.participants import SessionParticipant


class Answer(Part):
    """`value`: a key, a list of keys, or a number. Open answers are notes."""

    participant = WithinOrganization(
        SessionParticipant, models.CASCADE, null=True, blank=True, related_name="answers"
    )
    attempt = WithinOrganization(Attempt, models.CASCADE, null=True, blank=True, related_name="answers")
    question = WithinOrganization(GuideQuestion, related_name="answers")
    value = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(participant__isnull=False) | Q(attempt__isnull=False),
                name="listening_answer_of_somebody",
            ),
            models.UniqueConstraint(
                fields=["organization", "question", "participant", "attempt"],
                nulls_distinct=False,
                name="listening_answer_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "participant"], name="listening_answer_of_part"),
            models.Index(fields=["organization", "attempt"], name="listening_answer_of_attempt"),
        ]
