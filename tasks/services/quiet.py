"""Quiet hours: no message rings at night where its reader lives, but for what they must hear before the morning."""

import datetime

import us

from crm.lib.moments import end_of_quiet
from crm.organizations.models import Organization
from tasks.models import Channel, PlannedReminder
from tasks.services.scheduling import TOLD
from tasks.subjects import Happening

LONGEST_QUIET = datetime.timedelta(days=1)


def held_until(
    row: PlannedReminder, organization: Organization, happening: Happening | None, now: datetime.datetime
) -> datetime.datetime | None:
    """None where it may go now. That something was moved or cancelled is told at once by e-mail, which does not ring, and
    by text where it begins before the quiet hours end: nobody shall set out for nothing."""
    later = quiet_end(row, organization, now)
    if later is None or row.step.anchor not in TOLD:
        return later
    is_urgent = happening is not None and happening.starts_at <= later
    return None if is_urgent or row.step.channel == Channel.EMAIL else later


def zones_of(row: PlannedReminder, organization: Organization) -> list[str]:
    """Where the recipient may live, as far as we know: a member's own zone, every zone of a contact's state (Texas has
    two), and the organization's for those of whom we know nothing."""
    if row.member:
        return [row.member.user.time_zone]
    state = us.states.lookup(row.contact.state) if row.contact and row.contact.state else None
    return list(state.time_zones) if state and state.time_zones else [organization.time_zone]


def quiet_end(
    row: PlannedReminder, organization: Organization, now: datetime.datetime
) -> datetime.datetime | None:
    """When it is no longer quiet in any of them; None where it is not."""
    moment = now
    while ends := [
        end for zone in zones_of(row, organization) if (end := _quiet_end(zone, organization, moment))
    ]:
        moment = max(ends)
        if moment - now > LONGEST_QUIET:  # zones whose quiet hours leave no hour between them
            break
    return moment if moment > now else None


def _quiet_end(zone: str, organization: Organization, now: datetime.datetime) -> datetime.datetime | None:
    return end_of_quiet(now, start=organization.quiet_from, end=organization.quiet_until, zone=zone)
