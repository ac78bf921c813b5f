"""A list of calls from people chosen on another page: those ticked, everybody of a filter, or a saved list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts.forms import PeopleFilter
from contacts.models import Contact
from contacts.views.bulk import chosen_people
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui.toasts import toast
from listening.forms.calling import BeginCallsForm
from listening.services.talks import calling
from listening.talks.choosing import Whom, whom


@require_POST
@allowed(Permission.LOG_CONVERSATION)
def choose(request: HttpRequest) -> HttpResponse:
    """From the bar under the list of people: hand them over as an address."""
    address = chosen_people(request).address.urlencode()
    return redirect(f"{reverse('listening:calls_of_people')}?{address}")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.LOG_CONVERSATION)
def begin(request: HttpRequest) -> HttpResponse:
    """How many of them may be called and why not the others; then the list begins."""
    chosen = PeopleFilter(request.GET, actor=request.actor)
    found = whom(chosen.people())
    title = chosen.segment.name if chosen.segment else _("Calls")
    form = BeginCallsForm(request.POST or None, initial={"title": title})
    if request.method == "POST" and form.is_valid():
        people = Contact.objects.visible_to(request.actor).in_bulk(found.people)
        try:
            calls = calling.begin_calls(
                by=request.actor,
                people=[people[pk] for pk in found.people if pk in people],
                left_out=found.left_out + found.later,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            _say(request, found)
            return redirect("listening:calling", calls.pk)
    context = {
        "form": form,
        "whom": found,
        "unread": chosen.unread,
        "act_on": request.get_full_path(),
        "back": f"{reverse('contacts:list')}?{request.GET.urlencode()}",
    }
    return render(request, "listening/talks/calls_begin.html", context, status=422 if form.errors else 200)


def _say(request: HttpRequest, found: Whom) -> None:
    if found.left_out:
        words = ngettext("%(n)s person was left out.", "%(n)s people were left out.", found.left_out)
        toast(request, words % {"n": found.left_out})
