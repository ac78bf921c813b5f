"""Messages and notices belong to the organization of the member or person they are for: the reference to them carries it,
a second check of the organization and a unique key that nothing refers to go."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

OF_AN_ORGANIZATION = models.ForeignKey(
    db_constraint=False,
    db_index=False,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to="organizations.organization",
)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0031_plans_for_some")]
    operations = [
        AddConstraintNotValid(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(contact__isnull=False),
                name="tasks_message_to_somebody",
            ),
        ),
        migrations.AlterField("message", "organization", OF_AN_ORGANIZATION),
        migrations.AlterField("notice", "organization", OF_AN_ORGANIZATION),
        migrations.RemoveConstraint("message", "tasks_message_within"),
        migrations.RemoveConstraint("notice", "tasks_notice_within"),
    ]
