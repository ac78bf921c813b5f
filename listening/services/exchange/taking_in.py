"""What an exchange file says, written down: codes, texts, excerpts and codings. Whatever is there by its id stays as it is,
so the same file twice brings nothing twice, and a run that died goes on."""

import uuid
from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from crm.access.actors import Member, deputy_of
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.lib.ids import uuid7
from crm.organizations.models import Membership
from listening.exchange.descriptions import parsed
from listening.exchange.places import Kept
from listening.models import (
    Code,
    Codebook,
    Coding,
    CodingRound,
    Excerpt,
    ExchangeFile,
    ExchangeRow,
    ListeningSession,
    Note,
    NoteVersion,
)
from listening.refi.documents import CodeEntry, Codes, CodingEntry, TextSource
from listening.services.coding.codes import add_code
from listening.services.notes.noting import add_note

What = ExchangeRow.What
MASK = "\u2588"  # stands in our own files for words that are redacted


def take_codebook(by: Member, file: ExchangeFile, codes: Codes, name: str) -> Codebook:
    """The codebook that was chosen, else the one that holds codes of the file, else a new one."""
    if file.codebook is not None:
        return file.codebook
    known = [entry.guid for entry, _parent in codes.walk()]
    books = Codebook.objects.visible_to(by).kept().filter(is_locked=False)
    book = books.filter(codes__guid__in=known).order_by("created_at").first()
    if book is None:
        book = Codebook.objects.create(
            organization_id=by.organization_id,
            name=(name or file.file_name)[:120],
            made_by_id=by.membership_id,
        )
        _keep(file, What.CODEBOOK, [(book.guid, book.pk)])
        audit.record("listening.codebook_made", by=by, target=book)
    ExchangeFile.objects.visible_to(by).filter(pk=file.pk).update(codebook=book)
    file.codebook = book
    return book


def take_codes(by: Member, file: ExchangeFile, book: Codebook, codes: Codes) -> Counter[str]:
    """New codes, below the parents they have in the file. Known ones keep their name, place and definition."""
    counts: Counter[str] = Counter()
    there = {code.guid: code for code in Code.objects.visible_to(by).filter(codebook=book)}
    for entry, parent in codes.walk():
        if entry.guid in there:
            counts["codes_known"] += 1
            continue
        there[entry.guid] = _new_code(by, book, entry, there.get(parent.guid) if parent else None)
        _keep(file, What.CODE, [(entry.guid, there[entry.guid].pk)])
        counts["codes"] += 1
    return counts


def take_source(
    by: Member, file: ExchangeFile, book: Codebook, source: TextSource, users: dict[uuid.UUID, str]
) -> Counter[str]:
    """One text with its codings. A text that we know by its id gets the codings that it lacks."""
    counts: Counter[str] = Counter()
    kept = Kept(source.text)
    version = _known_version(by, source.guid)
    if version is None:
        if not kept.text:
            counts["texts_empty"] += 1
            return counts
        version = _new_note(by, file, source, kept.text)
        counts["texts"] += 1
    else:
        counts["texts_known"] += 1
    codes = {code.guid: code for code in Code.objects.visible_to(by).filter(codebook=book)}
    wanted = [(coding, part) for part in source.selections for coding in part.codings]
    there = set(
        Coding.objects.filter(organization_id=by.organization_id)
        .filter(guid__in=[coding.guid for coding, _part in wanted])
        .values_list("guid", flat=True)
    )
    made: list[Coding] = []
    known = _coders(by)
    for coding, part in wanted:
        code = codes.get(coding.code)
        start, end = kept.place(part.start), kept.place(part.end)
        if coding.guid in there:
            counts["codings_known"] += 1
        elif code is None:
            counts["codings_without_code"] += 1
        elif start >= end or not _same(version.body[start:end], kept.text[start:end]):
            counts["codings_of_other_words"] += 1
        else:
            excerpt = _excerpt(by, file, version, start, end, part.guid)
            made.append(_coding(by, file, book, coding, excerpt, code.pk, users, known))
    written = _write(by, file, made)
    counts["codings"] += written
    counts["codings_alike"] += len(made) - written
    return counts


def tell_sizes() -> None:
    """PostgreSQL learns at once how many notes and codings there are."""
    with connection.cursor() as cursor:
        cursor.execute("select listening_know_sizes()")


def _new_code(by: Member, book: Codebook, entry: CodeEntry, parent: Code | None) -> Code:
    """A file may nest as deep as it likes; so do we."""
    colour = {"colour": entry.colour} if entry.colour else {}
    return add_code(
        by=by, codebook=book, name_en=entry.name[:120], parent=parent, in_use=True, guid=entry.guid,
        is_codable=entry.is_codable, **colour, **parsed(entry.description),
    )  # fmt: skip


def _known_version(by: Member, guid: uuid.UUID) -> NoteVersion | None:
    """Our own file names the version itself; another tool's text is found by what it became."""
    became = ExchangeRow.objects.visible_to(by).filter(what=What.SOURCE, guid=guid).values("object_id")
    versions = NoteVersion.objects.visible_to(by).filter(note__in=Note.objects.visible_to(by))
    return versions.filter(pk=guid).first() or versions.filter(pk__in=became).order_by("pk").first()


