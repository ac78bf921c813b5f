"""Which lines of a sign-up's history an import wrote, so that its undo takes them back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_walls")]
    operations = [
        migrations.AddField("signupstatus", "import_batch_id", models.UUIDField(null=True, editable=False)),
        migrations.AddIndex(
            "signupstatus",
            models.Index(
                fields=["organization", "import_batch_id"],
                condition=models.Q(import_batch_id__isnull=False),
                name="campaigns_status_brought",
            ),
        ),
    ]
