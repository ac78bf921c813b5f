"""Which row a request made, so that its repetition gives the same."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_request_keys")]
    operations = [
        migrations.AddField("requestkey", "made_id", models.UUIDField(null=True)),
    ]