def _new_note(by: Member, file: ExchangeFile, source: TextSource, text: str) -> NoteVersion:
    note = add_note(
        by=deputy_of(by, Permission.LOG_CONVERSATION, Permission.VIEW_NOTES),
        session=_session(by, file),
        body=text,
        language=(source.values.get("Language") or "en")[:12],
    )
    version = NoteVersion.objects.visible_to(by).get(note=note)
    _keep(file, What.SOURCE, [(source.guid, version.pk)])
    return version


def _session(by: Member, file: ExchangeFile) -> ListeningSession:
    """Where texts hang that no session of ours knows."""
    if file.session is None:
        file.session = ListeningSession.objects.create(
            organization_id=by.organization_id, project=file.project, kind=ListeningSession.Kind.OTHER,
            title=file.file_name[:160], starts_at=timezone.now(), status=ListeningSession.Status.NOTED,
        )  # fmt: skip
        ExchangeFile.objects.visible_to(by).filter(pk=file.pk).update(session=file.session)
        audit.record("listening.session_planned", by=by, target=file.session)
    return file.session


def _excerpt(
    by: Member, file: ExchangeFile, version: NoteVersion, start: int, end: int, guid: uuid.UUID
) -> Excerpt:
    """The same stretch is one excerpt, whatever id another file gave it."""
    here = Excerpt.objects.filter(organization_id=by.organization_id)
    found = here.filter(version=version, start=start, end=end).first()
    if found:
        return found
    note = version.note
    speaker = note.participant
    excerpt = Excerpt.objects.create(
        organization_id=by.organization_id, version=version, note=note, session_id=note.session_id, start=start,
        end=end, text=version.body[start:end], participant=speaker,
        constituencies=list(speaker.constituencies) if speaker else [],
        district_id=(speaker.district_id if speaker else None) or note.session.district_id,
        school_id=(speaker.school_id if speaker else None) or note.session.school_id,
        language=note.language, made_by_id=by.membership_id,
        guid=uuid7() if here.filter(guid=guid).exists() else guid,
    )  # fmt: skip
    _keep(file, What.EXCERPT, [(guid, excerpt.pk)])
    return excerpt


def _coding(
    by: Member,
    file: ExchangeFile,
    book: Codebook,
    entry: CodingEntry,
    excerpt: Excerpt,
    code_id: uuid.UUID,
    users: dict[uuid.UUID, str],
    known: dict[uuid.UUID, tuple[uuid.UUID | None, uuid.UUID | None]],
) -> Coding:
    coder, coding_round = _coder(by, file, book, entry.user, users, known)
    return Coding(
        organization_id=by.organization_id, excerpt=excerpt, code_id=code_id, coder_id=coder,
        round_id=coding_round, guid=entry.guid, at=entry.at or timezone.now(),
    )  # fmt: skip


def _coder(
    by: Member,
    file: ExchangeFile,
    book: Codebook,
    user: uuid.UUID | None,
    users: dict[uuid.UUID, str],
    known: dict[uuid.UUID, tuple[uuid.UUID | None, uuid.UUID | None]],
) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """A member of ours by id. Somebody else's codings stand in a round of their name, so that nobody's are mixed up."""
    if user is None:
        return None, None
    if user not in known:
        coding_round = CodingRound.objects.create(
            organization_id=by.organization_id, project=file.project, codebook=book, closed_at=timezone.now(),
            name=f"{file.file_name}: {users.get(user) or '?'}"[:120], opened_by_id=by.membership_id,
        )  # fmt: skip
        _keep(file, What.CODER, [(user, coding_round.pk)])
        known[user] = (None, coding_round.pk)
    return known[user]


def _coders(by: Member) -> dict[uuid.UUID, tuple[uuid.UUID | None, uuid.UUID | None]]:
    """By id: a member of ours, or the round of somebody who came with an earlier file."""
    rows = ExchangeRow.objects.visible_to(by).filter(what=What.CODER).order_by("pk")
    known: dict[uuid.UUID, tuple[uuid.UUID | None, uuid.UUID | None]] = {
        row.guid: (None, row.object_id) for row in rows
    }
    members = Membership.objects.visible_to(by).values_list("pk", flat=True)
    return known | {pk: (pk, None) for pk in members}


def _write(by: Member, file: ExchangeFile, made: list[Coding]) -> int:
    """Codings that nobody made yet. The same mark of the same coder is one."""
    if not made:
        return 0
    Coding.objects.bulk_create(made, ignore_conflicts=True, batch_size=1_000)
    ids = {coding.pk: coding.guid for coding in made}
    there = Coding.objects.filter(organization_id=by.organization_id, pk__in=ids).values_list("pk", flat=True)
    written = list(there)
    _keep(file, What.CODING, [(ids[pk], pk) for pk in written])
    return len(written)


def _same(ours: str, theirs: str) -> bool:
    """Word for word; our own files carry a mask where words are redacted."""
    return len(ours) == len(theirs) and all(a == b or b == MASK for a, b in zip(ours, theirs, strict=True))


def _keep(file: ExchangeFile, what: str, pairs: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> None:
    rows = [
        ExchangeRow(organization_id=file.organization_id, file=file, what=what, guid=guid, object_id=pk)
        for guid, pk in pairs
    ]
    ExchangeRow.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
