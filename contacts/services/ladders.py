"""The organization's ladder, and where each person stands on it and towards what is fought for."""

import datetime
import uuid

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Assessment, Contact, Rung, RungStep
from contacts.services.rows import locked, require_hearing
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit

# What an organization without a ladder of its own begins with.
FIRST_LADDER = (
    ("Reached", "Localizada", "We have a way to reach them."),
    ("Heard", "Escuchada", "Somebody listened to their story."),
    ("Joined in", "Participó", "Came or did something once."),
    ("Comes again", "Repite", "Twice or more in three months."),
    ("Took a role", "Con tarea", "Holds a task in a team."),
    ("Brings others", "Trae a otras", "Others came because of them."),
    ("Leads", "Dirige", "Makes decisions and develops others."),
)


@transaction.atomic
def make_rung(*, by: Actor, name: str, name_es: str = "", meaning: str = "") -> Rung:
    """On top of the ladder. One of this name that was retired is taken into use again."""
    require(by, Permission.MANAGE_SETTINGS)
    name = _named(name)
    rung = Rung.objects.filter(organization_id=by.organization_id, name__iexact=name).first()
    if rung is not None and rung.retired_at is None:
        raise DomainError(_("There is a rung of this name already."), field="name")
    if rung is not None:
        rung.retired_at = None
        rung.save(update_fields=["retired_at"])
        audit.record("contacts.rung_restored", by=by, target=rung)
        return rung
    rungs = Rung.objects.filter(organization_id=by.organization_id)
    top = rungs.aggregate(top=Max("position"))["top"] or 0
    rung = Rung.objects.create(
        organization_id=by.organization_id, position=top + 1, name=name, name_es=name_es, meaning=meaning
    )
    audit.record("contacts.rung_made", by=by, target=rung)
    return rung


@transaction.atomic
def first_ladder(*, by: Actor) -> list[Rung]:
    """The usual seven rungs, for an organization that has none."""
    if Rung.objects.filter(organization_id=by.organization_id).exists():
        raise DomainError(_("There is a ladder already."))
    return [make_rung(by=by, name=n, name_es=es, meaning=meaning) for n, es, meaning in FIRST_LADDER]


@transaction.atomic
def change_rung(*, by: Actor, rung: Rung, name: str, name_es: str = "", meaning: str = "") -> Rung:
    require(by, Permission.MANAGE_SETTINGS)
    rung, before, name = _own(by, rung), _own(by, rung), _named(name)
    others = Rung.objects.filter(organization_id=by.organization_id, name__iexact=name).exclude(pk=rung.pk)
    if others.exists():
        raise DomainError(_("There is a rung of this name already."), field="name")
    rung.name, rung.name_es, rung.meaning = name, name_es, meaning
    if changes := audit.differences(before, rung, ["name", "name_es", "meaning"]):
        rung.save(update_fields=sorted(changes))
        audit.record("contacts.rung_changed", by=by, target=rung, changes=changes)
    return rung


@transaction.atomic
def retire_rung(*, by: Actor, rung: Rung) -> Rung:
    """Offered no longer; whoever stands on it stays until somebody moves them."""
    require(by, Permission.MANAGE_SETTINGS)
    rung = _own(by, rung)
    if rung.retired_at is None:
        rung.retired_at = timezone.now()
        rung.save(update_fields=["retired_at"])
        audit.record("contacts.rung_retired", by=by, target=rung)
    return rung


@transaction.atomic
def swap_rungs(*, by: Actor, rung: Rung, up: bool) -> None:
    """One place higher or lower."""
    require(by, Permission.MANAGE_SETTINGS)
    rung = _own(by, rung)
    rungs = Rung.objects.filter(organization_id=by.organization_id).in_use()
    beside = rungs.filter(position__gt=rung.position) if up else rungs.filter(position__lt=rung.position)
    other = beside.order_by("position" if up else "-position", "pk").first()
    if other is not None:
        rung.position, other.position = other.position, rung.position
        Rung.objects.bulk_update([rung, other], ["position"])
        audit.record("contacts.rung_changed", by=by, target=rung, details={"position": rung.position})


@transaction.atomic
def move_to_rung(
    *,
    by: Actor,
    contact: Contact,
    rung: Rung | None,
    on: datetime.date | None = None,
    basis: str = RungStep.Basis.ORGANIZER,
    reason: str = "",
) -> RungStep | None:
    """Stands on this rung from `on` (today); None: on none. The earlier one becomes history."""
    require_hearing(by)
    contact, on = locked(by, contact), _day(on)
    rung = _own(by, rung) if rung else None
    before = _current_rung(contact)
    if before and rung and before.rung_id == rung.pk:
        return before
    if before is None and rung is None:
        return None
    if before:
        _close(before, on)
    step = None
    if rung:
        step = RungStep.objects.create(
            organization_id=by.organization_id,
            contact=contact,
            rung=rung,
            since=on,
            basis=basis,
            reason=reason,
            recorded_by_id=by.membership_id,
        )
    audit.record(
        "contacts.rung_moved",
        by=by,
        target=contact,
        details={"from": str(before.rung_id) if before else None, "to": str(rung.pk) if rung else None},
    )
    return step


@transaction.atomic
def assess(
    *,
    by: Actor,
    contact: Contact,
    level: int,
    on: datetime.date | None = None,
    basis: str = Assessment.Basis.ACTION,
    reason: str = "",
    campaign_id: uuid.UUID | None = None,
    about: str = "",
) -> Assessment:
    """Stands here from `on` (today), overall or on the campaign `campaign_id`, called `about` today."""
    require_hearing(by)
    if level not in Assessment.Level.values:
        raise DomainError(_("Choose one of the five."), field="level")
    contact, on = locked(by, contact), _day(on)
    held = Assessment.objects.filter(
        organization_id=by.organization_id, contact=contact, campaign_id=campaign_id, until=None
    )
    before = held.first()
    if before:
        _close(before, on)
    made = Assessment.objects.create(
        organization_id=by.organization_id,
        contact=contact,
        level=level,
        words=str(Assessment.Level(level).label),
        campaign_id=campaign_id,
        about=about,
        basis=basis,
        reason=reason,
        since=on,
        recorded_by_id=by.membership_id,
    )
    audit.record("contacts.assessed", by=by, target=contact, details={"level": level})
    return made


def _current_rung(contact: Contact) -> RungStep | None:
    steps = RungStep.objects.filter(organization_id=contact.organization_id, contact=contact)
    return steps.now().first()


def _day(on: datetime.date | None) -> datetime.date:
    """Where somebody stands is what is so today; a day to come would also bar every later word."""
    today = timezone.localdate()
    if on and on > today:
        raise DomainError(_("This day is still to come."), field="on")
    return on or today


def _close(line: RungStep | Assessment, on: datetime.date) -> None:
    """A line that was dated into the future, before that was refused, never held."""
    if line.since > timezone.localdate():
        on = line.since
    if on < line.since:
        raise DomainError(_("The line before begins later than that."), field="on")
    line.until = on
    line.save(update_fields=["until"])


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Write a name for the rung."), field="name")
    return name


def _own(by: Actor, rung: Rung) -> Rung:
    try:
        return Rung.objects.get(organization_id=by.organization_id, pk=rung.pk)
    except Rung.DoesNotExist:
        raise NotAllowed from None
