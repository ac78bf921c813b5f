"""Excerpts, themes and report-backs. Use the services where their rules matter."""

import datetime

from django.utils import timezone

from contacts.models import ConsentEvent
from crm.access.actors import System
from crm.access.tenancy import tenant
from crm.organizations.models import Organization
from listening.models import (
    Correction,
    Excerpt,
    Finding,
    ListeningProject,
    NoteVersion,
    ReportBack,
    ReportEdition,
    ReportFile,
    Theme,
    ThemeEvidence,
)
from listening.services.reports import drafting, publishing, quoting
from listening.services.themes import add_evidence, confirm_theme, make_theme, save_finding
from tests.make.acts import note, participant, project, session


def words(of: Organization, body: str = "The bus comes late and nobody tells us why.", *, allowed: str = "anonymous",
          within: ListeningProject | None = None, **fields) -> Excerpt:  # fmt: skip
    """What somebody said at a session of a project, as one excerpt; `allowed` is the short answer, "" for not asked."""
    at = fields.pop("at", None) or session(of, project=within or project(of))
    speaker = fields.pop("by", None) or participant(
        of, at, constituencies=fields.pop("kinds", ["parent"]), contact=fields.pop("contact", None)
    )
    said = note(of, body, session=at, participant=speaker, contact=speaker.contact, **fields)
    with tenant(of.id):
        if allowed:
            ConsentEvent.objects.create(
                organization_id=of.id,
                contact=speaker.contact,
                participant_id=speaker.pk,
                session_id=at.pk,
                purpose="quote",
                value=allowed,
                at=timezone.now() - datetime.timedelta(days=1),
            )
        version = NoteVersion.objects.get(note=said)
        return Excerpt.objects.create(
            organization_id=of.id,
            version=version,
            note=said,
            session=at,
            start=0,
            end=len(body),
            text=body,
            participant=speaker,
            constituencies=speaker.constituencies,
            language=said.language,
        )


def theme(of: Organization, *excerpts: Excerpt, against: tuple[Excerpt, ...] = (), **fields) -> Theme:
    """With one excerpt that speaks for it, if none is given, and confirmed if something speaks against it."""
    excerpts = excerpts or (words(of),)
    machine = System(organization_id=of.id, reason="test")
    with tenant(of.id):
        within = ListeningProject.objects.get(sessions=excerpts[0].session_id)
        made = make_theme(
            by=machine,
            project=within,
            **{"title": "Late buses", "claim": "Late buses cost class time.", "title_es": "Camiones tarde",
               "claim_es": "Los camiones que llegan tarde quitan tiempo de clase.", **fields},
        )  # fmt: skip
        add_evidence(by=machine, theme=made, excerpts=excerpts)
        if against:
            add_evidence(by=machine, theme=made, excerpts=against, side="disconfirming", remark="On time")
            made = confirm_theme(by=machine, theme=made)
    return made


def evidence(of: Organization) -> ThemeEvidence:
    made = theme(of)
    with tenant(of.id):
        return made.evidence.select_related("theme").get()


def finding(of: Organization) -> Finding:
    with tenant(of.id):
        return save_finding(
            by=System(organization_id=of.id, reason="test"), theme=theme(of), text="Buses are late."
        )


def report(of: Organization, *themes: Theme, **fields) -> ReportBack:
    """A draft with the quotes of its themes."""
    if not themes:
        spoken = words(of)
        other = words(of, "Mine is on time.", at=spoken.session)
        themes = (theme(of, spoken, against=(other,)),)
    machine = System(organization_id=of.id, reason="test")
    with tenant(of.id):
        made = drafting.make_report(
            by=machine,
            project=themes[0].project,
            **{"title": "You said", "title_es": "Ustedes dijeron", **fields},
        )
        drafting.choose_themes(by=machine, report=made, themes=themes)
        for row in ThemeEvidence.objects.filter(theme__in=themes).select_related("excerpt", "theme"):
            quoting.choose_quote(by=machine, report=made, theme=row.theme, excerpt=row.excerpt)
    return made


def edition(of: Organization, *themes: Theme) -> ReportEdition:
    made = report(of, *themes)
    with tenant(of.id):
        return publishing.publish_report(by=System(organization_id=of.id, reason="test"), report=made)


def report_file(of: Organization) -> ReportFile:
    made = edition(of)
    with tenant(of.id):
        return ReportFile.objects.create(
            organization_id=of.id, edition=made, kind="pdf", language="es", body=b"%PDF", sha256="0" * 64
        )


def correction(of: Organization) -> Correction:
    made = report(of)
    with tenant(of.id):
        return drafting.record_correction(
            by=System(organization_id=of.id, reason="test"),
            report=made,
            text="It was two buses.",
            said_on=timezone.localdate(),
        )
