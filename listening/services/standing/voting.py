"""A vote of those who were heard on what comes first: opened, cast with a receipt code, closed."""

import datetime
import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor, TokenBearer
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.organizations.models import AccessToken
from crm.organizations.resolving import digest
from listening.models import Ballot, ListeningProject, PriorityVote, SessionParticipant, VoteOption

LABEL = "vote"
FEWEST, MOST = 2, 12


class TooFewOptions(DomainError):
    sentence = _("Name two priorities at least, each in both languages.")


class TooManyPicks(DomainError):
    sentence = _("People cannot choose more than there is, and choosing all says nothing.")


class ClosesTooEarly(DomainError):
    sentence = _("That day is over. Choose a later one.")


class VoteClosed(DomainError):
    sentence = _("The vote is closed.")


class UnknownCode(DomainError):
    sentence = _(
        "We do not know this code. It stands on the slip or in the message that you got at the meeting."
    )


class VotedAlready(DomainError):
    sentence = _("This code has voted already. Each person votes once.")


class WrongChoice(DomainError):
    sentence = _("Choose one priority at least, and not more than allowed.")


@transaction.atomic
def open_vote(
    *,
    by: Actor,
    project: ListeningProject,
    question_en: str,
    question_es: str,
    options: Sequence[tuple[str, str]],
    picks: int,
    closes_on: datetime.date,
    today: datetime.date,
) -> PriorityVote:
    """`options`: each in English and Spanish. They cannot be changed once people vote."""
    require(by, Permission.MANAGE_LISTENING)
    if not FEWEST <= len(options) <= MOST or any(not en or not es for en, es in options):
        raise TooFewOptions(field="options")
    if not 1 <= picks < len(options):
        raise TooManyPicks(field="picks")
    if closes_on < today:
        raise ClosesTooEarly(field="closes_on")
    vote = PriorityVote(
        organization_id=by.organization_id,
        project=project,
        question_en=question_en,
        question_es=question_es,
        picks=picks,
        closes_on=closes_on,
        made_by_id=by.membership_id,
    )
    token = vote_token(vote)
    vote.token = AccessToken.objects.create(
        organization_id=by.organization_id,
        purpose=AccessToken.Purpose.PUBLIC,
        token_hash=digest(token),
        prefix=token[:8],
        label=LABEL,
        subject_id=vote.pk,
        expires_at=_end(closes_on),
    )
    vote.save(force_insert=True)
    VoteOption.objects.bulk_create(
        VoteOption(organization_id=by.organization_id, vote=vote, position=place, text_en=en, text_es=es)
        for place, (en, es) in enumerate(options, start=1)
    )
    audit.record("listening.vote_opened", by=by, target=vote)
    return vote


def close_vote(*, by: Actor, vote: PriorityVote, today: datetime.date) -> None:
    """Ends it now; the link says so."""
    require(by, Permission.MANAGE_LISTENING)
    yesterday = today - datetime.timedelta(days=1)
    if vote.closes_on > yesterday:
        vote.closes_on = yesterday
        vote.save(update_fields=["closes_on"])
        audit.record("listening.vote_closed", by=by, target=vote)


def cast_ballot(
    *, by: TokenBearer, vote: PriorityVote, code: str, choices: Sequence[int], today: datetime.date
) -> Ballot:
    """One ballot for a receipt code of this round. It keeps the stakes that were told at the session, and nothing else of who
    it was. Raises VoteClosed, UnknownCode, VotedAlready, WrongChoice."""
    if today > vote.closes_on:
        raise VoteClosed
    positions = set(
        VoteOption.objects.filter(organization_id=by.organization_id, vote=vote).values_list(
            "position", flat=True
        )
    )
    chosen = sorted(set(choices))
    if not 1 <= len(chosen) <= vote.picks or not positions.issuperset(chosen):
        raise WrongChoice(field="choices")
    clean = _cleaned(code)
    participant = (
        SessionParticipant.objects.filter(
            organization_id=by.organization_id, session__project=vote.project_id, receipt_code=clean
        ).first()
        if clean
        else None
    )
    if participant is None:
        raise UnknownCode(field="code")
    person = str(participant.contact_id or clean)  # who came to three meetings has three codes and one vote
    try:
        with transaction.atomic():
            return Ballot.objects.create(
                organization_id=by.organization_id,
                vote=vote,
                receipt=_keyed(vote, person),
                choices=chosen,
                constituencies=participant.constituencies,
                cast_on=today,
            )
    except IntegrityError as error:
        raise VotedAlready(field="code") from error


def vote_token(vote: PriorityVote) -> str:
    """Derived, not kept: the table holds its hash alone, and the link can be shown again."""
    key = f"vote:{vote.organization_id}:{vote.pk}".encode()
    return (
        urlsafe_b64encode(hmac.new(settings.SECRET_KEY.encode(), key, hashlib.sha256).digest())
        .decode()
        .rstrip("=")
    )


def _keyed(vote: PriorityVote, person: str) -> bytes:
    key = f"ballot:{vote.pk}:{person}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), key, hashlib.sha256).digest()


def _cleaned(code: str) -> str:
    """As codes are kept: capitals, a dash in the middle."""
    letters = re.sub(r"[^A-Z0-9]", "", code.upper())
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == 8 else ""


def _end(day: datetime.date) -> datetime.datetime:
    """The link lives a month longer than the vote, to say that it is closed."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=31), datetime.time()))
