"""Whose columns a file has, and what it was written without."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0011_undo_failed")]
    operations = [
        migrations.AddField(
            "exportfile", "layout", models.CharField(default="own", db_default="own", max_length=30)
        ),
        migrations.AddField("exportfile", "left_out", models.JSONField(default=dict, db_default={})),
    ]
