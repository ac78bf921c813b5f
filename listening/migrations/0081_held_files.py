"""Files that a withdrawal reaches are hidden until a person deletes them, and a receipt says how far it reaches."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listening", "0080_status_before")]
    operations = [
        migrations.AddField("attachment", "held_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("withdrawal", "files", models.JSONField(default=list, blank=True, db_default=models.Value([], models.JSONField()))),
        migrations.AddField(
            "withdrawal",
            "reach",
            models.CharField(
                max_length=10,
                choices=[("session", "This conversation"), ("everything", "Everything they said with us")],
                default="everything",
                db_default="everything",
            ),
        ),
    ]
