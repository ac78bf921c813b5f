"""Who works on a text or call of the list. Two empty columns: no row is written anew."""

import django.db.models.deletion
from django.db import migrations, models

import crm.access.fields


class Migration(migrations.Migration):
    dependencies = [("tasks", "0041_message_to_somebody"), ("organizations", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="message",
            name="taken_by",
            field=crm.access.fields.WithinOrganization(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.membership",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="taken_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
