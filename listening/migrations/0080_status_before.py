"""What somebody was before a door or a dial said otherwise, so that it can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listening", "0051_exchange")]
    operations = [
        migrations.AddField(
            "attempt",
            "status_before",
            models.CharField(max_length=16, blank=True, default="", db_default=""),
        ),
    ]
