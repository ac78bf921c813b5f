"""What somebody at a session allows us to do with their words, and taking them back with a receipt."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts import services as contacts
from contacts.forms.uses import UsesForm
from contacts.models import Contact
from contacts.uses import Use
from contacts.visibility import sight
from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui import toasts
from listening.gate import standing_of_contact, standing_of_participant
from listening.models import SessionParticipant, Withdrawal
from listening.reports import receipts
from listening.services.deputies import the_deed_of
from listening.services.reports import recalling
from listening.views.saving import saved


@allowed(Permission.MANAGE_LISTENING)
def words(request: HttpRequest, participant_id: uuid.UUID) -> HttpResponse:
    """The consent form of one participant, for this session; and what holds now."""
    participant = _participant(request, participant_id)
    form = UsesForm(
        request.POST or None, initial={"language": participant.language or participant.session.language}
    )
    if request.method == "POST" and saved(form, lambda: _record(request, participant, form)):
        toasts.toast(request, _("Answers saved."))
        return redirect("listening:session", participant.session_id)
    context = {
        "participant": participant,
        "standings": [standing_of_participant(participant, use) for use in Use],
        "back": reverse("listening:session", args=[participant.session_id]),
    }
    return _asked(request, form, Q(participant=participant), context)


@allowed(Permission.EDIT_CONTACTS)
def words_of_contact(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """The same of a person, everywhere."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor), pk=contact_id)
    if not sight(request.actor, contact).edit:
        raise PermissionDenied
    form = UsesForm(request.POST or None, initial={"language": "es" if contact.language == "es" else "en"})

    def record() -> list:
        said = {name: form.cleaned_data[name] for name in ("how", "given_by", "language")}
        return contacts.record_uses(by=request.actor, answers=form.answers(), contact=contact, **said)

    if request.method == "POST" and saved(form, record):
        toasts.toast(request, _("Answers saved."))
        return redirect("contacts:detail", contact.pk)
    context = {
        "contact": contact,
        "standings": [standing_of_contact(contact, use) for use in Use],
        "back": reverse("contacts:detail", args=[contact.pk]),
    }
    return _asked(request, form, Q(contact=contact, reach=Withdrawal.Reach.EVERYTHING), context)


@allowed(Permission.MANAGE_LISTENING)
def withdraw(request: HttpRequest, participant_id: uuid.UUID) -> HttpResponse:
    """Said to us aloud or on paper: the same as with the receipt code. `?reach=everything` is more than this session."""
    participant = _participant(request, participant_id)
    back = reverse("listening:participant_words", args=[participant.pk])
    everything = request.GET.get("reach") == Withdrawal.Reach.EVERYTHING
    if request.method == "POST":
        language = participant.language or participant.session.language
        receipt = recalling.withdraw_words(
            by=request.actor,
            participant=participant,
            reach=Withdrawal.Reach.EVERYTHING if everything else Withdrawal.Reach.SESSION,
            language=language[:5],
            how="verbal",
        )
        toasts.toast(request, _("Taken back. Receipt %(number)s.") % {"number": receipt.number})
        return redirect(back)
    question = (
        _("Does %(who)s take back everything they ever said with us?")
        if everything
        else _("Does %(who)s take their words of this session back?")
    )
    return _confirm(request, question % {"who": participant}, back)


@allowed(Permission.EDIT_CONTACTS)
def withdraw_contact(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """Somebody whom we know takes everything back."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor), pk=contact_id)
    if not sight(request.actor, contact).edit:
        raise PermissionDenied
    back = reverse("listening:contact_words", args=[contact.pk])
    if request.method == "POST":
        language = "es" if contact.language == "es" else "en"
        receipt = recalling.withdraw_contact(by=request.actor, contact=contact, language=language)
        toasts.toast(request, _("Taken back. Receipt %(number)s.") % {"number": receipt.number})
        return redirect(back)
    question = _("Does %(who)s take back everything they ever said with us?")
    return _confirm(request, question % {"who": contact}, back)


def _asked(request: HttpRequest, form: UsesForm, of: Q, context: dict[str, Any]) -> HttpResponse:
    """The form, what holds now, and the receipt of what was taken back last."""
    receipt = Withdrawal.objects.visible_to(request.actor).filter(of).order_by("-at").first()
    files = receipts.files_of(request.actor, receipt) if receipt else []
    context |= {"form": form, "receipt": receipt, "files": files}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "listening/reports/uses.html", context, status=status)


def _confirm(request: HttpRequest, question: str, back: str) -> HttpResponse:
    context = {
        "question": question,
        "happens": _(
            "Their words are hidden everywhere at once, with recordings and photos of the session, which somebody is asked to"
            " delete. What was published is taken out, in a new edition."
        ),
        "stays": _("That they were heard stays counted. What is on paper already is listed on the receipt."),
        "act": _("Take them back"),
        "danger": True,
        "cancel_url": back,
    }
    return TemplateResponse(request, "ui/confirm.html", context)


def _record(request: HttpRequest, participant: SessionParticipant, form: UsesForm) -> list:
    return contacts.record_uses(
        by=the_deed_of(request.actor),
        answers=form.answers(),
        contact=participant.contact,
        participant_id=participant.pk,
        session_id=participant.session_id,
        **{name: form.cleaned_data[name] for name in ("how", "given_by", "language")},
    )


def _participant(request: HttpRequest, participant_id: uuid.UUID) -> SessionParticipant:
    found = SessionParticipant.objects.visible_to(request.actor).select_related("session", "contact")
    return get_object_or_404(found, pk=participant_id)
