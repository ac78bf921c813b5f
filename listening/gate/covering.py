"""Words as they may be read: under the redactions of their wording, and without the names of who took part for those whose
role sees no names."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.roles import Permission
from listening.coding.drawing import Cover, covered_text
from listening.gate import QuoteGate, Use
from listening.gate.identifying import names_in
from listening.models import Excerpt, Note, NoteVersion, Redaction, SealedLink, SessionParticipant


def shown_bodies(actor: Actor, versions: dict[uuid.UUID, NoteVersion]) -> dict[uuid.UUID, str]:
    """The words of many notes as this reader may read them."""
    covers = defaultdict(list)
    for row in Redaction.objects.visible_to(actor).filter(version__in=versions.values(), undone_at=None):
        covers[row.version_id].append(Cover(row.start, row.end, row.mark, row.pk))
    names = {}
    if not actor.can(Permission.VIEW_CONTACTS):
        names = _names(actor, {version.note.session_id for version in versions.values()})
    return {
        key: covered_text(
            version.body,
            0,
            len(version.body),
            covers[version.pk] + _names_in(version.body, names.get(version.note.session_id, set())),
        )
        for key, version in versions.items()
    }


def without_names(actor: Actor, said: Iterable[tuple[uuid.UUID | None, str]]) -> list[str]:
    """Texts by session, without the names of who took part for those whose role sees none."""
    said = list(said)
    if actor.can(Permission.VIEW_CONTACTS):
        return [text for _session, text in said]
    names = _names(actor, {session for session, _text in said if session})
    return [
        covered_text(text, 0, len(text), _names_in(text, names.get(session, set()))) for session, text in said
    ]


def hidden_names(actor: Actor, versions: Iterable[NoteVersion]) -> dict[uuid.UUID, list[Cover]]:
    """By wording: where it names people who took part, for those whose role sees no names. The versions come with their note."""
    versions = list(versions)
    if actor.can(Permission.VIEW_CONTACTS):
        return {version.pk: [] for version in versions}
    names = _names(actor, {version.note.session_id for version in versions})
    return {
        version.pk: _names_in(version.body, names.get(version.note.session_id, set())) for version in versions
    }


def with_redactions(actor: Actor, versions: Iterable[uuid.UUID | None]) -> set[uuid.UUID]:
    """Those under which words are covered. A translation has no places: what is covered in the original may stand in it."""
    rows = Redaction.objects.visible_to(actor).filter(version_id__in=list(versions), undone_at=None)
    return set(rows.values_list("version_id", flat=True))


def covers_of(actor: Actor, version: NoteVersion) -> list[Cover]:
    """What was redacted; and for those who see no names, the names of who took part."""
    covers = [
        Cover(row.start, row.end, row.mark, row.pk)
        for row in Redaction.objects.visible_to(actor).filter(version=version, undone_at=None)
    ]
    if not actor.can(Permission.VIEW_CONTACTS):
        session = version.note.session_id
        covers += _names_in(version.body, _names(actor, {session})[session])
    return covers


def shown_words(actor: Actor, excerpts: Iterable[Excerpt]) -> dict[uuid.UUID, str]:
    """The words of excerpts under the redactions of their wording, and without the names of who took part for those whose
    role sees none: what every output starts from."""
    excerpts = list(excerpts)
    covers = defaultdict(list)
    versions = {excerpt.version_id for excerpt in excerpts}
    for row in Redaction.objects.visible_to(actor).filter(version_id__in=versions, undone_at=None):
        covers[row.version_id].append(row)
    names = {}
    if not actor.can(Permission.VIEW_CONTACTS):
        names = _names(actor, {excerpt.session_id for excerpt in excerpts})
    shown = {}
    for excerpt in excerpts:
        inside = [
            Cover(
                max(row.start - excerpt.start, 0), min(row.end, excerpt.end) - excerpt.start, row.mark, row.pk
            )
            for row in covers[excerpt.version_id]
            if row.start < excerpt.end and excerpt.start < row.end
        ]
        inside += _names_in(excerpt.text, names.get(excerpt.session_id, set()))
        shown[excerpt.pk] = covered_text(excerpt.text, 0, len(excerpt.text), inside)
    return shown


def words_for_coding(actor: Actor, excerpts: Iterable[Excerpt]) -> dict[uuid.UUID, str]:
    """As shown_words, with an honest sentence in the place of words that may not be coded (any more)."""
    excerpts = list(excerpts)
    gate = QuoteGate(actor, use=Use.CODING, purpose="codebook")
    allowed = gate.allowed({excerpt.note_id for excerpt in excerpts})
    shown = shown_words(actor, excerpts)
    return {
        excerpt.pk: shown[excerpt.pk]
        if excerpt.note_id in allowed
        else gettext("Words withdrawn by the person who said them.")
        for excerpt in excerpts
    }


def with_words(actor: Actor, excerpts: list[Excerpt]) -> list[Excerpt]:
    """Each with `.shown`, its words under the redactions."""
    shown = words_for_coding(actor, excerpts)
    for excerpt in excerpts:
        excerpt.shown = shown[excerpt.pk]
    return excerpts


def _names(actor: Actor, sessions: set[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Names of the people of each session, read past the actor's role only to hide them."""
    here = {"organization_id": actor.organization_id}
    pairs = [
        *SessionParticipant.objects.filter(
            session_id__in=sessions, contact__isnull=False, **here
        ).values_list("session_id", "contact_id"),
        *SealedLink.objects.filter(participant__session_id__in=sessions, **here).values_list(
            "participant__session_id", "contact_id"
        ),
        *Note.objects.filter(session_id__in=sessions, contact__isnull=False, **here).values_list(
            "session_id", "contact_id"
        ),
    ]
    people = Contact.objects.filter(pk__in={key for _session, key in pairs}, **here)
    parts = {
        row[0]: {part for name in row[1:] for part in (name or "").split()}
        for row in people.values_list("pk", "given_name", "chosen_name", "family_name")
    }
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for session, key in pairs:
        found[session] |= parts.get(key, set())
    return found


def _names_in(body: str, names: set[str]) -> list[Cover]:
    """With or without accents and capitals, as the gate finds them."""
    return [Cover(start, end, "[…]") for start, end in names_in(body, names)] if names else []
