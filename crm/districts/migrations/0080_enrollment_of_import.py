"""Which import told a number, so that it can be taken back: null is the operator's own file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("districts", "0003_enrollment")]
    operations = [
        migrations.AddField("enrollment", "batch_id", models.UUIDField(null=True, editable=False)),
        migrations.AddField("enrollment", "is_added_up", models.BooleanField(default=False, db_default=False)),
        migrations.AddIndex(
            "enrollment",
            models.Index(
                fields=["batch_id"], condition=models.Q(batch_id__isnull=False), name="districts_enrollment_batch"
            ),
        ),
    ]
