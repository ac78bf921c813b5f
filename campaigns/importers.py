"""Who came, out of the rows of a list of people: a meeting's report, a sign-in sheet, an export of sign-ups."""

import datetime
import uuid
from collections.abc import Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.attending import bring_attendance, take_attendance_back
from campaigns.models import Action, Signup
from contacts.importers import cells
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.imports import kinds
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch
from crm.lib.ids import read_uuids

CAME_TO = "came_to"
TELLS_WHO_CAME = frozenset({"attendance", "event_name", "join_time", "minutes"})
LOOK_BACK, LOOK_AHEAD, MOST = datetime.timedelta(days=180), datetime.timedelta(days=1), 100


class WhoCame(kinds.Follower):
    of_one_file = frozenset({CAME_TO})

    def fields(self, actor: Actor, batch: ImportBatch) -> dict[str, forms.Field]:
        """Which action it was: asked of files that tell who came, and of every file when somebody wants to say so."""
        if not actor.can(Permission.RECORD_SIGNUPS):
            return {}
        now = timezone.now()
        found = Action.objects.visible_to(actor).filter(
            starts_at__range=(now - LOOK_BACK, now + LOOK_AHEAD), cancelled_at=None
        )
        choices = [(str(one.pk), _said(one)) for one in found.order_by("-starts_at", "pk")[:MOST]]
        told = {column["field"] for column in batch.mapping["columns"]}
        if not choices or TELLS_WHO_CAME.isdisjoint(told):
            return {}
        return {
            CAME_TO: forms.ChoiceField(
                label=_("They came to"),
                choices=[("", _("None of our actions")), *choices],
                required=False,
                help_text=_("Each gets a sign-up that says they came. It goes with the undo of the import."),
            )
        }

    def wants(self, plan: Plan) -> bool:
        return bool(plan.options.get(CAME_TO))

    def wrote(self, batch: ImportBatch, plan: Plan, by: Actor, came: Sequence[kinds.Came]) -> None:
        ids = read_uuids([plan.options.get(CAME_TO) or ""])
        action = Action.objects.visible_to(by).filter(pk__in=ids).first() if ids else None
        if action is None:
            return
        headings = [column["header"] for column in plan.columns if column["field"] == "attendance"]
        people: dict[uuid.UUID, str] = {}
        for one in came:
            said = {cells.attendance(one.values.get(heading, "")).value for heading in headings}
            stayed_away = "no" in said and "yes" not in said
            status = Signup.Status.NO_SHOW if stayed_away else Signup.Status.ATTENDED
            if people.get(one.object_id) != Signup.Status.ATTENDED:  # who came once, came
                people[one.object_id] = status
        bring_attendance(by=by, action=action, people=people, batch_id=batch.pk)

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> None:
        take_attendance_back(by=by, contact_ids=ids, batch_id=batch.pk)

    def undone(self, batch: ImportBatch, by: Actor) -> None:
        take_attendance_back(by=by, batch_id=batch.pk)


def _said(action: Action) -> str:
    return f"{action.name} · {timezone.localtime(action.starts_at):%Y-%m-%d}"


kinds.follow("contacts", WhoCame())
