"""Pages of those who spoke, without signing in: the report-back by its link, and one's own words by a receipt code."""

import zoneinfo
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from crm.access.actors import System
from crm.accounts import limits
from crm.organizations.models import AccessToken
from crm.organizations.resolving import public_link
from crm.ui.middleware import network_prefix
from listening.forms.reports import CodeForm
from listening.models import ReportBack, ReportEdition, ReportFile, Withdrawal
from listening.reports import receipts
from listening.reports.freezing import LANGUAGES
from listening.reports.telling import tell
from listening.services.reports import recalling
from listening.services.reports.linking import LABEL
from listening.themes.reading import newest_edition
from listening.views.reports.editions import as_download

PUBLIC_FILES = (ReportFile.Kind.PDF, ReportFile.Kind.LARGE)


@login_not_required
@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    """The newest edition, its quotes as people allow them now. The link says nothing about who follows it."""
    return _told(request, token, "listening/reports/told.html", purpose="report-back page")


@login_not_required
@require_safe
def slides(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a wall: one section a screen, in the language of the link whatever this browser was told."""
    return _told(
        request, token, "listening/reports/slides.html", purpose="report-back slides", link_rules=True
    )


def _told(
    request: HttpRequest, token: str, template: str, *, purpose: str, link_rules: bool = False
) -> HttpResponse:
    with _edition(token) as found:
        if found is None:
            return _unknown(request)
        machine, edition = found
        with _language(request, link_rules=link_rules):
            language = (translation.get_language() or "en")[:2]
            page = tell(machine, edition, language if language in LANGUAGES else "en", purpose=purpose)
            files = ReportFile.objects.visible_to(machine).filter(
                edition=edition, language=page.language, kind__in=PUBLIC_FILES
            )
            context = {
                "told": page,
                "chart": page.chart,
                "token": token,
                "my_words": settings.PUBLIC_URL.split("://")[-1] + reverse("told:my_words"),
                "files": files.defer("body").order_by("-kind"),
            }
            response = render(request, template, context)
    response["Cache-Control"] = "no-store"  # a word taken back is gone with the next look
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_safe
def report_file(request: HttpRequest, token: str, kind: str, language: str) -> HttpResponse:
    with _edition(token) as found:
        if found is None or kind not in PUBLIC_FILES:
            return _unknown(request)
        machine, edition = found
        files = ReportFile.objects.visible_to(machine).filter(edition=edition, kind=kind, language=language)
        file = files.select_related("edition__report").first()
        return as_download(file) if file else _unknown(request)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_words(request: HttpRequest) -> HttpResponse:
    """The code is posted, never part of an address. Tries are counted by network (unknown ones) and by code."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _words(request, {"form": form}, status=422 if request.method == "POST" else 200)
    code = form.cleaned_data["code"]
    if not limits.RECEIPT.take(code):
        return _words(request, {"form": form, "too_many": True}, status=429)
    with receipts.behind(code) as found:
        if found is None:
            too_many = not limits.RECEIPT_FROM.take(network_prefix(request))
            form.add_error("code", recalling.UnknownCode.sentence)
            return _words(request, {"form": form, "too_many": too_many}, status=429 if too_many else 422)
        machine, participant = found
        now_withdrawn = False
        if (reach := request.POST.get("withdraw")) in Withdrawal.Reach.values:
            language = (translation.get_language() or "en")[:2]
            recalling.withdraw_words(by=machine, participant=participant, reach=reach, language=language)
            now_withdrawn = True
        with timezone.override(zoneinfo.ZoneInfo(receipts.zone_of(machine))):
            context = {"held": receipts.held(machine, participant), "code": code, "just_now": now_withdrawn}
            return _words(request, context)


def _words(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, "listening/reports/my_words.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@contextmanager
def _edition(token: str):
    """(machine, newest edition in force) of a published report, or None. Row security holds the rest."""
    with public_link(token, AccessToken.Purpose.PUBLIC) as bearer:
        if bearer is None or _label(bearer) != LABEL:
            yield None
            return
        machine = System(organization_id=bearer.organization_id, reason="report-back page", id=bearer.id)
        reports = ReportBack.objects.visible_to(machine).published()
        there = reports.filter(pk=bearer.subject_id).first()
        edition: ReportEdition | None = newest_edition(machine, there.pk) if there else None
        yield (machine, edition) if edition else None


def _label(bearer) -> str:
    return AccessToken.objects.visible_to(bearer).values_list("label", flat=True).get(pk=bearer.id)


@contextmanager
def _language(request: HttpRequest, *, link_rules: bool = False):
    """As the link asks; else as this browser was told or asks."""
    wanted = request.GET.get("lang", "")
    told = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if wanted not in LANGUAGES or (told and not link_rules):
        yield
        return
    with translation.override(wanted):
        request.LANGUAGE_CODE = wanted  # type: ignore[attr-defined]
        yield


def _unknown(request: HttpRequest) -> HttpResponse:
    too_many = not limits.LINK_FROM.take(network_prefix(request))
    return render(request, "listening/reports/told_unknown.html", status=429 if too_many else 404)
