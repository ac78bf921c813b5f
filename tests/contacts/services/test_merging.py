"""Two records of one person become one, and two again as if nothing had happened."""

import datetime
import json

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from campaigns.models import Signup, SignupStatus
from contacts import services
from contacts.consent import Purpose, consent_of
from contacts.models import Contact, ContactMerge, ContactMethod, ContactTag, Relationship
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.lib.ids import uuid7
from listening.gate.lights import lights
from listening.models import Note
from tasks.models import PlannedReminder, Reminder, Task
from tests import make

# What a merge writes down, and the counters that never go back.
OWN_TABLES = {"audit_auditevent", "audit_revision", "audit_auditseal", "contacts_contactmerge"}
RISING = {"contacts_contact": {"version", "updated_at"}}


@pytest.fixture
def twins(cast):
    """Guadalupe, and Lupe who is the same; each with something of everything, some of it the same on both."""
    north = cast.north
    kept = make.contact(
        north, "Guadalupe", "Reyes Ortega", street="12 Mill St", zip_code="27601", city="Raleigh"
    )
    merged = make.contact(
        north, "Lupe", "Reyes", language="es", needs_interpreter=True, about="Two boys at Lowery."
    )
    friend = make.contact(north, "Rosa", "Cole")
    action, other_action = make.action(north), make.action(north, "Phone bank")
    for person in (kept, merged):
        make.method(north, person)
        make.stake(north, person)
        note = make.note(north, contact=person)
        make.attempt(north, contact=person)
        signup = make.signup(north, person, action, "attended" if person is merged else "invited")
        with tenant(north.id):
            SignupStatus.objects.create(
                organization_id=north.id, signup=signup, status="invited", at=timezone.now()
            )
            Signup.objects.filter(pk=signup.pk).update(moved_by_note=note)
        make.task(north, cast.organizer, contact=person)
    make.method(north, merged, "+19195550199")
    make.signup(north, merged, other_action, "yes")
    make.stake(north, merged, "educator")
    make.tag(north, "bus", kept, merged)
    make.tag(north, "choir", merged)
    make.turf(north, kept, merged, members=[cast.volunteer])
    make.turf(north, merged, name="Turf 8")
    with tenant(north.id):
        low, high = (services.make_rung(by=cast.admin, name=name) for name in ("Came once", "Leads"))
        bus, hobbies = (
            services.make_field(by=cast.admin, name=name, kind=kind, options=options)
            for name, kind, options in (
                ("Bus", "text", []),
                ("Can help with", "choices", ["food", "rides", "music"]),
            )
        )
        for person, rung, level, helps in ((kept, low, 2, ["food"]), (merged, high, 1, ["food", "rides"])):
            services.make_household(by=cast.lead, members=[person, friend])
            services.relate(by=cast.lead, contact=person, other=friend, kind="sibling")
            services.move_to_rung(by=cast.lead, contact=person, rung=rung, reason="came")
            services.assess(by=cast.lead, contact=person, level=level, reason="said so")
            services.answer_fields(
                by=cast.lead, contact=person, answers={bus.pk: f"Line {level}", hobbies.pk: helps}
            )
        services.relate(by=cast.lead, contact=kept, other=merged, kind="knows")
        for person in (kept, merged, friend):
            services.edit_contact(by=cast.lead, contact=person, version=1, changes={"pronouns": "she"})
        services.record_consent(by=cast.lead, contact=kept, purpose="text", value="granted")
        services.record_consent(by=cast.lead, contact=merged, purpose="text", value="withdrawn")
        services.record_consent(by=cast.lead, contact=merged, purpose="email", value="granted")
    return kept, merged


