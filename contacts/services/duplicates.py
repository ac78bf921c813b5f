"""Answers to "is this one person?", and taking them back."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.merging import facts
from contacts.models import Contact, ContactMerge, DuplicatePair, Household, HouseholdMember
from contacts.services.households import live_together
from contacts.services.merging import merge_contacts, unmerge_contacts
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit

LATER = datetime.timedelta(days=7)
State, Proposal = DuplicatePair.State, DuplicatePair.Proposal


class Answered(DomainError):
    """Somebody else was faster."""

    sentence = _("Somebody has answered this pair already.")


@dataclass(frozen=True)
class Answer:
    pair: DuplicatePair
    kept: Contact
    merged: Contact


@transaction.atomic
def answer_pair(
    *,
    by: Actor,
    one: Contact,
    other: Contact,
    answer: str,
    choice: Mapping[str, str] | None = None,
    now: datetime.datetime | None = None,
) -> Answer:
    """same: merged, `choice` says whose facts stay (merging.facts); different: never asked again; household: they live
    together; later: asked again in a week. A pair that nobody proposed is made by its answer."""
    require(by, Permission.EDIT_CONTACTS)
    now = now or timezone.now()
    pair = _locked(by, one, other)
    if pair.state != State.OPEN:
        raise Answered
    kept, merged = facts.kept_of(one, other)
    if answer == "later":
        pair.later_until = now + LATER
        pair.save(update_fields=["later_until"])
        return Answer(pair, kept, merged)
    if answer not in (State.SAME, State.DIFFERENT, State.HOUSEHOLD):
        raise DomainError(_("Say whether they are the same."))
    if answer == State.SAME:
        merge = merge_contacts(by=by, kept=kept, merged=merged, choice=choice)
        pair.outcome = {"merge": str(merge.pk)}
    if answer == State.HOUSEHOLD:
        pair.outcome = _under_one_roof(by, one, other)
    pair.state, pair.later_until = answer, None
    pair.decided_at, pair.decided_by_id = now, by.membership_id
    pair.save()
    details = {"other": str(merged.pk), "answer": answer, "proposal": pair.proposal}
    audit.record("contacts.pair_answered", by=by, target=kept, details=details)
    return Answer(pair, kept, merged)


@transaction.atomic
def reopen_pair(*, by: Actor, one: Contact, other: Contact) -> DuplicatePair:
    """Take the answer back, with what it made: a merge comes apart, a household parts. Raises DomainError."""
    require(by, Permission.EDIT_CONTACTS)
    pair = _locked(by, one, other)
    if pair.state == State.SAME:
        merge = ContactMerge.objects.get(organization_id=by.organization_id, pk=pair.outcome["merge"])
        if merge.undone_at is None:
            unmerge_contacts(by=by, merge=merge)
    if pair.state == State.HOUSEHOLD:
        _part_again(by, pair)
    was = pair.state
    pair.state, pair.later_until, pair.outcome = State.OPEN, None, {}
    pair.decided_at = pair.decided_by = None
    pair.save()
    if was != State.OPEN:
        audit.record(
            "contacts.pair_reopened", by=by, target=one, details={"other": str(other.pk), "was": was}
        )
    return pair


@transaction.atomic
def take_apart(*, by: Actor, merge: ContactMerge) -> Any:
    """A merge, whenever it was made. Its pair is asked again, unless somebody says that they are different."""
    parted = unmerge_contacts(by=by, merge=merge)
    left, right = sorted((merge.kept_id, merge.merged_id))
    DuplicatePair.objects.filter(
        organization_id=by.organization_id, left_id=left, right_id=right, state=State.SAME
    ).update(state=State.DIFFERENT, decided_at=timezone.now(), decided_by=by.membership_id, outcome={})
    return parted


def _under_one_roof(by: Actor, one: Contact, other: Contact) -> dict[str, Any]:
    """Remembers what was made for it: a household, memberships."""
    members = HouseholdMember.objects.filter(
        organization_id=by.organization_id, contact__in=[one, other], left_on=None
    )
    before = set(members.values_list("pk", flat=True))
    homes = set(members.values_list("household_id", flat=True))
    home = live_together(by=by, contact=one, other=other)
    made = [str(pk) for pk in members.values_list("pk", flat=True) if pk not in before]
    return {"members": made, "household": "" if home.pk in homes else str(home.pk)}


def _part_again(by: Actor, pair: DuplicatePair) -> None:
    made = HouseholdMember.objects.filter(
        organization_id=by.organization_id, pk__in=pair.outcome.get("members", [])
    )
    made.delete()
    if home := pair.outcome.get("household"):
        empty = Household.objects.filter(organization_id=by.organization_id, pk=home, member_links=None)
        empty.delete()


def _locked(by: Actor, one: Contact, other: Contact) -> DuplicatePair:
    """The row of the pair, made if nobody proposed it, held until the end of the transaction."""
    if by.organization_id not in (one.organization_id, other.organization_id) or one.pk == other.pk:
        raise NotAllowed
    left, right = _in_order(one.pk, other.pk)
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(
                organization_id=by.organization_id,
                left_id=left,
                right_id=right,
                proposal=Proposal.UNSURE,
                score=0,
            )
        ],
        ignore_conflicts=True,
    )
    return DuplicatePair.objects.select_for_update().get(
        organization_id=by.organization_id, left_id=left, right_id=right
    )


def _in_order(one: uuid.UUID, other: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    return (one, other) if one < other else (other, one)
