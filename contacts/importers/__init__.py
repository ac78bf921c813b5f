"""Lists of people: the kind of spreadsheet that this room declares to the imports socket."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.exporters import LAYOUTS, ContactExport, in_words, look
from contacts.forms import PeopleFilter
from contacts.importers import meetings, questions, report
from contacts.importers.answers import own_columns
from contacts.importers.chunks import Preparer
from contacts.importers.columns import ContactColumns
from contacts.importers.comparing import compare
from contacts.importers.guessing import place, reconsider
from contacts.importers.options import ContactOptions
from contacts.importers.people import Cleaner
from contacts.importers.previewing import expected_errors, preview
from contacts.importers.schools import SchoolBook
from contacts.importers.tying import Walk
from contacts.importers.undoing import undo_contacts
from contacts.importers.writing import ContactWriter
from contacts.models import Contact, Tag
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.imports import kinds, storage
from crm.imports.columns import Column
from crm.imports.layouts import ExportPreview, Layout
from crm.imports.mapping import Plan
from crm.imports.models import ExportFile, ImportBatch, ImportQuestion
from crm.imports.reading import ColumnGuess, Row, Table, open_spool, recognise_preset, rows
from crm.organizations.models import Membership, Organization
from crm.queue.models import Job
from crm.queue.services import enqueue
from crm.ui.comparing import Comparison
from crm.ui.filters import Chip


class Contacts(kinds.Kind):
    key, label, noun = "contacts", _("A list of people"), _("people")
    resource, options_form, order = ContactColumns, ContactOptions, 0
    asked_last = frozenset({"owner", "state", "bad_cells"})
    asks, tells = True, report.TELLS

    def columns(self) -> dict[str, Column]:
        """With a column for each question of the organization's own."""
        return {**super().columns(), **own_columns()}

    def guesses(
        self, table: Table, sampled: Sequence[Row], guesses: Sequence[ColumnGuess]
    ) -> list[ColumnGuess]:
        own = {field.header: key for key, field in self.columns().items() if field.header}
        if "Earshot ID" in table.headers:
            guesses = [
                guess._replace(
                    field=own[guess.header], system="", confidence=1.0, reason="column.own", drop=""
                )
                if guess.header in own
                else guess
                for guess in guesses
            ]
        asked = {field.header.casefold(): key for key, field in own_columns().items()}
        guesses = [
            guess._replace(field=asked[key], system="", confidence=1.0, reason="column.own_question", drop="")
            if (key := questions.name_of(guess.header).casefold()) in asked and not guess.field
            else guess
            for guess in guesses
        ]
        guesses = [
            guess._replace(field="own_id", system="")
            if (guess.field, guess.system) == ("external_id", "earshot")
            else guess
            for guess in guesses
        ]
        preset = recognise_preset(table.headers)
        is_form = preset is not None and preset.of_themselves
        settled = reconsider(place(guesses, of_themselves=is_form), sampled)
        return questions.proposed(settled) if is_form else settled

    def may_keep_questions(self, actor: Actor) -> bool:
        return actor.can(Permission.MANAGE_SETTINGS)

    def keep_questions(self, by: Actor, asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
        return questions.keep_as_own(by, asked)

    def missing(self, fields: set[str]) -> str | Promise:
        enough = {
            "full_name",
            "household_name",
            "given_name",
            "family_name",
            "chosen_name",
            "email",
            "own_id",
            "display_name",
        }
        return "" if fields & enough else _("Say which column holds the name.")

    def questions(self, fields: set[str], options: Mapping[str, Any]) -> list[str | Promise]:
        if "ok_to_text" not in fields:
            return []
        found: list[str | Promise] = []
        if not (options.get("consent_on") or {"ok_to_text_on", "joined_on"} & fields):
            found.append(
                _("Say on which day texting was allowed. Until then nobody in this file may be texted.")
            )
        if not (options.get("consent_how") or "ok_to_text_how" in fields):
            found.append(_("Say how texting was allowed. Until then nobody in this file may be texted."))
        return found

    def shown(self, actor: Actor, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        people = Contact.objects.visible_to(actor).filter(pk__in=list(ids))
        return {person.pk: (person.display_name, _address(person.pk)) for person in people}

    def writer(
        self, batch: ImportBatch, plan: Plan, by: Actor, *, note_guesses: bool = False
    ) -> ContactWriter:
        organization = Organization.objects.visible_to(by).get()
        home_state = plan.options.get("state") or organization.state
        book = SchoolBook()
        if home_state:
            book.load([home_state])
        cleaner = Cleaner(
            plan,
            book=book,
            home_state=home_state,
            language=organization.language,
            file_name=batch.file_name,
            owners=_owners(by),
            note_guesses=note_guesses,
            stays=_stays(batch, plan),
            own=own_columns(),
            today=timezone.localdate(),
        )
        tags = tag_names(by)
        others = ImportBatch.objects.filter(organization_id=by.organization_id, kind=self.key).exclude(
            pk=batch.pk
        )
        others = others.order_by("-finished_at", "-pk")
        before = others.of_same_file(batch.sha256).first()
        over = [ImportBatch.State.DONE, ImportBatch.State.CANCELLED]
        namesake = others.filter(state__in=over, file_name=batch.file_name).first()
        return ContactWriter(
            batch,
            plan,
            Preparer(cleaner, by.organization_id, tags),
            book,
            organization.language,
            before.pk if before else None,
            namesake.pk if namesake else None,
            _walk(batch, plan),
            by,
        )

    def preview(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> kinds.Preview:
        return preview(self.writer(batch, plan, by, note_guesses=True), plan, rows)

    def compare(
        self, batch: ImportBatch, plan: Plan, by: Actor, question: ImportQuestion, rows: Sequence[Row]
    ) -> Comparison:
        writer = self.writer(batch, plan, by)
        chunk = writer.current(writer.prepare(rows))
        return compare(question, chunk, by, _address(question.object_id) if question.object_id else "")

    def expected_errors(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> int:
        return expected_errors(self.writer(batch, plan, by), rows)

    def may_export(self, actor: Actor) -> bool:
        return actor.can(Permission.EXPORT) and actor.can(Permission.VIEW_ALL_CONTACTS)

    def layouts(self) -> list[Layout]:
        return list(LAYOUTS.values())

    def look(self, by: Actor, filters: dict[str, Any], *, layout: str, with_minors: bool) -> ExportPreview:
        return look(by, filters, layout=layout, with_minors=with_minors)

    def unread(self, actor: Actor, asked: QueryDict) -> list[Chip]:
        return PeopleFilter(asked, actor=actor).unread

    def left_out(self, counts: Mapping[str, int]) -> list[str]:
        return [in_words(code, count) for code, count in counts.items()]

    def export(self, file: ExportFile, by: Actor) -> ContactExport:
        return ContactExport(file, by)

    def finished(self, batch: ImportBatch, by: Actor) -> None:
        """Whoever came may be here already."""
        enqueue("imports.tell", by=by, key=str(batch.pk), payload={"batch_id": str(batch.pk)})
        enqueue("contacts.find_duplicates", by=by, key=f"import:{batch.pk}", urgency=Job.Urgency.BULK)

    def also_told(self, batch: ImportBatch) -> dict[str, int]:
        return report.also_told(batch)

    def told_in_words(self, told: Mapping[str, int]) -> list[str]:
        return report.in_words(told)

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> dict[uuid.UUID, str]:
        return undo_contacts(batch, ids)


def _stays(batch: ImportBatch, plan: Plan) -> dict[int, meetings.Stay]:
    """Who came back in a meeting's report is known only at its end: the rows are walked over once before."""
    if not meetings.is_meeting(plan.columns):
        return {}
    return meetings.stays(_walk(batch, plan)(), plan.columns, plan.date_order)


def _walk(batch: ImportBatch, plan: Plan) -> Walk:
    """Over the rows of the file, as often as need be."""
    return lambda: rows(open_spool(storage.spool_of(batch.organization_id, batch.pk)), table=plan.table)


def tag_names(by: Actor) -> dict[str, str]:
    """By the folded name, the tag as it is written here; the name of a merged one means the tag that is kept."""
    tags = {tag.pk: tag for tag in Tag.objects.visible_to(by)}
    found = {}
    for tag in tags.values():
        meant = tag
        while meant.merged_into_id:
            meant = tags[meant.merged_into_id]
        found[tag.name.casefold()] = meant.name
    return found


def _owners(by: Actor) -> dict[str, uuid.UUID]:
    """Members by name and by address; a name that two share means neither."""
    found: dict[str, uuid.UUID] = {}
    members = Membership.objects.visible_to(by).filter(ended_at=None).select_related("user")
    for member in members.order_by("pk"):
        found[member.user.email.casefold()] = member.pk
        if member.user.name.casefold() in found:
            found.pop(member.user.name.casefold())
        elif member.user.name:
            found[member.user.name.casefold()] = member.pk
    return found


def _address(pk: uuid.UUID) -> str:
    try:
        return reverse("contacts:detail", args=[pk])
    except NoReverseMatch:
        return ""


kinds.register(Contacts())
