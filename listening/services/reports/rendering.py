"""Files of an edition. Made by a job: what they say is read in a transaction, set outside of it."""

import hashlib

from crm.access.actors import Actor
from listening.models import ReportEdition, ReportFile
from listening.reports.freezing import LANGUAGES
from listening.reports.printing import report_pdf, testimony_pdf
from listening.reports.telling import Told, tell
from listening.reports.wording import report_docx

Kind = ReportFile.Kind
FORMS = [(kind, language) for kind in Kind for language in LANGUAGES]


def tell_all(*, by: Actor, edition: ReportEdition) -> dict[str, Told]:
    return {language: tell(by, edition, language, purpose="report-back file") for language in LANGUAGES}


def set_file(told: Told, kind: str) -> bytes:
    if kind == Kind.DOCX:
        return report_docx(told)
    if kind == Kind.TESTIMONY:
        return testimony_pdf(told)
    return report_pdf(told, large=kind == Kind.LARGE)


def keep_file(
    *, by: Actor, edition: ReportEdition, kind: str, language: str, body: bytes
) -> ReportFile | None:
    """None when the edition was revoked while its file was being made."""
    now = ReportEdition.objects.select_for_update().get(organization_id=by.organization_id, pk=edition.pk)
    if now.revoked_at:
        return None
    file, _made = ReportFile.objects.update_or_create(
        organization_id=by.organization_id,
        edition=edition,
        kind=kind,
        language=language,
        defaults={"body": body, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()},
    )
    return file
