"""Questions of a form that no column of ours asks: never lost, never a permission."""

import pytest
from django.urls import reverse

from contacts.models import ConsentEvent, Contact, CustomField, CustomValue
from crm.access.tenancy import tenant
from tests import make
from tests.crm.imports.bringing import bring, codes, outcomes, read

HEADINGS = "Timestamp,Your name,Your phone number,What would you change about the bus?,Can you host a meeting?,May we e-mail you?,Email,Do you agree?"
ROW = '3/4/2026 18:02:11,Ana Reyes,919-555-0101,"Earlier, and one for us",Yes,Yes,ana@example.org,I agree to everything'
FORM = f"{HEADINGS}\n{ROW}\n"
UNKNOWN = ["What would you change about the bus?", "Can you host a meeting?", "Do you agree?"]


def columns_of(batch) -> dict[str, dict]:
    return {column["header"]: column for column in batch.mapping["columns"]}


def press(client, batch, keep: str):
    page = reverse("imports:columns", args=[batch.pk])
    form = client.get(page).context["form"]
    return client.post(page, {**{name: form[name].value() or "" for name in form.fields}, "questions": keep})


def test_what_only_a_form_asks_goes_into_the_notes_under_its_question(cast):
    batch = bring(cast.north, cast.staff, FORM)

    with tenant(cast.north.id):
        ana = Contact.objects.get()
        allowed = list(ConsentEvent.objects.values_list("purpose", "value", "how", "given_on"))
    assert batch.counts == {"created": 1}
    assert ana.about.splitlines() == [
        "What would you change about the bus? Earlier, and one for us",
        "Can you host a meeting? Yes",
        "Do you agree? I agree to everything",
    ]
    # The one question that asks for a permission is dated by the form; "Do you agree?" is words and no more.
    assert [(purpose, value, how, str(day)) for purpose, value, how, day in allowed] == [
        ("email", "granted", "web_form", "2026-03-04")
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("¿Qué le preocupa de la escuela de sus hijos?", "noted"),
        ("What do you like most about your school?", "noted"),
        ("¿A qué escuela asiste su hijo?", "school"),
        ("Which school does your child attend?", "school"),
        ("What is the name of your school?", "school"),
        ("What is your child's school?", "school"),
        ("What language do you prefer?", "language"),
    ],
)
def test_a_question_that_only_mentions_a_school_does_not_ask_for_it(cast, heading, field):
    batch = read(cast.staff, f"Timestamp,Your name,{heading}\n3/4/2026 18:02:11,Ana Reyes,Lowery\n")

    assert columns_of(batch)[heading]["field"] == field


def test_an_answer_is_added_to_the_notes_that_somebody_has(cast):
    with tenant(cast.north.id):
        make.method(
            cast.north, make.contact(cast.north, "Ana", "Reyes", about="Met at the fair"), "+19195550101"
        )

    bring(cast.north, cast.staff, FORM)

    with tenant(cast.north.id):
        assert Contact.objects.get().about.startswith("Met at the fair\nWhat would you change")


@pytest.mark.parametrize("sign", [" ", ": "])
def test_a_form_that_comes_again_notes_nothing_twice_however_it_was_written_then(cast, sign):
    kept = f"Can you host a meeting?{sign}Yes\nFavorite color: Blue"
    with tenant(cast.north.id):
        ana = make.contact(cast.north, "Ana", "Reyes", about=kept)
        make.method(cast.north, ana, "ana@example.org", kind="email")

    bring(
        cast.north, cast.staff,
        "Timestamp,Your name,Email,Can you host a meeting?,Favorite color\n3/4/2026 18:02:11,Ana Reyes,ana@example.org,Yes,Blue\n",
    )  # fmt: skip

    with tenant(cast.north.id):
        assert Contact.objects.get().about == kept


def test_a_form_without_a_day_allows_nothing(cast):
    batch = bring(cast.north, cast.staff, FORM.replace("3/4/2026 18:02:11", ""))

    with tenant(cast.north.id):
        assert not ConsentEvent.objects.filter(value="granted").exists()
    assert "consent.no_date" in codes(outcomes(cast.north, batch)[2])


@pytest.mark.parametrize("heading", ["What is your religion?", "Diagnosis of your child"])
def test_what_is_never_kept_is_not_kept_by_way_of_a_form(cast, heading):
    batch = read(cast.staff, f"Timestamp,Your name,{heading}\n3/4/2026 18:02:11,Ana Reyes,x\n")

    assert columns_of(batch)[heading]["field"] == ""
    assert columns_of(batch)[heading]["drop"]


def test_one_press_decides_about_all_of_them(cast, client):
    batch = read(cast.staff, FORM)
    make.login(client, cast.staff)

    press(client, batch, "out")
    page = client.get(reverse("imports:columns", args=[batch.pk])).content.decode()
    out = columns_of(_again(cast, batch))
    press(client, batch, "note")
    kept = columns_of(_again(cast, batch))

    assert {out[header]["field"] for header in UNKNOWN} == {""}
    assert "What they say is left out." in page
    assert "questions of ours" not in page  # data staff may not add fields
    assert {kept[header]["field"] for header in UNKNOWN} == {"noted"}
    assert kept["Email"]["field"] == "email"


def test_an_administrator_makes_them_questions_of_their_own_and_the_next_form_knows_them(cast, client):
    batch = read(cast.admin, FORM)
    make.login(client, cast.admin)

    press(client, batch, "own")
    press(client, batch, "own")
    bring(cast.north, cast.admin, FORM)

    with tenant(cast.north.id):
        assert dict(CustomField.objects.values_list("name", "kind")) == {
            "What would you change about the bus?": "text",
            "Can you host a meeting?": "yes_no",
            "Do you agree?": "text",
        }
        said = CustomValue.objects.get(field__name="What would you change about the bus?").text
        assert Contact.objects.get().about == ""
    assert said == "Earlier, and one for us"


def test_staff_cannot_make_questions_by_writing_the_request_themselves(cast, client):
    batch = read(cast.staff, FORM)
    make.login(client, cast.staff)

    answer = press(client, batch, "own")

    assert answer.status_code == 422
    with tenant(cast.north.id):
        assert not CustomField.objects.exists()


def _again(cast, batch):
    with tenant(cast.north.id):
        batch.refresh_from_db()
    return batch
