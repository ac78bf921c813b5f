from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0080_enrollment")]

    operations = [
        migrations.AddField(model_name="importbatch", name="told", field=models.JSONField(null=True)),
    ]
