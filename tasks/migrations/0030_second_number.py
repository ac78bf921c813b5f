"""The number of the second adult, so that texts and calls to minors can go out too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0023_origin_index")]
    operations = [
        migrations.AddField(
            model_name="sendingsetting",
            name="second_number",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=32, verbose_name="number of the second adult"
            ),
        ),
    ]
