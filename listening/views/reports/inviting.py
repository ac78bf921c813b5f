"""Asking everybody who was heard to the meeting at which it is told back."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import ngettext

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening.models import ReportBack
from listening.reports.inviting import to_invite
from listening.services.reports import inviting


@allowed(Permission.MANAGE_LISTENING)
def invite(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """Who is asked and how, and why the others are not; then the steps and the calls begin."""
    reports = ReportBack.objects.visible_to(request.actor).select_related("project")
    report, trouble = get_object_or_404(reports, pk=report_id), ""
    if request.method == "POST":
        try:
            count, calls = inviting.invite_heard(by=request.actor, report=report)
        except DomainError as error:
            trouble = error.sentence
        else:
            words = ngettext("%(n)s person is to be invited.", "%(n)s people are to be invited.", count)
            toasts.toast(request, words % {"n": count})
            return (
                redirect("listening:calling", calls.pk) if calls else redirect("listening:report", report.pk)
            )
    context = {
        "report": report,
        "found": to_invite(request.actor, report),
        "is_ahead": bool(report.meets_at and report.meets_at > timezone.now()),
        "trouble": trouble,
    }
    return TemplateResponse(request, "listening/reports/invite.html", context, status=422 if trouble else 200)
