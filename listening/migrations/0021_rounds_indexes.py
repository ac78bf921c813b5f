"""Indexes and checks on tables that are in use, built beside the writers."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

ONE_PRESS = models.UniqueConstraint(
    condition=Q(client_uuid__isnull=False),
    fields=["organization", "client_uuid"],
    name="listening_participant_client_uuid",
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("listening", "0020_rounds"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="attempt",
            index=models.Index(
                fields=["organization", "project", "-at"],
                name="listening_attempt_of_project",
                condition=Q(project__isnull=False),
            ),
        ),
        AddIndexConcurrently(
            model_name="listeningsession",
            index=models.Index(
                fields=["organization", "project", "-starts_at"],
                name="listening_session_of_project",
                condition=Q(project__isnull=False),
            ),
        ),
        AddConstraintNotValid(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=(Q(rating_before=None) | Q(rating_before__lte=10))
                & (Q(rating_after=None) | Q(rating_after__lte=10)),
                name="listening_attempt_rating_to_10",
            ),
        ),
        ValidateConstraint(model_name="attempt", name="listening_attempt_rating_to_10"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "create unique index concurrently listening_participant_client_uuid"
                    " on listening_sessionparticipant (organization_id, client_uuid)"
                    " where client_uuid is not null",
                    "drop index concurrently listening_participant_client_uuid",
                )
            ],
            state_operations=[
                migrations.AddConstraint(model_name="sessionparticipant", constraint=ONE_PRESS)
            ],
        ),
    ]
