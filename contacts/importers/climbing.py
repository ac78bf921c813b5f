"""Rungs and assessments of a file beside those that are here: each line once, and one that holds now."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Max

from contacts.importers.links import day
from contacts.importers.scales import Level, Step
from contacts.models import Assessment, Rung, RungStep
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.imports.models import ImportBatch, ImportRow
from crm.lib.ids import uuid7

Place = tuple[int, int]
KINDS = {"rungs": RungStep, "assessments": Assessment}


class Stood(NamedTuple):
    place: Place
    person: uuid.UUID
    said: Step | Level


class Line(NamedTuple):
    """As it would stand here. Two lines of one `scope` do not hold at once; `what` is what they say."""

    scope: tuple
    what: tuple
    row: RungStep | Assessment


def settle_rungs(by: Actor, stood: Sequence[Stood], told: Any) -> None:
    """A rung is known by its name. One that is not here is put on the ladder by who may change it."""
    if not stood:
        return
    rungs = {rung.name.casefold(): rung for rung in Rung.objects.filter(organization_id=by.organization_id)}
    held = _held(by, RungStep, stood)
    said, there = [], [(line.scope[0], line.row.since, line.row.until) for line in held]
    for one in stood:
        step = one.said
        rung = rungs.get(step.name.casefold())
        if rung is None and (one.person, day(step.starts), day(step.ends)) in there:
            continue  # it has another name here by now
        if rung is None and not by.can(Permission.MANAGE_SETTINGS):
            told.say(one.place, "standing.no_rung", name=step.name)
            continue
        if rung is None:
            rung = rungs[step.name.casefold()] = _on_the_ladder(by, step, rungs)
            told.added[one.place]["new_rungs"].append(str(rung.pk))
        row = RungStep(contact_id=one.person, rung=rung, **_common(by, step))
        said.append((one.place, Line((one.person,), (rung.pk,), row)))
    _settle("rungs", said, held, told)


def settle_levels(by: Actor, stood: Sequence[Stood], told: Any) -> None:
    """On a campaign that nobody here was assessed on, the lines are kept together by an id that follows from the file's."""
    if not stood:
        return
    here = {"organization_id": by.organization_id}
    named = {one.said.campaign for one in stood if one.said.campaign}
    known = set(
        Assessment.objects.filter(**here, campaign_id__in=named).values_list("campaign_id", flat=True)
    )
    said = []
    for one in stood:
        level, campaign = one.said, None
        if level.campaign:
            campaign = uuid.UUID(level.campaign)
            campaign = (
                campaign if campaign in known else uuid.uuid5(by.organization_id, f"campaign:{campaign}")
            )
        row = Assessment(
            contact_id=one.person, level=level.level, words=level.words, about=level.about, campaign_id=campaign,
            **_common(by, level),
        )  # fmt: skip
        said.append((one.place, Line((one.person, campaign), (level.level,), row)))
    _settle("assessments", said, _held(by, Assessment, stood), told)


def step_down(batch: ImportBatch, befores: Iterable[dict[str, Any]]) -> None:
    """Undo: lines go, what was ended holds again, and a rung that this import made goes once nobody stands on it."""
    added = [before.get("added", {}) for before in befores]
    here = {"organization_id": batch.organization_id}
    for name, model in KINDS.items():
        made = [pk for part in added for pk in part.get(name, ())]
        model.objects.filter(**here, pk__in=made).delete()
        for pk, ends in (pair for part in added for pair in part.get(f"ended_{name}", ())):
            line = model.objects.filter(**here, pk=pk, until=ends).first()
            if line and not _holds_now(line):
                model.objects.filter(**here, pk=pk).update(until=None)
    if any(part.get("rungs") for part in added):
        rows = ImportRow.objects.filter(**here, batch_id=batch.pk, before__added__has_key="new_rungs")
        new = {pk for before in rows.values_list("before", flat=True) for pk in before["added"]["new_rungs"]}
        stood_on = RungStep.objects.filter(**here, rung_id__in=new).values("rung_id")
        Rung.objects.filter(**here, pk__in=new).exclude(pk__in=stood_on).delete()


def _settle(name: str, said: Sequence[tuple[Place, Line]], held: list[Line], told: Any) -> None:
    """What is over first: it may end what is open here."""
    lines: dict[tuple, list[Line]] = defaultdict(list)
    for line in held:
        lines[line.scope].append(line)
    before, made = {line.row.pk for line in held}, []
    for place, line in sorted(said, key=lambda one: (one[1].row.until is None, one[1].row.since)):
        row, others = line.row, lines[line.scope]
        same_day = [other for other in others if other.row.since == row.since]
        if any(
            other.row.until == row.until and (other.what == line.what or other.row.pk in before)
            for other in same_day
        ):
            continue
        alike = next((other.row for other in same_day if other.what == line.what), None)
        if alike is not None and (alike.until or row.until is None):
            continue  # what ended here stays ended
        if alike is not None:
            alike.until = row.until
            alike.save(update_fields=["until"])
            told.added[place][f"ended_{name}"].append([str(alike.pk), row.until.isoformat()])
            told.say(place, "standing.ended")
            continue
        if row.until is None and any(_is_newer(other.row, row) for other in others):
            told.say(place, "standing.known")
            continue
        others.append(line)
        made.append(row)
        told.added[place][name].append(str(row.pk))
        told.say(place, "standing.put_down")
    KINDS[name].objects.bulk_create(made)


def _is_newer(here: RungStep | Assessment, row: RungStep | Assessment) -> bool:
    return here.until is None or here.since > row.since or here.until > row.since


def _held(by: Actor, model: Any, stood: Sequence[Stood]) -> list[Line]:
    people = {one.person for one in stood}
    rows = model.objects.filter(organization_id=by.organization_id, contact_id__in=people)
    if model is RungStep:
        return [Line((row.contact_id,), (row.rung_id,), row) for row in rows]
    return [Line((row.contact_id, row.campaign_id), (row.level,), row) for row in rows]


def _common(by: Actor, said: Step | Level) -> dict[str, Any]:
    """Nobody here judged so: `recorded_by` stays empty."""
    return {
        "id": uuid7(), "organization_id": by.organization_id, "since": datetime.date.fromisoformat(said.starts),
        "until": day(said.ends), "basis": said.basis, "reason": said.reason,
    }  # fmt: skip


def _on_the_ladder(by: Actor, step: Step, rungs: dict[str, Rung]) -> Rung:
    """In its place, if nobody has that here."""
    rows = Rung.objects.filter(organization_id=by.organization_id)
    place = step.place
    if not place or rows.filter(position=place).exists():
        place = (rows.aggregate(top=Max("position"))["top"] or 0) + 1
    rung = Rung.objects.create(organization_id=by.organization_id, position=place, name=step.name)
    audit.record("contacts.rung_made", by=by, target=rung)
    return rung


def _holds_now(line: RungStep | Assessment) -> bool:
    """Whether another line holds in its place by now."""
    others = type(line).objects.filter(
        organization_id=line.organization_id, contact_id=line.contact_id, until=None
    )
    if isinstance(line, Assessment):
        others = others.filter(campaign_id=line.campaign_id)
    return others.exists()
