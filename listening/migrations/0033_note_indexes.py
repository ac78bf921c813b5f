"""Indexes on a table that is in use, built beside the writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("listening", "0032_note_questions")]

    operations = [
        AddIndexConcurrently(
            model_name="note",
            index=models.Index(fields=["organization", "-created_at", "id"], name="listening_note_by_time"),
        ),
        AddIndexConcurrently(
            model_name="note",
            index=models.Index(fields=["organization", "transcript"], name="listening_note_of_transcript"),
        ),
        AddIndexConcurrently(
            model_name="note",
            index=models.Index(fields=["organization", "participant"], name="listening_note_of_speaker"),
        ),
    ]
