"""When a running job last got further: the pace it is told to have, and whether it has one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("queue", "0003_organizations"),
    ]
    operations = [
        migrations.AddField(
            model_name="job",
            name="progressed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