class TestMerging:
    def test_everything_goes_to_the_one_that_is_kept(self, cast, twins):
        kept, merged = twins

        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            kept.refresh_from_db()
            assert kept.notes.count() == 2
            assert kept.attempts.count() == 2
            assert kept.tasks.count() == 2
            assert sorted(kept.methods.values_list("key", flat=True)) == ["+19195550142", "+19195550199"]
            assert sorted(link.tag.name for link in kept.tag_links.select_related("tag")) == ["bus", "choir"]
            assert sorted(kept.constituencies.values_list("kind", flat=True)) == ["educator", "parent"]
            assert kept.turf_links.count() == 2

    def test_who_was_asked_under_both_names_and_came_under_one_came_once(self, cast, twins):
        kept, merged = twins

        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            signup = Signup.objects.get(action__name="Fill the board room")
            assert (signup.contact_id, signup.status) == (kept.pk, "attended")
            assert signup.history.count() == 2

    def test_of_two_that_hold_now_the_newer_holds_and_the_older_is_history(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            rungs = kept.rung_steps.order_by("until").values_list("rung__name", "until")
            assert [(name, until is None) for name, until in rungs] == [("Leads", False), ("Came once", True)]
            assert kept.assessments.filter(until=None).count() == 1
            assert kept.assessments.count() == 2

    def test_answers_to_questions_where_several_are_possible_are_those_of_both(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            answers = services.answers_of(cast.north.id, [kept.pk])[kept.pk].values()
            assert set(answers) == {"Line 2", ("food", "rides")}

    def test_a_link_between_the_two_stays_behind_and_their_households_come_along(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            assert kept.household_links.count() == 2
            assert sorted(kept.relationships.values_list("kind", flat=True)) == ["knows", "sibling"]

    def test_facts_are_the_fuller_ones_unless_somebody_chose(self, cast, twins):
        kept, merged = twins

        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged, choice={"language": "merged"})

            kept.refresh_from_db()
            assert kept.display_name == "Guadalupe Reyes Ortega"
            assert (kept.street, kept.language, kept.needs_interpreter) == ("12 Mill St", "es", True)
            assert kept.about == "Two boys at Lowery."

    def test_the_stricter_consent_holds_and_the_ledger_stays_as_it_was_said(self, cast, twins):
        kept, merged = twins

        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            kept.refresh_from_db()
            known = consent_of([kept])[kept.pk]
            assert known.standing(Purpose.TEXT).value == "withdrawn"
            assert known.standing(Purpose.EMAIL).value == "granted"
            assert kept.consents.count() == 1
            assert merged.consents.count() == 2

    def test_words_withdrawn_under_one_name_are_withdrawn_under_both(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            services.record_consent(by=cast.lead, contact=kept, purpose="quote", value="granted")
            services.record_consent(by=cast.lead, contact=merged, purpose="quote", value="withdrawn")

            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            notes = list(Note.objects.filter(contact=kept).select_related("contact"))
            assert {light.value for light in lights(cast.lead, notes).values()} == {"withdrawn"}
            assert len(notes) == 2

    def test_a_page_opened_before_the_merge_writes_to_the_one_that_is_kept(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            method = services.add_method(by=cast.lead, contact=merged, kind="email", value="lupe@example.org")

            assert method.contact_id == kept.pk

    def test_who_asked_not_to_be_contacted_under_one_name_is_not_contacted(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            services.suppress(by=cast.lead, contact=merged)

            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            kept.refresh_from_db()
            assert kept.status == "do_not_contact"

    def test_a_record_merged_earlier_goes_along(self, cast, twins):
        kept, merged = twins
        third = make.contact(cast.north, "Guadalupe", "Reyes O.")
        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=merged, merged=third)

            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            third.refresh_from_db()
            assert third.merged_into_id == kept.pk

    def test_it_is_told_to_the_audit_in_the_same_transaction(self, cast, twins):
        kept, merged = twins

        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            event = AuditEvent.objects.get(verb="contacts.merged")
            assert event.target_id == kept.pk
            assert event.details["merged"] == str(merged.pk)
            assert "Lupe" not in json.dumps(event.details)
            assert AuditEvent.objects.filter(verb="contacts.merged_into", target_id=merged.pk).exists()

    def test_an_outsider_and_a_viewer_may_not(self, cast, twins):
        kept, merged = twins

        with tenant(cast.north.id), pytest.raises(NotAllowed):
            services.merge_contacts(by=cast.viewer, kept=kept, merged=merged)
        with tenant(cast.south.id), pytest.raises(NotAllowed):
            services.merge_contacts(by=cast.outsider, kept=kept, merged=merged)

    def test_it_happens_once(self, cast, twins):
        kept, merged = twins

        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            with pytest.raises(DomainError):
                services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

    def test_a_reminder_of_two_open_steps_of_one_rule_becomes_one(self, cast, twins):
        kept, merged = twins
        source = make.action(cast.north, "Rally").pk
        tasks = [
            make.task(cast.north, cast.organizer, contact=person, origin="rule", source_id=source)
            for person in twins
        ]
        with tenant(cast.north.id):
            for task in tasks:
                Reminder.objects.update_or_create(
                    organization_id=cast.north.id, task=task, recipient_id=cast.organizer.id,
                    occurrence_on=datetime.date(2026, 1, 5), defaults={"due_at": timezone.now()},
                )  # fmt: skip

            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            task = Task.objects.get(origin="rule")
            assert task.contact_id == kept.pk
            assert task.reminders.filter(occurrence_on=datetime.date(2026, 1, 5)).count() == 1

    def test_no_column_of_any_table_names_the_merged_one_that_no_policy_knows(self, cast, twins):
        """Ids in JSON have no foreign key: whatever holds one after the merge is history, and known as such."""
        kept, merged = twins

        with tenant(cast.north.id):
            services.merge_contacts(by=cast.lead, kept=kept, merged=merged)
            holding = {
                table
                for table, rows in everything().items()
                if any(str(merged.pk) in json.dumps(row) for row in rows)
            }

        assert holding <= {
            "contacts_contact", "contacts_consentevent", "contacts_searchtoken", "contacts_contactmerge",
            "contacts_relationship",  # the link between the two
            "audit_auditevent", "audit_revision", "imports_importrow",
        }  # fmt: skip


class TestUnmerging:
    def test_every_row_of_every_table_is_as_before(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            before = everything()
            merge = services.merge_contacts(
                by=cast.lead, kept=kept, merged=merged, choice={"name": "merged", "address": "merged"}
            )
            assert everything() != before

            parted = services.unmerge_contacts(by=cast.lead, merge=merge)

            assert parted.left == 0
            assert everything() == before

    def test_three_that_became_one_come_apart_in_turn(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            third = services.create_contact(by=cast.lead, given_name="Guadalupe", family_name="Reyes O.")
        make.signup(cast.north, third, make.action(cast.north, "Rally"))
        with tenant(cast.north.id):
            before = everything()
            first = services.merge_contacts(by=cast.lead, kept=merged, merged=third)
            second = services.merge_contacts(by=cast.lead, kept=kept, merged=merged)

            with pytest.raises(DomainError):
                services.unmerge_contacts(by=cast.lead, merge=first)
            services.unmerge_contacts(by=cast.lead, merge=second)
            services.unmerge_contacts(by=cast.lead, merge=first)

            assert everything() == before

    def test_what_came_after_the_merge_stays_with_the_kept_one(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            merge = services.merge_contacts(by=cast.lead, kept=kept, merged=merged)
        note = make.note(cast.north, contact=kept, body="Said later.")
        with tenant(cast.north.id):
            kept.refresh_from_db()
            services.edit_contact(
                by=cast.lead, contact=kept, version=kept.version, changes={"city": "Durham"}
            )
            gone = Note.objects.filter(contact=kept).exclude(pk=note.pk).order_by("pk").last()
            Signup.objects.update(moved_by_note=None)
            gone.versions.all().delete()
            gone.delete()

            parted = services.unmerge_contacts(by=cast.lead, merge=merge)

            note.refresh_from_db()
            assert note.contact_id == kept.pk
            assert parted.kept.city == "Durham"
            assert parted.left > 0
            assert parted.back.status == "active"
            assert ContactTag.objects.filter(contact=merged).count() == 2
            assert ContactMethod.objects.filter(contact=merged).count() == 2

    def test_a_no_said_meanwhile_holds_for_both(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            services.record_consent(by=cast.lead, contact=merged, purpose="call", value="granted")
            merge = services.merge_contacts(by=cast.lead, kept=kept, merged=merged)
            services.record_consent(by=cast.lead, contact=kept, purpose="call", value="withdrawn")
            services.record_consent(by=cast.lead, contact=kept, purpose="email", value="granted")
            services.suppress(by=cast.lead, contact=kept)
            kept.refresh_from_db()
            services.edit_contact(
                by=cast.lead, contact=kept, version=kept.version, changes={"confidentiality": "hidden"}
            )

            parted = services.unmerge_contacts(by=cast.lead, merge=merge)

            known = consent_of([parted.kept, parted.back])
            for person in (parted.kept, parted.back):
                assert (person.status, person.confidentiality) == ("do_not_contact", "hidden")
                assert known[person.pk].standing(Purpose.CALL).value == "withdrawn"
            assert parted.back.consents.filter(purpose="email").count() == 1

    def test_a_merge_comes_apart_once(self, cast, twins):
        kept, merged = twins
        with tenant(cast.north.id):
            merge = services.merge_contacts(by=cast.lead, kept=kept, merged=merged)
            services.unmerge_contacts(by=cast.lead, merge=merge)

            with pytest.raises(DomainError):
                services.unmerge_contacts(by=cast.lead, merge=merge)
            assert not ContactMerge.objects.standing().exists()
            assert Contact.objects.filter(status="merged").count() == 0


def everything() -> dict[str, list]:
    """Every row of every table of the organization that this transaction sees."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if table in OWN_TABLES or "organization_id" not in {
                f.column for f in model._meta.concrete_fields
            }:
                continue
            cursor.execute(f'select to_jsonb(t) from "{table}" t')
            rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
            rising = RISING.get(table, set())
            plain = [{key: value for key, value in row.items() if key not in rising} for row in rows]
            found[table] = sorted(plain, key=json.dumps)
    return found


def test_a_tie_that_each_record_told_its_own_way_round_stands_once(cast):
    kept, merged, friend = (make.contact(cast.north, name) for name in ("Ana", "Anita", "Rosa"))
    make.relationship(cast.north, kept, friend, "sibling")
    make.relationship(cast.north, friend, merged, "sibling")
    make.relationship(cast.north, friend, merged, "mentors")  # this one has a direction
    make.relationship(cast.north, kept, friend, "mentors")
    with tenant(cast.north.id):
        merge = services.merge_contacts(by=cast.lead, kept=kept, merged=merged)
        ties = Relationship.objects.filter(organization_id=cast.north.id)
        once = sorted(ties.values_list("kind", flat=True))
        services.unmerge_contacts(by=cast.lead, merge=merge)
        back = ties.get(kind="sibling", other=merged)

    assert once == ["mentors", "mentors", "sibling"]
    assert back.contact_id == friend.pk


def test_a_reminder_that_went_out_to_one_record_does_not_go_out_again(cast):
    kept, merged = make.contact(cast.north, "Ana"), make.contact(cast.north, "Anita")
    step, subject, now = make.plan_step(cast.north), uuid7(), timezone.now()
    with tenant(cast.north.id):
        for person, state in ((kept, "waiting"), (merged, "made")):
            PlannedReminder.objects.create(
                organization_id=cast.north.id,
                step=step,
                subject_id=subject,
                contact=person,
                occasion="2026-12-01",
                due_at=now,
                state=state,
            )
        merge = services.merge_contacts(by=cast.lead, kept=kept, merged=merged)
        there = [(one.contact_id, one.state) for one in PlannedReminder.objects.all()]
        services.unmerge_contacts(by=cast.lead, merge=merge)
        apart = {one.contact_id: one.state for one in PlannedReminder.objects.all()}

    assert there == [(kept.pk, "made")]
    assert apart == {kept.pk: "waiting", merged.pk: "made"}
