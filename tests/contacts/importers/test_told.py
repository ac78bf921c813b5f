"""Race and ethnicity from a column that people filled in themselves."""

import pytest

from contacts.importers.told import Told, read, write
from contacts.models import Contact
from crm.access.tenancy import tenant
from tests import make
from tests.crm.imports.bringing import bring, codes, outcomes, ready, undo
from tests.crm.imports.bringing import read as read_file

HEADER = "Race and ethnicity, as they told us"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Black or African American", Told("self", ("black",))),
        ("Hispanic or Latino; White", Told("self", ("hispanic", "white"))),
        ("Latina, Mexican", Told("self", ("hispanic", "hispanic:mexican"))),
        ("Blanca; asiático", Told("self", ("asian", "white"))),
        ("asian:korean", Told("self", ("asian", "asian:korean"))),
        ("Hmong", Told("self", (), "Hmong")),
        ("White; Appalachian", Told("self", ("white",), "Appalachian")),
        ("Prefer not to say", Told("declined")),
        ("Prefiero no decirlo", Told("declined")),
        ("Not asked", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_cells_are_read_as_people_write_them(cell, told):
    assert read(cell).value == told


@pytest.mark.parametrize(
    "told", [Told("self", ("asian", "asian:korean", "white"), "Hmong"), Told("declined")]
)
def test_what_is_written_is_read_again(told):
    assert read(write(told)).value == told


def standing(organization, name: str) -> tuple:
    with tenant(organization.id):
        person = Contact.objects.get(organization_id=organization.id, given_name=name)
        return person.race_source, person.race_ethnicity, person.race_words


@pytest.mark.django_db
class TestBringing:
    def test_not_asked_and_rather_not_said_stay_apart(self, cast):
        bring(cast.north, cast.staff, f"First name,Last name,\"{HEADER}\"\nAna,Reyes,Latina\nBen,Oak,Prefer not to say\nCal,Elm,\nDee,Ash,Not asked\n")  # fmt: skip

        assert standing(cast.north, "Ana") == ("self", ["hispanic"], "")
        assert standing(cast.north, "Ben") == ("declined", [], "")
        assert standing(cast.north, "Cal") == standing(cast.north, "Dee") == ("not_asked", [], "")

    def test_a_column_that_only_says_race_waits_for_somebody_to_say_whose_words_they_are(self, cast):
        batch = read_file(cast.staff, "First name,Last name,Race\nAna,Reyes,White\n")

        column = next(one for one in batch.mapping["columns"] if one["header"] == "Race")
        assert (column["field"], column["drop"]) == ("", "drop.race")

    @pytest.mark.parametrize(
        "question", ["Race/Ethnicity (check all that apply)", "¿Cuál es su raza o etnia?"]
    )
    def test_whoever_answered_a_form_wrote_it_about_themselves(self, cast, question):
        rows = '11/2/2026 10:11:12,Ana,Reyes,"White, Hispanic or Latino"\n'
        form = read_file(cast.staff, f"Timestamp,First name,Last name,{question}\n{rows}")
        list_of_ours = read_file(cast.staff, f"Signed,First name,Last name,{question}\n{rows}")
        bring(cast.north, cast.staff, f"Timestamp,First name,Last name,{question}\n{rows}")

        proposed, kept_out = form.mapping["columns"][3], list_of_ours.mapping["columns"][3]
        assert (proposed["field"], proposed["reason"]) == ("race", "column.of_themselves")
        assert (kept_out["field"], kept_out["drop"]) == ("", "drop.race")
        assert standing(cast.north, "Ana") == ("self", ["hispanic", "white"], "")

    def test_a_known_answer_stays_unless_the_file_is_to_replace_it_and_comes_back_by_undo(self, cast):
        with tenant(cast.north.id):
            make.contact(cast.north, given_name="Ana", family_name="Reyes", race_source="declined")
            make.contact(cast.north, given_name="Ben", family_name="Oak")
        text = f'Earshot ID,First name,Last name,"{HEADER}"\n'
        with tenant(cast.north.id):
            ids = dict(Contact.objects.filter(organization_id=cast.north.id).values_list("given_name", "pk"))
        text += f"{ids['Ana']},Ana,Reyes,Asian\n{ids['Ben']},Ben,Oak,Black\n"
        filled = bring(cast.north, cast.staff, text)
        after_fill = standing(cast.north, "Ana"), standing(cast.north, "Ben")
        undo(cast.north, cast.staff, filled)
        after_undo = standing(cast.north, "Ben")
        replaced = bring(cast.north, cast.staff, text, columns={HEADER: {"policy": "overwrite"}})
        after_overwrite = standing(cast.north, "Ana")
        undo(cast.north, cast.staff, replaced)

        assert after_fill == (("declined", [], ""), ("self", ["black"], ""))
        assert after_undo == ("not_asked", [], "")
        assert after_overwrite == ("self", ["asian"], "")
        assert standing(cast.north, "Ana") == ("declined", [], "")

    def test_of_several_in_one_row_nobody_gets_it(self, cast):
        batch = bring(cast.north, cast.staff, f'Name,"{HEADER}"\nAna and Luis Reyes,White\n')

        assert "race.of_whom" in codes(outcomes(cast.north, batch)[2])
        assert standing(cast.north, "Ana") == standing(cast.north, "Luis") == ("not_asked", [], "")

    def test_the_same_answer_again_is_nothing_new(self, cast):
        text = f'First name,Last name,E-mail,"{HEADER}"\nAna,Reyes,ana@example.org,White; Asian\n'
        bring(cast.north, cast.staff, text)
        again = bring(cast.north, cast.staff, text)

        assert again.counts == {"unchanged": 1}
        assert ready(cast.staff, text).mapping["columns"][3]["field"] == "race"
