"""Deeds for many people, and their undoing. The rules are in services."""

import zoneinfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import services
from contacts.askers import asker
from contacts.forms.choosing import PeopleFilter, address_of
from contacts.models import BulkDeed
from crm.access.actors import Member
from crm.access.roles import Permission
from crm.access.tenancy import tenant
from crm.queue.registry import Cancelled, Links, Run, job


def _links(*, deed_id: str) -> Links:
    return Links(result=reverse("contacts:deed", args=[deed_id]), result_label=_("See the people"))


@job("contacts.do_deed", noun=_("people"), label=_("A deed for many people"), links=_links)
def do_deed(run: Run, *, deed_id: str) -> None:
    deed, by = _asked(run, deed_id)
    with run.step() as step, timezone.override(zoneinfo.ZoneInfo(by.time_zone)):
        people = PeopleFilter(address_of(deed.filters), actor=by).people()
        step.total = services.choose_people(by=by, deed=deed, people=people)
    done = run.done
    try:
        while True:
            with run.step() as step:
                counts = services.do_some(by=by, deed=deed)
                done += counts.total()
                step.done = done
            if not counts:
                break
    except Cancelled:
        # What is done can be undone; the rest is left as it was.
        with tenant(run.organization_id):
            services.finish(deed=deed, state=BulkDeed.State.DONE)
        raise
    with run.step(done=done):
        services.finish(deed=deed, state=BulkDeed.State.DONE)


@job("contacts.undo_deed", noun=_("people"), label=_("Undo a deed for many people"))
def undo_deed(run: Run, *, deed_id: str) -> None:
    deed, by = _asked(run, deed_id)
    done = run.done
    while True:
        with run.step(total=deed.done_count) as step:
            counts = services.undo_some(by=by, deed=deed)
            done += counts.total()
            step.done = done
        if not counts:
            break
    with run.step(done=done):
        services.finish(deed=deed, state=BulkDeed.State.UNDONE)


@job("contacts.forget_deeds", single=True, label=_("Forget what can no longer be undone"))
def forget_deeds(run: Run) -> None:
    services.forget_images(by=run.actor)


def _asked(run: Run, deed_id: str) -> tuple[BulkDeed, Member]:
    with tenant(run.organization_id):
        deed = BulkDeed.objects.visible_to(run.actor).get(pk=deed_id)
        return deed, asker(run.organization_id, run.created_by_id, needs=Permission.EDIT_CONTACTS)
