"""Answers to an organization's own questions come with a file, go with a file, and are taken back with it."""

from contacts.exporters import ContactExport
from contacts.models import Contact, CustomValue
from contacts.services import answer_fields, answers_of
from crm.access.tenancy import tenant
from crm.imports.models import ExportFile
from tests import make
from tests.crm.imports.bringing import bring, codes, outcomes, undo

FILE = "First name,Last name,E-mail,bus LINE,Children,Can help with\n"


def questions(cast):
    return (
        make.custom_field(cast.north, "text", "Bus line", position=1),
        make.custom_field(cast.north, "number", "Children", position=2),
        make.custom_field(cast.north, "choices", "Can help with", position=3, options=["Rides", "Food"]),
    )


def answers(cast) -> dict:
    with tenant(cast.north.id):
        person = Contact.objects.get()
        return answers_of(cast.north.id, [person.pk]).get(person.pk, {})


def test_a_column_called_like_a_question_brings_its_answers(cast):
    line, children, help_with = questions(cast)

    batch = bring(cast.north, cast.staff, f"{FILE}Ana,Reyes,ana@example.org,Bus 7,2,food; rides\n")

    assert answers(cast) == {line.pk: "Bus 7", children.pk: 2.0, help_with.pk: ("Rides", "Food")}
    undo(cast.north, cast.staff, batch)
    with tenant(cast.north.id):
        assert not Contact.objects.exists() and not CustomValue.objects.exists()


def test_a_cell_that_is_no_answer_is_left_out_and_said(cast):
    questions(cast)

    batch = bring(cast.north, cast.staff, f"{FILE}Ana,Reyes,ana@example.org,Bus 7,many,\n")

    assert len(answers(cast)) == 1
    assert "answer.unreadable" in codes(outcomes(cast.north, batch)[2])


def test_blanks_are_filled_and_what_is_there_is_replaced_only_where_the_policy_says_so(cast):
    line, children, _help = questions(cast)
    bring(cast.north, cast.staff, f"{FILE}Ana,Reyes,ana@example.org,Bus 7,,\n")
    with tenant(cast.north.id):
        answer_fields(by=cast.lead, contact=Contact.objects.get(), answers={children.pk: 1})

    again = f"{FILE}Ana,Reyes,ana@example.org,Bus 9,3,Food\n"
    batch = bring(
        cast.north, cast.staff, again, columns={"Children": {"policy": "overwrite"}}, name="again.csv"
    )
    after = answers(cast)
    assert (after[line.pk], after[children.pk], len(after)) == ("Bus 7", 3.0, 3)

    undo(cast.north, cast.staff, batch)

    assert answers(cast) == {line.pk: "Bus 7", children.pk: 1.0}


def test_the_same_answers_again_change_nothing(cast):
    questions(cast)
    rows = f"{FILE}Ana,Reyes,ana@example.org,Bus 7,2,Food\n"
    bring(cast.north, cast.staff, rows)

    batch = bring(
        cast.north, cast.staff, rows, columns={"Children": {"policy": "overwrite"}}, name="again.csv"
    )

    assert batch.counts == {"unchanged": 1}


def test_an_export_has_a_column_for_each_question_and_comes_back_unchanged(cast):
    questions(cast)
    make.custom_field(cast.north, "text", "Grade", position=4)  # like a usual column
    bring(cast.north, cast.staff, f"{FILE}Ana,Reyes,ana@example.org,Bus 7,2,Food; Rides\n")
    before = answers(cast)
    with tenant(cast.north.id):
        export = ContactExport(
            ExportFile(organization_id=cast.north.id, kind="contacts", filters={}), cast.lead
        )
        rows, _next = export.after(None, 10)
        row = dict(zip(export.headers, rows[0], strict=True))

    assert (row["Bus line"], row["Children"], row["Can help with"]) == ("Bus 7", "2", "Rides; Food")
    assert export.headers.count("Grade") == 1 and "Grade (*)" in export.headers
    quoted = ",".join(f'"{cell}"' for cell in rows[0])
    batch = bring(cast.north, cast.staff, ",".join(export.headers) + "\n" + quoted + "\n", name="back.csv")
    assert answers(cast) == before and batch.counts == {"unchanged": 1}
