"""Codes are looked up without an organization. Built beside the writers of a live table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("listening", "0061_receipts")]
    operations = [
        AddIndexConcurrently(
            model_name="sessionparticipant",
            index=models.Index(
                fields=["receipt_code"],
                name="listening_participant_receipt",
                condition=~models.Q(receipt_code=""),
            ),
        ),
    ]
