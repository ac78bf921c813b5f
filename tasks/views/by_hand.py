"""Texts and calls that wait for a person: one after the other, each asked once more whether it may go."""

import datetime
import uuid
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.organizations.models import Membership, Organization
from crm.ui.paging import keyset
from crm.ui.templatetags.ui import clock
from crm.ui.toasts import toast
from tasks import reasons, services, subjects
from tasks.gateways import dialed
from tasks.models import Channel, Message
from tasks.services.deciding import verdicts_on, words_of
from tasks.services.judging import Verdict
from tasks.services.quiet import held_until
from tasks.services.taking import holder_of
from tasks.views.going_back import back

SIZE = 20


@dataclass(frozen=True)
class Line:
    message: Message
    verdict: Verdict
    why: str
    words: str
    link: str  # tel: or sms:
    quiet_until: datetime.datetime | None = None  # where they live
    is_mine: bool = False
    holder: Membership | None = None  # somebody else who has it
    since: str = ""


@require_safe
@allowed(Permission.VIEW_METHODS)
def by_hand(request: HttpRequest) -> HttpResponse:
    """What falls due first; `?about=` narrows it to one subject. Nobody stands here whose no came meanwhile."""
    waiting = Message.objects.visible_to(request.actor).to_work_through()
    about = _uuid(request.GET.get("about", ""))
    if about:
        waiting = waiting.filter(subject_id=about)
    page = keyset(
        waiting.select_related(
            "planned__step__plan", "planned__contact", "planned__member__user", "contact", "taken_by__user"
        ),
        request,
        sorts={"due": ("due_at", "pk")},
        default="due",
        size=SIZE,
    )
    now = timezone.now()
    verdicts = verdicts_on(request.actor, page.rows, now=now)
    organization = Organization.objects.visible_to(request.actor).get()
    lines = [_line(request, message, verdicts[message.pk], organization, now) for message in page.rows]
    context = {
        "page": page,
        "lines": lines,
        "free": [line.message for line in lines if not (line.why or line.is_mine or line.holder)],
        "count": waiting.count(),
        "about": _title(request, about) if about else "",
    }
    return render(request, "tasks/by_hand.html", context)


@require_POST
@allowed(Permission.VIEW_METHODS)
def take(request: HttpRequest) -> HttpResponse:
    """`message` (as often as one likes) is mine from now on; `how` = over: though somebody has it; back: no longer."""
    ids = [found for text in request.POST.getlist("message")[:SIZE] if (found := _uuid(text))]
    how = request.POST.get("how", "")
    if how == "back":
        services.give_back(by=request.actor, messages=ids)
    else:
        mine = services.take(by=request.actor, messages=ids, over=how == "over")
        if mine < len(ids):
            toast(request, _("Somebody else was faster"))
    return back(request, reverse("tasks:by_hand"))


@require_POST
@allowed(Permission.VIEW_METHODS)
def settle(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """Sent (or said), or not: `outcome`."""
    message = get_object_or_404(Message.objects.visible_to(request.actor), pk=message_id)
    is_skipped = request.POST.get("outcome") == "skip"
    try:
        if is_skipped:
            settled = services.skip(by=request.actor, message=message)
        else:
            settled = services.mark_sent(by=request.actor, message=message)
    except DomainError as error:
        toast(request, str(error))
    else:
        is_sent = settled.state == Message.State.SENT
        words = _("Marked as sent") if is_sent else reasons.words(settled.reason)
        toast(request, str(words))
    return back(request, reverse("tasks:by_hand"))


def _line(
    request: HttpRequest,
    message: Message,
    verdict: Verdict,
    organization: Organization,
    now: datetime.datetime,
) -> Line:
    if verdict.why or message.planned is None:
        return Line(message, verdict, str(reasons.words(verdict.why)), "", "")
    quiet_until = held_until(message.planned, organization, verdict.happening, now)
    holder = holder_of(message, now=now)
    if holder is None or holder != request.actor.membership_id:
        found = Line(message, verdict, "", "", "", quiet_until)
        if holder and message.taken_at:
            hour = clock(timezone.localtime(message.taken_at))
            found = replace(found, holder=message.taken_by, since=hour)
        return found
    words = words_of(request.actor, message, verdict, now=now)
    return Line(
        message, verdict, "", words, "" if quiet_until else _link(message, verdict), quiet_until, is_mine=True
    )


def _link(message: Message, verdict: Verdict) -> str:
    """A text to a minor opens as one conversation with both numbers (RFC 5724); a call can only begin with one."""
    if message.channel == Channel.CALL:
        return f"tel:{dialed(verdict.to)}"
    return "sms:" + ",".join(dialed(number) for number in (verdict.to, verdict.copy_to) if number)


def _title(request: HttpRequest, subject_id: uuid.UUID) -> str:
    row = Message.objects.visible_to(request.actor).filter(subject_id=subject_id).first()
    subject = subjects.get(row.subject_kind) if row else None
    found = subject.load(request.actor, subject_id) if subject else None
    return found.title if found else ""


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
