"""Plans for some kinds or owners of next steps, beside the one for all."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tasks", "0030_second_number")]
    operations = [
        migrations.AddField(
            model_name="reminderplan",
            name="only_kinds",
            field=models.JSONField(blank=True, default=list, db_default=[], verbose_name="of these kinds"),
        ),
        migrations.AddField(
            model_name="reminderplan",
            name="only_owners",
            field=models.JSONField(blank=True, default=list, db_default=[], verbose_name="of these members"),
        ),
        migrations.RemoveConstraint(model_name="reminderplan", name="tasks_plan_one_automatic"),
        migrations.AddConstraint(
            model_name="reminderplan",
            constraint=models.UniqueConstraint(
                fields=["organization", "subject_kind"],
                condition=Q(is_automatic=True, only_kinds=[], only_owners=[]),
                name="tasks_plan_one_for_all",
            ),
        ),
    ]
