"""Two records of one person become one, and two again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import derived
from contacts.consent import REFUSALS
from contacts.merging import facts, steps
from contacts.merging.moving import Move
from contacts.models import ConsentEvent, Contact, ContactMerge, ContactMethod
from contacts.services.rows import OWN_WAY_UNDER_13, keep_minor, keep_tokens
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit

# What protects a person, and which of two is the stricter one.
GUARDS = {"status": derived.stricter_status, "confidentiality": derived.stricter_privacy}
# Rise with every edit; going back would let a form opened before overwrite what came after.
RISING = frozenset({"version", "updated_at"})


class AlreadyMerged(DomainError):
    sentence = _("Somebody has merged one of these two already.")


class NotTheLast(DomainError):
    sentence = _("Take the later merge of this person apart first.")


@dataclass(frozen=True)
class Parted:
    """What taking a merge apart left where it was: rows deleted or values edited since."""

    kept: Contact
    back: Contact
    left: int


@transaction.atomic
def merge_contacts(
    *, by: Actor, kept: Contact, merged: Contact, choice: Mapping[str, str] | None = None
) -> ContactMerge:
    """Everything of `merged` goes to `kept`; `choice` says per group of facts whose value stays (merging.facts).

    The record `merged` stays as a signpost. The ledger of consent is not touched: both records' lines count, the
    stricter holds.
    """
    require(by, Permission.EDIT_CONTACTS)
    kept, merged = _both(by, kept, merged)
    if merged.merged_into_id or kept.merged_into_id:
        raise AlreadyMerged
    before = _row(kept)
    audit_before = Contact.objects.get(pk=kept.pk)
    for name, value in facts.united(kept, merged, choice or {}).items():
        setattr(kept, name, value)
    _check_age(kept, merged)
    kept.sort_name = derived.sort_name(kept.given_name, kept.family_name, kept.chosen_name)
    kept.version += 1
    kept.is_minor = kept.is_minor or merged.is_minor  # until the stakes are there; an age may demand it
    kept.save()
    moving = Move(by.organization_id)
    moving.contact(merged.pk, kept.pk)
    moving.steps += _one_preferred(kept)
    was = _row(merged)
    Contact.objects.filter(organization_id=by.organization_id, pk=merged.pk).update(
        status=Contact.Status.MERGED,
        merged_into=kept,
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    keep_minor(kept)
    keep_tokens(kept)
    done = [
        *moving.steps,
        _changed(was, _row(merged)),
        # What protects them now, so that taking apart knows what was said later.
        {**_changed(before, _row(kept)), "guard": {name: getattr(kept, name) for name in GUARDS}},
    ]
    made = ContactMerge.objects.create(
        organization_id=by.organization_id,
        kept=kept,
        merged=merged,
        steps=done,
        counts=dict(moving.counts),
        by_id=by.membership_id,
    )
    differences = audit.differences(audit_before, kept, sorted({*facts_changed(done)}))
    details = {"merge": str(made.pk), "merged": str(merged.pk), "rows": dict(moving.counts)}
    audit.record("contacts.merged", by=by, target=kept, changes=differences, details=details)
    audit.record("contacts.merged_into", by=by, target=merged, details={"kept": str(kept.pk)})
    return made


@transaction.atomic
def unmerge_contacts(*, by: Actor, merge: ContactMerge) -> Parted:
    """Two people again, each with what was theirs. What came to the kept one after the merge stays there; a no that was
    said meanwhile holds for both, since nobody knows which of the two said it."""
    require(by, Permission.EDIT_CONTACTS)
    try:
        merge = ContactMerge.objects.select_related("kept", "merged").get(
            organization_id=by.organization_id, pk=merge.pk
        )
    except ContactMerge.DoesNotExist:
        raise NotAllowed from None
    kept, merged = _both(by, merge.kept, merge.merged)
    # Read again now that both are held: somebody may have taken it apart meanwhile.
    merge = ContactMerge.objects.select_for_update().get(organization_id=by.organization_id, pk=merge.pk)
    if merge.undone_at or merged.merged_into_id != kept.pk:
        raise DomainError(_("This merge was taken apart already."))
    later = ContactMerge.objects.filter(
        organization_id=by.organization_id, kept=kept, undone_at=None, at__gt=merge.at
    )
    if kept.merged_into_id or later.exists():
        raise NotTheLast
    guarded = _guarded_since(kept, merge)
    left = sum(steps.reverse(step) for step in reversed(merge.steps))
    now = timezone.now()
    people = Contact.objects.filter(organization_id=by.organization_id, pk__in=[kept.pk, merged.pk])
    people.update(version=F("version") + 1, updated_at=now)
    merge.undone_at, merge.undone_by_id = now, by.membership_id
    merge.save(update_fields=["undone_at", "undone_by"])
    kept.refresh_from_db()
    merged.refresh_from_db()
    for name, now_held in guarded.items():
        setattr(merged, name, GUARDS[name](now_held, getattr(merged, name)))
    merged.save(update_fields=[*guarded])
    _refuse_too(kept, merged, merge)
    for person in (kept, merged):
        keep_minor(person)
        keep_tokens(person)
    details = {"merge": str(merge.pk), "left": left}
    audit.record("contacts.unmerged", by=by, target=kept, details={**details, "merged": str(merged.pk)})
    audit.record("contacts.unmerged", by=by, target=merged, details={**details, "kept": str(kept.pk)})
    return Parted(kept, merged, left)


def facts_changed(done: list[steps.Step]) -> list[str]:
    """The fields of the kept record that the last step speaks of, by their names."""
    return [name for name in done[-1]["before"] if name not in ("sort_name", "last_talk_at", "is_minor")]


def _both(by: Actor, kept: Contact, merged: Contact) -> tuple[Contact, Contact]:
    """Both rows, held in one order whoever asks, so that two merges never wait for each other."""
    if kept.pk == merged.pk:
        raise DomainError(_("These are the same record."))
    held = Contact.objects.select_for_update().filter(
        organization_id=by.organization_id, pk__in=[kept.pk, merged.pk]
    )
    found = {person.pk: person for person in held.order_by("pk")}
    if len(found) != 2 or any(person.status == Contact.Status.ERASED for person in found.values()):
        raise NotAllowed
    return found[kept.pk], found[merged.pk]


def _check_age(kept: Contact, merged: Contact) -> None:
    """Nobody under 13 is given a number of their own by a merge."""
    if kept.age_band != Contact.AgeBand.UNDER_13:
        return
    own = ContactMethod.objects.filter(
        organization_id=kept.organization_id, contact__in=[kept, merged]
    ).exclude(label=ContactMethod.Label.GUARDIAN)
    if own.exists():
        raise DomainError(OWN_WAY_UNDER_13, field="age")


def _guarded_since(kept: Contact, merge: ContactMerge) -> dict[str, str]:
    """What protects the kept one more than it did when the two became one."""
    then = merge.steps[-1].get("guard", {})
    return {
        name: getattr(kept, name)
        for name, was in then.items()
        if GUARDS[name](was, getattr(kept, name)) != was
    }


def _refuse_too(kept: Contact, back: Contact, merge: ContactMerge) -> None:
    """The last word since the merge on each purpose, where it is a no, is written down for the other one as well."""
    said = ConsentEvent.objects.filter(
        organization_id=kept.organization_id, contact=kept, at__gt=merge.at
    ).order_by("at", "pk")
    last = {(line.purpose, line.session_id, line.given_by): line for line in said}
    for line in last.values():
        if line.value in REFUSALS:
            line.pk, line.contact = None, back
            line._state.adding = True
            line.save(force_insert=True)


def _one_preferred(kept: Contact) -> list[steps.Step]:
    """What the kept record preferred stays preferred."""
    rows = steps.rows_where(ContactMethod, kept.organization_id, "contact_id", kept.pk)
    preferred = [row for row in rows if row["is_preferred"]]
    return [steps.change(ContactMethod, row, {"is_preferred": False}) for row in preferred[1:]]


def _row(contact: Contact) -> steps.Row:
    row: Any = steps.row_of(Contact, contact.pk)
    return row


def _changed(before: steps.Row, after: steps.Row) -> steps.Step:
    kept = {name: value for name, value in before.items() if name not in RISING}
    return steps.changed(Contact, kept, after)
