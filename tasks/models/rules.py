"""What an organization chose about a rule that makes steps."""

from django.db import models

from crm.organizations.models import Part


class RuleSetting(Part):
    """Without a row a rule is as it was declared (tasks.rules)."""

    rule = models.CharField(max_length=60)
    is_on = models.BooleanField(default=True)
    amount = models.PositiveSmallIntegerField()  # hours or days, as the rule says

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "rule"], name="tasks_rule_once")]
