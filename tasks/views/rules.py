"""The rules that make steps by themselves: in plain words, switchable, each with a dry run."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.models import Contact
from crm.access.actors import System
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast
from tasks import services
from tasks.forms import RuleForm
from tasks.lines import visible_contacts
from tasks.models import RuleSetting, Task
from tasks.rules import TaskRule, rule_called, rules
from tasks.services.ruling import Plan, Planned

MANY = 100


@dataclass(frozen=True)
class Row:
    rule: TaskRule
    setting: RuleSetting
    open: int

    @property
    def sentence(self) -> str:
        return sentence_of(self.rule, self.setting.amount)


@dataclass(frozen=True)
class Wanted:
    """A planned step as this reader may see it."""

    planned: Planned
    who: str | Promise
    contact: Contact | None


def sentence_of(rule: TaskRule, amount: int) -> str:
    return str(rule.sentence) % {"n": amount}


@require_safe
@allowed(Permission.MANAGE_TASKS)
def rule_list(request: HttpRequest) -> HttpResponse:
    open_ones = list(
        Task.objects.visible_to(request.actor)
        .open()
        .filter(origin__in=[rule.key for rule in rules()])
        .values_list("origin", flat=True)
    )
    chosen = {row.rule: row for row in RuleSetting.objects.visible_to(request.actor)}
    rows = [
        Row(
            rule,
            chosen.get(rule.key) or RuleSetting(rule=rule.key, is_on=rule.is_on, amount=rule.amount),
            open_ones.count(rule.key),
        )
        for rule in rules()
    ]
    on = sum(row.setting.is_on for row in rows)
    return render(request, "tasks/rules.html", {"rows": rows, "on": on})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.MANAGE_TASKS)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """Its sentence, its switch, and what it would do today."""
    found = rule_called(key)
    if found is None:
        raise Http404
    setting = services.setting_of(request.actor.organization_id, found)
    form = RuleForm(
        request.POST or None, rule=found, initial={"is_on": setting.is_on, "amount": setting.amount}
    )
    if form.is_valid():
        try:
            services.choose_rule(by=request.actor, rule=found, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            toast(request, _("Saved"))
            return redirect("tasks:rule", key)
    # What a rule would do does not depend on who asks; what is shown of it does.
    machine = System(organization_id=request.actor.organization_id, reason="dry run")
    plan = services.plan(by=machine, rule=found, now=timezone.now(), limit=MANY)
    context = {
        "rule": found,
        "setting": setting,
        "sentence": sentence_of(found, setting.amount),
        "form": form,
        "wanted": _seen(request, plan),
        "closes": len(plan.closes),
        "is_more": len(plan.makes) == MANY,
        "without_owner": plan.without_owner,
    }
    return render(request, "tasks/rule.html", context, status=422 if form.errors else 200)


def _seen(request: HttpRequest, plan: Plan) -> list[Wanted]:
    steps = [Task(contact=one.contact) for one in plan.makes]
    seen = visible_contacts(request.actor, steps)
    rows = []
    for one in plan.makes:
        contact = seen.get(one.contact.pk) if one.contact else None
        initials = one.contact.initials if one.contact else ""
        rows.append(Wanted(one, contact.display_name if contact else initials, contact))
    return rows
