"""How a file was read when its mapping was saved, and whom the mapping is for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0030_export_layouts")]
    operations = [
        migrations.AddField(
            "savedmapping", "encoding", models.CharField(blank=True, default="", db_default="", max_length=20)
        ),
        migrations.AddField(
            "savedmapping", "delimiter", models.CharField(blank=True, default="", db_default="", max_length=1)
        ),
        migrations.AddField(
            "savedmapping", "is_shared", models.BooleanField(default=True, db_default=True)
        ),
    ]
