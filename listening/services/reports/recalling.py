"""Words taken back: at once everywhere, with the next edition of what they stood in, and a receipt."""

import datetime
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import services as contacts
from contacts.models import ConsentEvent, Contact
from contacts.uses import REFUSALS
from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.audit import services as audit
from listening.models import (
    Note,
    QuoteUse,
    ReportBack,
    ReportEdition,
    ReportFile,
    SessionParticipant,
    Withdrawal,
)
from listening.reports.telling import pass_gate
from listening.services.deputies import the_deed_of
from listening.services.reports.holding import hold_files, notes_of_line, voices_of_line
from listening.services.reports.publishing import next_edition
from listening.services.sessions.participants import new_code
from listening.sessions.sealing import contacts_behind

Purpose, Value = ConsentEvent.Purpose, ConsentEvent.Value
Reach = Withdrawal.Reach


class UnknownCode(DomainError):
    sentence = _("Nobody has this code. Look at it once more: it has no vowels, no 0, 1 or 5.")


@transaction.atomic
def recall(*, by: Actor, now: datetime.datetime | None = None) -> int:
    """Look at all words that are out: editions with some that are no longer allowed are revoked, their files deleted, and
    the next edition is made without them. How many words went."""
    now = now or timezone.now()
    out = QuoteUse.objects.filter(organization_id=by.organization_id, edition__report__status="published")
    rows = list(out.out_there().select_related("excerpt", "edition").order_by("pk"))
    gone = [
        row
        for row, quote in zip(rows, pass_gate(by, rows, purpose="recall"), strict=True)
        if not quote.shown.is_shown
    ]
    if not gone:
        return 0
    QuoteUse.objects.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=now)
    editions = ReportEdition.objects.filter(
        organization_id=by.organization_id, pk__in={row.edition_id for row in gone}
    )
    reports = set(editions.values_list("report_id", flat=True))
    newest = {
        report_id: ReportEdition.objects.filter(organization_id=by.organization_id, report_id=report_id)
        .select_related("report")
        .order_by("-number")
        .first()
        for report_id in reports
    }
    affected = set(editions.values_list("pk", flat=True))
    ReportFile.objects.filter(organization_id=by.organization_id, edition_id__in=affected).delete()
    editions.update(revoked_at=now)
    for last in newest.values():
        if last and last.pk in affected:
            next_edition(by=by, last=last, now=now)
    audit.record("listening.words_recalled", by=by, details={"words": len(gone), "editions": len(affected)})
    return len(gone)


@transaction.atomic
def heed(by: Actor, line: ConsentEvent) -> None:
    """What follows from a line of the ledger. Told by contacts.ledger, in the same transaction."""
    if line.value not in REFUSALS:
        return
    published = _published(line)
    held = hold_files(by=by, line=line)
    recall(by=by)
    if line.value == Value.WITHDRAWN and line.purpose == Purpose.QUOTE:
        Withdrawal.objects.create(
            organization_id=line.organization_id,
            number=new_code(),
            participant_id=line.participant_id,
            contact=line.contact,
            consent_event_id=line.pk,
            language=line.language,
            notes_count=notes_of(line).count(),
            published=published,
            reach=Reach.SESSION if line.session_id else Reach.EVERYTHING,
            files=[
                {"id": str(file.pk), "kind": file.kind, "until": file.retained_until.isoformat()}
                for file in held
            ],
        )


@transaction.atomic
def withdraw_words(
    *,
    by: Actor,
    participant: SessionParticipant,
    reach: str = Reach.SESSION,
    language: str = "en",
    how: str = "web_form",
) -> Withdrawal:
    """Somebody takes back what they said: at one session, or everything with this organization. The same again gives the
    same receipt; everything may follow on one session."""
    known = Withdrawal.objects.filter(organization_id=by.organization_id, participant=participant)
    enough = known if reach == Reach.SESSION else known.filter(reach=Reach.EVERYTHING)
    if found := enough.order_by("-at").first():
        return found
    line = contacts.record_consent(
        by=the_deed_of(by),
        contact=participant.contact,
        participant_id=participant.pk,
        session_id=participant.session_id if reach == Reach.SESSION else None,
        purpose=Purpose.QUOTE,
        value=Value.WITHDRAWN,
        how=how,
        language=language,
    )
    receipt = known.get(consent_event_id=line.pk)
    sealed = contacts_behind(by.organization_id, {participant.pk}).get(participant.pk)
    if reach == Reach.EVERYTHING and sealed and not participant.contact_id:
        _follow_behind_the_seal(by, receipt, sealed, how)
    return receipt


@transaction.atomic
def withdraw_contact(*, by: Actor, contact: Contact, language: str = "en", how: str = "verbal") -> Withdrawal:
    """Everything that somebody whom we know said with us. The same again gives the same receipt."""
    known = Withdrawal.objects.filter(
        organization_id=by.organization_id, contact=contact, reach=Reach.EVERYTHING
    )
    if found := known.order_by("-at").first():
        return found
    line = contacts.record_consent(
        by=by, contact=contact, purpose=Purpose.QUOTE, value=Value.WITHDRAWN, how=how, language=language
    )
    return known.get(consent_event_id=line.pk)


def notes_of(line: ConsentEvent) -> QuerySet[Note]:
    """What the subject of a line said, as far as the line reaches."""
    return notes_of_line(line, voices_of_line(line))


def _follow_behind_the_seal(by: Actor, receipt: Withdrawal, contact_id: uuid.UUID, how: str) -> None:
    """A line of its own for the person, that never names the pseudonym; the receipt tells of all of it."""
    contact = Contact.objects.get(organization_id=by.organization_id, pk=contact_id)
    line = contacts.record_consent(
        by=the_deed_of(by),
        contact=contact,
        purpose=Purpose.QUOTE,
        value=Value.WITHDRAWN,
        how=how,
        language=receipt.language,
    )
    theirs = Withdrawal.objects.get(organization_id=by.organization_id, consent_event_id=line.pk)
    receipt.notes_count = theirs.notes_count  # the notes of this session are among them
    receipt.published += [row for row in theirs.published if row not in receipt.published]
    receipt.files += theirs.files
    receipt.save(update_fields=["notes_count", "published", "files"])


def _published(line: ConsentEvent) -> list[dict]:
    """Each edition once, however many of their words it had."""
    uses = QuoteUse.objects.filter(organization_id=line.organization_id).of_notes(notes_of(line))
    rows = uses.select_related("edition__report").order_by("edition__made_at", "pk")
    editions = {
        row.edition_id: row.edition for row in rows if row.edition.report.status != ReportBack.Status.DRAFT
    }
    return [
        {
            "title": edition.report.title,
            "title_es": edition.report.title_es,
            "edition": edition.number,
            "on": timezone.localdate(edition.made_at).isoformat(),
            "report_id": str(edition.report_id),
        }
        for edition in editions.values()
    ]
