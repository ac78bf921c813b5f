"""Pages behind a link in a message: no sign-in, and reading them changes nothing, since mail programs open links by
themselves."""

from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contacts.consent import REFUSALS, consent_of
from contacts.models import ConsentEvent, Contact
from crm.access.actors import System, TokenBearer
from crm.access.errors import DomainError
from crm.accounts import limits
from crm.organizations.models import AccessToken, Membership, Organization
from crm.organizations.resolving import public_link
from crm.ui.middleware import network_prefix
from tasks import services, subjects
from tasks.models import Message, PlannedReminder, ReminderSetting
from tasks.services import links
from tasks.services.judging import language_of

FIELD_OF = {links.REMINDERS: "email_on", "": "email_on", links.DIGEST: "digest_on", links.WEEK: "weekly_on"}


@csrf_exempt  # the mail program's one click (RFC 8058) carries no cookie
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A member stops one kind of e-mail; a person stops all of an organization's."""
    with public_link(token, AccessToken.Purpose.UNSUBSCRIBE) as bearer:
        if bearer is None:
            return _unknown(request)
        label = _label(bearer)
        if label == links.PERSON:
            return _goodbye(request, bearer)
        member = (
            Membership.objects.visible_to(bearer)
            .select_related("user")
            .filter(pk=bearer.membership_id)
            .first()
        )
        if member is None or label not in FIELD_OF:
            return _unknown(request)
        field = FIELD_OF[label]
        if request.method == "POST":
            services.choose_reminders(by=bearer, **{field: False})
        is_off = (
            ReminderSetting.objects.visible_to(bearer)
            .filter(membership_id=bearer.membership_id, **{field: False})
            .exists()
        )
        with _their_language(request, member.user.language):
            return _page(request, "tasks/unsubscribe.html", {"is_off": is_off, "what": label})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, wish: str) -> HttpResponse:
    """Coming or not. The link shows the question; the button answers it, and can be pressed again."""
    with public_link(token, AccessToken.Purpose.PUBLIC) as bearer:
        if bearer is None or _label(bearer) != links.ANSWER:
            return _unknown(request)
        machine = System(organization_id=bearer.organization_id, reason="answer", id=bearer.id)
        planned = _planned(machine, bearer)
        subject = subjects.get(planned.step.plan.subject_kind) if planned else None
        happening = subject.load(machine, planned.subject_id) if planned and subject else None
        if planned is None or happening is None:
            return _unknown(request)
        with _their_language(request, language_of(planned)), timezone.override(happening.tz):
            context = {
                "happening": happening,
                "organization": Organization.objects.visible_to(bearer).get(),
                "wish": wish,
                "is_over": timezone.now() >= happening.starts_at,
            }
            if request.method == "POST" and not context["is_over"] and not happening.is_off:
                is_coming = request.POST.get("coming", wish) == "yes"
                try:
                    services.answer(by=bearer, planned=planned, is_coming=is_coming)
                except DomainError as error:
                    context["trouble"] = error.sentence
                else:
                    context["answered"] = "yes" if is_coming else "no"
            return _page(request, "tasks/answer.html", context)


def _goodbye(request: HttpRequest, bearer: TokenBearer) -> HttpResponse:
    machine = System(organization_id=bearer.organization_id, reason="unsubscribe", id=bearer.id)
    # A link sent to a record that was merged since speaks for whom it was merged into.
    people = Contact.objects.visible_to(machine)
    contact = people.filter(pk=bearer.subject_id).first() or people.holding(bearer.subject_id).first()
    if contact is None:
        return _unknown(request)
    if request.method == "POST":
        services.say_goodbye(by=bearer, contact=contact)
    said = consent_of([contact])[contact.pk].standing(ConsentEvent.Purpose.EMAIL).value
    organization = Organization.objects.visible_to(bearer).get()
    context = {"is_off": said in REFUSALS, "what": links.PERSON, "organization": organization}
    with _their_language(request, contact.language):
        return _page(request, "tasks/unsubscribe.html", context)


def _planned(machine: System, bearer: TokenBearer) -> PlannedReminder | None:
    """What the link speaks of. Where two records became one, a reminder of both was folded into one; the message that
    carried the link keeps its key and leads there."""
    rows = PlannedReminder.objects.visible_to(machine).select_related("step__plan", "contact", "member__user")
    sent = Message.objects.visible_to(machine).filter(key=f"plan.{bearer.subject_id}")
    return rows.filter(pk=bearer.subject_id).first() or rows.filter(pk__in=sent.values("planned")).first()


def _label(bearer: TokenBearer) -> str:
    return AccessToken.objects.visible_to(bearer).values_list("label", flat=True).get(pk=bearer.id)


@contextmanager
def _their_language(request: HttpRequest, spoken: str):
    """As they speak, unless this browser was told otherwise (the switch leaves a cookie)."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
        yield
        return
    with translation.override("es" if spoken.startswith("es") else "en"):
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        yield


def _unknown(request: HttpRequest) -> HttpResponse:
    """Sixty phones share one venue's address, so only unknown links are counted."""
    too_many = not limits.LINK_FROM.take(network_prefix(request))
    return _page(request, "tasks/unsubscribe.html", {"is_unknown": True}, status=429 if too_many else 404)


def _page(request: HttpRequest, template: str, context: dict, *, status: int = 200) -> HttpResponse:
    """Nobody keeps or lists what stands behind a secret link."""
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
