"""Labels that each reader gets in their own language. An empty column: no row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("queue", "0014_ended_index")]
    operations = [
        migrations.AddField(model_name="job", name="words", field=models.JSONField(null=True)),
    ]
