"""Indexes for lists: the newest first, and stakes by district and by school. Built beside the writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("contacts", "0020_segments"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="contact",
            index=models.Index(fields=["organization", "-created_at", "-id"], name="contacts_by_newest"),
        ),
        AddIndexConcurrently(
            model_name="constituencyrow",
            index=models.Index(
                fields=["organization", "district", "contact"], name="contacts_constituency_district"
            ),
        ),
        AddIndexConcurrently(
            model_name="constituencyrow",
            index=models.Index(
                fields=["organization", "school", "contact"], name="contacts_constituency_school"
            ),
        ),
    ]
