"""How this organization sends: sender, answers, footer, minors, and the webhook for texts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.organizations.models import Organization
from crm.ui.toasts import toast
from tasks import footing, services
from tasks.forms.plans import SendingForm
from tasks.services.judging import sending_setting


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.MANAGE_SETTINGS)
def sending(request: HttpRequest) -> HttpResponse:
    organization = Organization.objects.visible_to(request.actor).get()
    setting = sending_setting(request.actor)
    form = SendingForm(
        request.POST or None,
        instance=setting,
        initial={"reply_to": organization.reply_to, "postal_address": organization.postal_address},
        has_gateway=bool(settings.SMS_GATEWAY),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_sending(by=request.actor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.sentence)
        else:
            toast(request, _("Saved"))
            return redirect("tasks:sending")
    return _page(request, form, status=422 if form.errors else 200)


@require_POST
@allowed(Permission.MANAGE_SETTINGS)
def renew_key(request: HttpRequest) -> HttpResponse:
    """Shown on this answer alone."""
    token, key = services.renew_key(by=request.actor)
    organization = Organization.objects.visible_to(request.actor).get()
    form = SendingForm(
        instance=sending_setting(request.actor),
        initial={"reply_to": organization.reply_to, "postal_address": organization.postal_address},
        has_gateway=bool(settings.SMS_GATEWAY),
    )
    address = settings.PUBLIC_URL + reverse("tasks:text_hook", args=[token])
    return _page(request, form, shown_once={"address": address, "key": key})


def _page(request: HttpRequest, form: SendingForm, *, status: int = 200, **context: object) -> HttpResponse:
    default = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    values = {
        "form": form,
        "no_address": footing.notice(request.actor),
        "default_address": default,
        "has_gateway": bool(settings.SMS_GATEWAY),
        **context,
    }
    return render(request, "tasks/sending.html", values, status=status)
