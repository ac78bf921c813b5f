"""The one gate through which somebody's words pass on their way to any output. Each output names its use and purpose."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.uses import COVERED, NAMED, PUBLISHING, Use, UseStanding
from crm.access.actors import Actor
from crm.access.roles import Permission
from listening.gate.around import Around, around_sessions, names_around, names_of
from listening.gate.attribution import Signer
from listening.gate.identifying import Telling, covered, names_in, telling_words
from listening.gate.voices import Voice, voices_of
from listening.models import Excerpt, ListeningSession, Note, NoteVersion, Redaction

WITHDRAWN = _("Words withdrawn by the person who said them.")
NOT_ALLOWED = _("These words are not for use here.")
NAME_MARK = "[…]"
GREEN, AMBER, RED = "green", "amber", "red"


@dataclass(frozen=True)
class Light:
    """`value` as the `light` tag prints it; `on` the day it was said."""

    value: str
    on: datetime.date | None
    needs_guardian: bool = False  # a minor said yes, nobody yet for them


@dataclass(frozen=True)
class Shown:
    """What an output may print of one item. `words` is empty unless `is_shown`; then `hidden` is the honest sentence."""

    source: "Item"
    light: str  # green: as shown; amber: some words would tell who it was; red: not for this use
    words: str = ""
    hidden: str | Promise = ""
    reasons: tuple[str | Promise, ...] = ()
    telling: tuple[Telling, ...] = ()
    attribution: str = ""
    language: str = "en"
    is_verbatim: bool = True
    is_withdrawn: bool = False
    consent: Light = Light("not_asked", None)
    standing: UseStanding | None = None

    @property
    def is_shown(self) -> bool:
        return bool(self.words)

    @property
    def identifying(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.word for one in self.telling))


Item = Note | NoteVersion | Excerpt


class QuoteGate:
    """`QuoteGate(actor, use=Use.PUBLISH_ANONYMOUS, purpose="report-back page").show(excerpts)`

    Decides by the ledger, per participant, session and use. Beyond the team, words under a redaction are covered, words
    that would tell who spoke make it amber, and amber or red prints nothing: whoever may see the quote sees it in the
    coding room, not through a wider use.
    """

    def __init__(self, actor: Actor, *, use: Use, purpose: str):
        self.actor, self.use, self.purpose = actor, use, purpose
        self._signer = Signer(actor.organization_id)

    def show(
        self,
        items: Iterable[Item],
        *,
        kept: Mapping[uuid.UUID, Collection[str]] | None = None,
        is_out: bool = False,
        beside: Mapping[uuid.UUID, str] | None = None,
    ) -> list[Shown]:
        """In their order. `kept`: by item, words that somebody looked at and let stand. `is_out`: they are published; a
        name that somebody is called since then, elsewhere, does not take them back. `beside`: by item, what is printed with
        it in another language, and would tell as much."""
        items = list(items)
        voices = self._voices({_note_id(item) for item in items})
        texts = self._texts(items)
        blind = not self.actor.can(Permission.VIEW_CONTACTS)
        wider = self.use not in COVERED
        of = self.actor.organization_id
        known = around_sessions(of, voices.values()) if blind or wider else {}
        elsewhere = (
            names_around(of, voices.values(), [*texts.values(), *(beside or {}).values()])
            if wider and not is_out
            else None
        )
        return [
            self._shown(
                item,
                voices.get(_note_id(item)),
                texts,
                known,
                (kept or {}).get(item.pk, ()),
                elsewhere,
                (beside or {}).get(item.pk, ""),
            )
            for item in items
        ]

    def show_one(self, item: Item, *, kept: Collection[str] = (), beside: str = "") -> Shown:
        return self.show([item], kept={item.pk: kept}, beside={item.pk: beside})[0]

    def allowed(self, note_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
        """The notes whose words this use may have at all: for a queue, a count or a file that brings its own layout."""
        return {
            note_id
            for note_id, voice in self._voices(set(note_ids)).items()
            if not self._refusals(voice, voice.standing(self.use))
        }

    def _voices(self, note_ids: set[uuid.UUID]) -> dict[uuid.UUID, Voice]:
        """Inside the organization: of notes that the actor may read. Wider uses are decided by the ledger alone, and
        never show a restricted note."""
        if self.use in COVERED:
            seen = Note.objects.visible_to(self.actor).filter(pk__in=note_ids)
            note_ids = set(seen.values_list("pk", flat=True))
        return voices_of(self.actor.organization_id, note_ids)

    def _shown(
        self,
        item: Item,
        voice: Voice | None,
        texts: Mapping[uuid.UUID, str],
        known: Mapping[uuid.UUID, Around],
        kept: Collection[str],
        elsewhere: Collection[str] | None,
        beside: str = "",
    ) -> Shown:
        if voice is None:
            return Shown(item, RED, hidden=NOT_ALLOWED)
        standing, consent = voice.standing(self.use), light_of(voice)
        withdrawn = consent.value == "withdrawn"
        known_of_it = Shown(
            item,
            RED,
            language=voice.note.language,
            is_verbatim=voice.note.fidelity in (Note.Fidelity.VERBATIM, Note.Fidelity.NEAR),
            is_withdrawn=withdrawn,
            consent=consent,
            standing=standing,
        )
        if refusals := self._refusals(voice, standing):
            return replace(known_of_it, hidden=WITHDRAWN if withdrawn else NOT_ALLOWED, reasons=refusals)
        words, around = texts.get(item.pk, ""), known.get(voice.note.session_id)
        known_of_it = replace(
            known_of_it, attribution=self._signer.sign(voice, self.use), reasons=(standing.reason,)
        )
        if self.use in COVERED:
            if around:  # only for those who see no people
                words = covered(words, [(*place, NAME_MARK) for place in names_in(words, around.names)])
            return replace(known_of_it, light=GREEN, words=words)
        telling = tuple(
            one
            for text in (words, beside)
            for one in telling_words(
                text,
                names=around.names if around else (),
                places=around.schools if around else (),
                own=_own_names(voice, self.use),
                kept=kept,
                around=elsewhere,
            )
        )
        if telling:
            why = (_("Some words would tell who it was."),)
            return replace(known_of_it, light=AMBER, hidden=NOT_ALLOWED, reasons=why, telling=telling)
        return replace(known_of_it, light=GREEN, words=words)

    def _refusals(self, voice: Voice, standing: UseStanding) -> tuple[str | Promise, ...]:
        why: list[str | Promise] = [] if standing.allowed else [standing.reason]
        if self.use in COVERED:
            return tuple(why)
        if not voice.note.is_quote:
            why.append(_("This is a remark of ours, not their words."))
        if voice.note.confidentiality == Note.Confidentiality.RESTRICTED:
            why.append(_("The note is restricted."))
        if voice.note.session.status == ListeningSession.Status.CANCELLED:
            why.append(_("The talk was taken back."))
        if self.use in NAMED and (voice.is_reserved or voice.contact is None):
            why.append(_("Their name stays here."))
        return tuple(why)

    def _texts(self, items: list[Item]) -> dict[uuid.UUID, str]:
        """What each would print, under its redactions."""
        latest = NoteVersion.objects.filter(
            organization_id=self.actor.organization_id, note_id=OuterRef("note_id")
        ).order_by("-number")
        notes = [item.pk for item in items if isinstance(item, Note)]
        versions = {
            row.note_id: row
            for row in NoteVersion.objects.filter(
                organization_id=self.actor.organization_id, note_id__in=notes
            ).filter(pk=Subquery(latest.values("pk")[:1]))
        }
        stretches = {}  # of item: version, start, text
        for item in items:
            if isinstance(item, Excerpt):
                stretches[item.pk] = (item.version_id, item.start, item.text)
            else:
                version = versions.get(item.pk) if isinstance(item, Note) else item
                if version:
                    stretches[item.pk] = (version.pk, 0, version.body)
        marks = defaultdict(list)
        redactions = Redaction.objects.filter(
            organization_id=self.actor.organization_id,
            version_id__in={version for version, _start, _text in stretches.values()},
            undone_at=None,
        )
        for row in redactions:
            marks[row.version_id].append((row.start, row.end, row.mark))
        return {
            key: covered(text, [(a - start, b - start, mark) for a, b, mark in marks[version] if b > start])
            for key, (version, start, text) in stretches.items()
        }


def light_of(voice: Voice) -> Light:
    """What they allowed of their words, in one word."""
    team = voice.standing(Use.TEAM)
    if not team.allowed:
        return Light("withdrawn", team.on)
    named, published = voice.standing(Use.NAME_AND_ROLE), voice.standing(Use.PUBLISH_ANONYMOUS)
    if named.allowed:
        return Light("granted", named.on)
    if published.allowed:
        return Light("anonymous", published.on)
    return Light(published.value, published.on, published.needs == "guardian" and published.line is not None)


def widest(voice: Voice) -> Use | None:
    """The widest way of publishing that they allowed, for the builder of reports to begin with."""
    return next((use for use in reversed(PUBLISHING) if voice.standing(use).allowed), None)


def _note_id(item: Item) -> uuid.UUID:
    return item.pk if isinstance(item, Note) else item.note_id


def _own_names(voice: Voice, use: Use) -> set[str]:
    if use not in NAMED or voice.contact is None:
        return set()
    if use == Use.FULL_NAME:
        return names_of(voice.contact)
    return {voice.contact.chosen_name or voice.contact.given_name}
