"""What must not be reached: how much, why, and putting on or taking off one number or address."""

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts import services
from contacts.forms import CloseForm, LiftForm, refuse
from contacts.models import Suppression
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.MANAGE_SETTINGS)
def closed(request: HttpRequest) -> HttpResponse:
    """Only hashes are kept, so nothing is listed: somebody types the number and learns what holds for it."""
    lifting = request.POST.get("act") == "lift"
    close = CloseForm(None if lifting else request.POST or None, auto_id="close_%s")
    open_again = LiftForm(request.POST if lifting else None, auto_id="lift_%s")
    form = open_again if lifting else close
    if request.method == "POST" and form.is_valid():
        try:
            said = _lift(request, form) if lifting else _close(request, form)
        except DomainError as error:
            refuse(form, error)
        else:
            toast(request, said)
            return redirect("contacts:closed")
    rows = Suppression.objects.visible_to(request.actor).values("reason")
    counts = rows.annotate(count=Count("digest"), latest=Max("at")).order_by("reason")
    labels = dict(Suppression.Reason.choices)
    context = {
        "close": close,
        "lift": open_again,
        "reasons": [{**row, "label": labels[row["reason"]]} for row in counts],
        "total": sum(row["count"] for row in counts),
    }
    return render(request, "contacts/closed.html", context, status=422 if form.errors else 200)


def _close(request: HttpRequest, form: CloseForm) -> str:
    is_new = services.close_address(by=request.actor, **form.cleaned_data)
    return _("On the list. Nobody is reached there any more.") if is_new else _("It was on the list already.")


def _lift(request: HttpRequest, form: LiftForm) -> str:
    services.lift(by=request.actor, **form.cleaned_data)
    return _("Off the list. What each person allowed still holds.")
