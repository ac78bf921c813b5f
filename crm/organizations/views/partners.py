"""The coalition's partners."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.organizations.forms import Partner
from crm.organizations.services import partners
from crm.ui.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.MANAGE_PARTNERS)
def index(request: HttpRequest) -> HttpResponse:
    form = Partner(request.POST or None, initial={"time_zone": request.actor.time_zone})
    if request.method == "POST" and form.is_valid():
        partners.add_partner(**form.cleaned_data, by=request.actor)
        toast(request, _("%(name)s is a partner now. The invitation is on its way.") % form.cleaned_data)
        return redirect("organizations:partners")
    context = {"form": form, "partners": list(partners.partners_of(request.actor))}
    return render(request, "organizations/partners.html", context, status=422 if form.is_bound else 200)
