"""An import taken back: as it was before, except where somebody went on."""

import datetime

import pytest
from django.utils import timezone

from contacts.models import (
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    SearchToken,
    Suppression,
    Tag,
)
from contacts.services import add_method, answer_pair, create_tag, edit_contact, merge_tags
from contacts.services.suppressions import close_address
from crm.access.tenancy import tenant
from crm.imports.models import ImportBatch
from tasks.models import Task
from tests import make
from tests.crm.imports.bringing import bring, outcomes, undo

BEFORE = "Name,Phone,City,Tags\nAna Reyes,919-555-0101,Cary,bus\n"
AFTER = "Name,Phone,Email,City,ZIP,Tags,I am a,Do not email\nAna Reyes,919-555-0101,ana@example.org,Apex,27601,choir,Parent,yes\n"


def state_of_everything():
    skipped = {"updated_at", "version"}
    return [
        sorted(
            str(
                [
                    (f.attname, getattr(row, f.attname))
                    for f in model._meta.concrete_fields
                    if f.name not in skipped
                ]
            )
            for row in model.objects.all()
        )
        for model in (
            Contact,
            ContactMethod,
            ConstituencyRow,
            ContactTag,
            ConsentEvent,
            SearchToken,
            Suppression,
        )
    ]


def test_undo_deletes_whom_the_import_made(cast):
    batch = bring(cast.north, cast.staff, BEFORE)

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        assert state_of_everything() == [[], [], [], [], [], [], []]
    assert outcomes(cast.north, batch)[2].undo == "reversed"


def test_undo_gives_changed_people_back_what_they_had(cast):
    bring(cast.north, cast.staff, BEFORE)
    with tenant(cast.north.id):
        before = state_of_everything()
    batch = bring(cast.north, cast.staff, AFTER, columns={"City": {"policy": "overwrite"}})
    with tenant(cast.north.id):
        assert state_of_everything() != before

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        assert state_of_everything() == before
        assert Contact.objects.get().version == 3


def test_undo_keeps_whom_somebody_changed_since_and_says_why(cast):
    batch = bring(
        cast.north,
        cast.staff,
        "Name,Phone\nAna Reyes,919-555-0101\nLuis Soto,919-555-0102\nEva Diaz,919-555-0103\nBen Cruz,919-555-0104\n",
    )
    with tenant(cast.north.id):
        people = {person.given_name: person for person in Contact.objects.all()}
        edit_contact(by=cast.lead, contact=people["Ana"], version=1, changes={"city": "Cary"})
        add_method(by=cast.lead, contact=people["Luis"], kind="email", value="luis@example.org")
        Task.objects.create(
            organization_id=cast.north.id,
            contact=people["Eva"],
            owner_id=cast.lead.id,
            title="Call",
            due_on="2026-11-30",
            due_at="2026-11-30T22:00Z",
        )

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        left = sorted(Contact.objects.values_list("given_name", flat=True))
    kept = {line: row.undo_reason for line, row in outcomes(cast.north, batch).items()}
    assert left == ["Ana", "Eva", "Luis"]
    assert kept == {2: "undo.edited", 3: "undo.edited", 4: "undo.in_use", 5: ""}


def test_a_later_import_s_change_is_not_undone_with_an_earlier_one(cast):
    first = bring(cast.north, cast.staff, BEFORE)
    bring(cast.north, cast.staff, "Name,Phone,ZIP\nAna Reyes,919-555-0101,27601\n")

    undo(cast.north, cast.staff, first)

    with tenant(cast.north.id):
        assert Contact.objects.get().zip_code == "27601"
    assert outcomes(cast.north, first)[2].undo_reason in ("undo.edited", "undo.imported")


def test_undo_opens_again_what_the_import_closed(cast):
    batch = bring(cast.north, cast.staff, "Name,Email,Do not contact\nAna Reyes,ana@example.org,yes\n")
    with tenant(cast.north.id):
        assert Suppression.objects.exists()

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        assert not Suppression.objects.exists()


@pytest.mark.parametrize("who", ["by hand", "another file"])
def test_undo_opens_nothing_that_was_closed_once_more_since(cast, who):
    text = "Name,Email,Do not contact\nAna Reyes,ana@example.org,yes\n"
    batch = bring(cast.north, cast.staff, text)
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    with tenant(cast.north.id):
        Suppression.objects.update(at=an_hour_ago)
        ImportBatch.objects.filter(pk=batch.pk).update(finished_at=an_hour_ago)
        batch.refresh_from_db()
        if who == "by hand":
            close_address(by=cast.admin, kind="email", value="ana@example.org")
    if who == "another file":
        bring(cast.north, cast.staff, text.replace("Ana Reyes", "Rosa Vega"))

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        assert Suppression.objects.filter(reason="do_not_contact").exists()


def test_undo_brings_nobody_back_who_was_erased_since(cast):
    """Whatever erased them: not even a row that nobody audited gets its earlier values back."""
    with tenant(cast.north.id):
        make.method(cast.north, make.contact(cast.north, "Ana", "Reyes"), "+19195550101")
    batch = bring(cast.north, cast.staff, AFTER)
    with tenant(cast.north.id):
        Contact.objects.update(status="erased", city="")

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        left = Contact.objects.get()
    assert (left.status, left.city) == ("erased", "")
    assert outcomes(cast.north, batch)[2].undo == "kept"


@pytest.mark.parametrize(("answer", "left"), [("different", 0), ("household", 2)])
def test_that_two_are_different_people_keeps_neither_and_a_household_keeps_both(cast, answer, left):
    batch = bring(cast.north, cast.staff, "Name,Phone\nAna Reyes,919-555-0101\nLuis Soto,919-555-0102\n")
    with tenant(cast.north.id):
        ana, luis = Contact.objects.order_by("given_name")
        answer_pair(by=cast.lead, one=ana, other=luis, answer=answer)

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        assert Contact.objects.count() == left


def test_undo_takes_a_tag_along_that_was_merged_since(cast):
    bring(cast.north, cast.staff, "Name,Phone\nAna Reyes,919-555-0101\n")
    batch = bring(cast.north, cast.staff, "Name,Phone,Tags\nAna Reyes,919-555-0101,choir\n")
    with tenant(cast.north.id):
        tag = Tag.objects.get(name="choir")
        for name in ("music", "arts"):
            into = create_tag(by=cast.lead, name=name)
            merge_tags(by=cast.lead, tag=tag, into=into)
            tag = into

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        assert Contact.objects.exists() and not ContactTag.objects.exists()
