"""What we may do with somebody's words, voice and picture: one question for each use, answered by the ledger.

The notice given at capture covers notes of the team and coding them; every wider use is no until somebody says yes.
Decision 0034 tells how the short answer of a talk ("May we use your words?") is read. contacts.consent speaks of
reaching people; the two share the ledger and its rule: the most restrictive of all that apply.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import ConsentEvent

Purpose, Value = ConsentEvent.Purpose, ConsentEvent.Value
NOT_ASKED = "not_asked"
REFUSALS = frozenset({Value.DENIED, Value.WITHDRAWN})
STRICTNESS = [Value.GRANTED, Value.DENIED, Value.WITHDRAWN]


class Use(models.TextChoices):
    """From the narrowest to the widest."""

    TEAM = "team", _("Notes of the team")
    CODING = "coding", _("Work through them with codes")
    PARTNER = "share_partner", _("Show them to partner organizations")
    COALITION = "share_coalition", _("Show them to the coalition")
    PUBLISH_ANONYMOUS = "publish_anonymous", _("Publish them without a name")
    NAME_AND_ROLE = "name_and_role", _("Publish them with first name and role")
    FULL_NAME = "full_name", _("Publish them with the full name")
    AUDIO = "audio", _("Keep and play a recording of the voice")
    PHOTO = "photo", _("Use a photo")
    RECONTACT = "recontact", _("Come back with questions")


COVERED = frozenset({Use.TEAM, Use.CODING})  # by the notice that is given at capture
PUBLISHING = (Use.PUBLISH_ANONYMOUS, Use.NAME_AND_ROLE, Use.FULL_NAME)
OF_WORDS = frozenset({Use.TEAM, Use.CODING, Use.PARTNER, Use.COALITION, *PUBLISHING, Use.AUDIO})
BEYOND_CODING = OF_WORDS - COVERED
NAMED = frozenset({Use.NAME_AND_ROLE, Use.FULL_NAME})
PURPOSES = frozenset({Purpose.QUOTE, *(Purpose(use) for use in Use if use != Use.TEAM)})


@dataclass(frozen=True)
class UseStanding:
    """What holds for one use: `value` granted, denied, withdrawn or not_asked; `line` is the entry that decided, which a
    published quote keeps as what it relied on."""

    use: Use
    value: str = NOT_ASKED
    line: ConsentEvent | None = None
    is_minor: bool = False
    needs: str = ""  # of a minor: "guardian" or "self", whose yes is missing; "never" where no yes is enough

    @property
    def allowed(self) -> bool:
        return self.value == Value.GRANTED or (self.value == NOT_ASKED and self.use in COVERED)

    @property
    def on(self) -> datetime.date | None:
        return (self.line.given_on or timezone.localdate(self.line.at)) if self.line else None

    @property
    def reason(self) -> str | Promise:
        """A sentence for the page."""
        if self.needs == "never":
            return _("They are a minor: their words go without a name.")
        if self.value == Value.WITHDRAWN:
            return _("They took it back.")
        if self.value == Value.DENIED:
            return _("They said no.")
        if self.needs == "guardian":
            return _("They are a minor: a guardian must say yes.")
        if self.needs == "self":
            return _("They are a minor: they must say yes themselves too.")
        if self.allowed and self.value == NOT_ASKED:
            return _("The notice given at the beginning covers this.")
        return _("They said yes.") if self.allowed else _("Nobody asked them.")


def means(purpose: str, value: str) -> Mapping[Use, str]:
    """What one line of the ledger says about each use. A yes to a wider way of publishing is a yes to the narrower, a no
    to a narrower one is a no to the wider."""
    if purpose == Purpose.QUOTE:
        return _short_answer(value)
    if purpose not in PURPOSES:
        return {}
    use = Use(purpose)
    said = {use: Value.DENIED if value == Value.ANONYMOUS else value}
    if use == Use.CODING and value in REFUSALS:
        said |= dict.fromkeys(BEYOND_CODING, value)
    if use in PUBLISHING:
        at = PUBLISHING.index(use)
        others = PUBLISHING[at + 1 :] if value in REFUSALS else PUBLISHING[:at]
        said |= dict.fromkeys(others, said[use])
    if use in BEYOND_CODING and said[use] not in REFUSALS:
        said |= dict.fromkeys(COVERED, Value.GRANTED)  # opens again what was taken back before
    return said


def standing_of_use(
    use: Use, lines: Iterable[ConsentEvent], *, session_id: uuid.UUID | None = None, is_minor: bool = False
) -> UseStanding:
    """`lines`: all of one person: of the contact, of records merged into theirs, of the participant they were.

    Of each (person, everywhere or this session) the latest counts, and of these the most restrictive. A minor's wider
    use needs both a guardian's yes and their own, and their name is never given. A guardian's yes ends with coming of
    age; nobody's no does.
    """
    if is_minor and use in NAMED:
        return UseStanding(use, Value.DENIED, None, True, "never")
    latest: dict[tuple, tuple[str, ConsentEvent]] = {}
    for line in sorted(lines, key=lambda line: (line.at, line.id)):
        value = means(line.purpose, line.value).get(use)
        if value is None or line.session_id not in (None, session_id):
            continue
        giver = line.given_by if is_minor else ""
        if not is_minor and line.given_by == "guardian" and value not in REFUSALS:
            continue
        scope = (line.contact_id or line.participant_id, line.session_id, giver)
        before = latest.get(scope)
        if before and before[0] in REFUSALS and value not in REFUSALS and line.is_from_file:
            continue
        latest[scope] = value, line
    if not latest:
        return UseStanding(
            use, is_minor=is_minor, needs="guardian" if is_minor and use not in COVERED else ""
        )
    value, line = max(latest.values(), key=lambda said: (STRICTNESS.index(Value(said[0])), said[1].at))
    if value in REFUSALS or not is_minor or use in COVERED:
        return UseStanding(use, value, line, is_minor)
    givers = {giver for (_subject, _session, giver) in latest}
    missing = next((giver for giver in ("guardian", "self") if giver not in givers), "")
    return UseStanding(use, NOT_ASKED if missing else value, line, True, missing)


def _short_answer(value: str) -> Mapping[Use, str]:
    """ "May we use your words?" Yes is with first name and role, never more; no leaves the notes; taken back is all."""
    if value == Value.WITHDRAWN:
        return dict.fromkeys(OF_WORDS, Value.WITHDRAWN)
    if value == Value.DENIED:
        return dict.fromkeys(BEYOND_CODING, Value.DENIED)
    if value == Value.ANONYMOUS:
        yes = dict.fromkeys((*COVERED, Use.PUBLISH_ANONYMOUS), Value.GRANTED)
        return yes | dict.fromkeys(NAMED, Value.DENIED)
    return dict.fromkeys((*COVERED, Use.PUBLISH_ANONYMOUS, Use.NAME_AND_ROLE), Value.GRANTED)
