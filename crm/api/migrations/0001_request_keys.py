"""Keys of requests with a hash of their body."""

import django.db.models.functions.datetime
from django.db import migrations, models

from crm.access.walls import Wall


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="RequestKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organization_id", models.UUIDField()),
                ("key", models.UUIDField()),
                ("body", models.BinaryField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["organization_id", "made_at"], name="api_requestkey_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("organization_id", "key"), name="api_requestkey_once")
                ],
            },
        ),
        Wall("requestkey"),
    ]
