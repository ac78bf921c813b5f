"""Whether a rule makes steps, and when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks.rules import TaskRule, Unit


class RuleForm(forms.Form):
    is_on = forms.BooleanField(label=_("This rule makes steps"), required=False)
    amount = forms.IntegerField()

    def __init__(self, *args, rule: TaskRule, **options):
        super().__init__(*args, **options)
        amount = self.fields["amount"]
        amount.label = _("Hours") if rule.unit == Unit.HOURS else _("Days")
        amount.min_value, amount.max_value = rule.least, rule.most
        amount.widget.attrs |= {"min": rule.least, "max": rule.most}
