"""Race and ethnicity, languages and own questions in the form of a person; ladders and lists of questions."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Assessment, ConstituencyRow, Contact, CustomField, RungStep
from contacts.services import answers_of, create_contact, create_tag, tag_contacts
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db


def form_of(contact: Contact, **given) -> dict:
    return {
        "version": contact.version,
        "given_name": contact.given_name,
        "family_name": contact.family_name,
        "language": "en",
        "age_band": "unknown",
        "status": "active",
        "confidentiality": "normal",
        "race_source": "not_asked",
        **given,
    }


@pytest.fixture
def ana(cast):
    with tenant(cast.north.id):
        return create_contact(by=cast.lead, given_name="Ana", family_name="Reyes")


def edit(cast, client, contact, **given):
    make.login(client, cast.lead)
    return client.post(reverse("contacts:edit", args=[contact.pk]), form_of(contact, **given))


def test_a_finer_answer_brings_its_group_along(cast, client, ana):
    answer = edit(
        cast, client, ana, race_source="self", race_asian=["asian:korean"], race_ethnicity=["white"],
        other_languages=["es", "ht"],
    )  # fmt: skip

    assert answer.status_code == 302
    with tenant(cast.north.id):
        ana.refresh_from_db()
    assert ana.race_ethnicity == ["asian", "asian:korean", "white"] and ana.other_languages == ["es", "ht"]
    page = client.get(reverse("contacts:detail", args=[ana.pk])).content.decode()
    assert "Asian, Korean, White" in page and "Haitian Creole" in page


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"race_source": "self"}, "id_race_ethnicity"),
        ({"race_source": "declined", "race_ethnicity": ["asian"]}, "id_race_source"),
    ],
)
def test_not_asked_declined_and_told_are_three_things(cast, client, ana, given, field):
    answer = edit(cast, client, ana, **given)

    assert answer.status_code == 422 and f'id="{field}_error"' in answer.content.decode()


def test_own_questions_are_asked_in_the_form_and_a_mistake_is_said_at_its_field(cast, client, ana):
    size = make.custom_field(cast.north, "number", "Children in school")
    line = make.custom_field(cast.north, "text", "Bus line")

    wrong = edit(cast, client, ana, **{f"custom_{size.pk}": "many", f"custom_{line.pk}": "Bus 7"})
    assert wrong.status_code == 422 and f'id="id_custom_{size.pk}_error"' in wrong.content.decode()
    assert "Bus 7" in wrong.content.decode()

    edit(cast, client, ana, **{f"custom_{size.pk}": "3", f"custom_{line.pk}": "Bus 7"})

    with tenant(cast.north.id):
        assert answers_of(cast.north.id, [ana.pk])[ana.pk] == {size.pk: 3.0, line.pk: "Bus 7"}
    assert "Bus 7" in client.get(reverse("contacts:detail", args=[ana.pk])).content.decode()


def test_an_administrator_defines_a_question_and_retires_it(cast, client, ana):
    make.login(client, cast.admin)
    given = {"name": "May host", "kind": "choice", "options": "Yes\nMaybe", "meaning": "Whom to ask"}

    client.post(reverse("contacts:fields"), given)
    with tenant(cast.north.id):
        field = CustomField.objects.get()
    assert field.options == ["Yes", "Maybe"]
    wrong = client.post(reverse("contacts:fields"), {**given, "name": "Other", "options": "Yes"})
    assert wrong.status_code == 422 and 'id="id_options_error"' in wrong.content.decode()

    client.post(reverse("contacts:edit", args=[ana.pk]), form_of(ana, **{f"custom_{field.pk}": "Maybe"}))
    asked_first = client.get(reverse("contacts:field_retire", args=[field.pk])).content.decode()
    assert "1 answer is hidden." in asked_first
    client.post(reverse("contacts:field_retire", args=[field.pk]))

    url, asked = reverse("contacts:edit", args=[ana.pk]), f'name="custom_{field.pk}"'
    assert asked not in client.get(url).content.decode()
    client.post(reverse("contacts:field_restore", args=[field.pk]))
    assert asked in client.get(url).content.decode()


def test_a_rung_and_an_assessment_show_their_words_and_their_history(cast, client, ana):
    heard, hosts = make.rung(cast.north, "Heard", 1), make.rung(cast.north, "Hosts", 2)
    make.login(client, cast.organizer)
    for rung, reason in ((heard, ""), (hosts, "Opened her yard")):
        client.post(
            reverse("contacts:climb", args=[ana.pk]),
            {"rung": rung.pk, "reason": reason, "basis": "organizer"},
        )
    client.post(
        reverse("contacts:assess", args=[ana.pk]), {"level": "2", "basis": "action", "reason": "Signed"}
    )

    page = client.get(reverse("contacts:detail", args=[ana.pk])).content.decode()

    assert "Hosts, rung 2 of 2" in page and "2 · Supports it" in page and "Opened her yard" in page
    assert "On the ladder: Heard" in page  # what happened
    client.post(reverse("set_language"), {"language": "es"})
    drawn = client.get(reverse("contacts:detail", args=[ana.pk])).content.decode()
    assert 'height="40.8"' in drawn and "peldaño 2 de 2" in drawn
    with tenant(cast.north.id):
        assert RungStep.objects.count() == 2 and Assessment.objects.count() == 1


def test_the_school_year_asks_about_who_has_probably_left(cast, client):
    with tenant(cast.north.id):
        grown = create_contact(
            by=cast.lead, given_name="Theo", constituencies=[{"kind": "student", "grade": "11"}]
        )
        young = create_contact(
            by=cast.lead, given_name="Noor", constituencies=[{"kind": "student", "grade": "9"}]
        )
        long_ago = timezone.now() - timezone.timedelta(days=2 * 366)
        Contact.objects.filter(pk__in=[grown.pk, young.pk]).update(created_at=long_ago)
    make.login(client, cast.lead)
    url = reverse("contacts:school_year")
    listed = client.get(url).content.decode()
    assert "Theo" in listed and "Noor" not in listed

    with tenant(cast.north.id):
        row = ConstituencyRow.objects.get(contact=grown)
    client.post(reverse("contacts:graduated", args=[row.pk]), {"answer": "alum"})

    assert "Did they graduate?" not in client.get(url).content.decode()
    with tenant(cast.north.id):
        kinds = ConstituencyRow.objects.filter(contact=grown).values_list("kind", flat=True)
        assert set(kinds) == {"student", "alum"}


def test_who_said_still_there_is_asked_again_next_summer(cast, client):
    with tenant(cast.north.id):
        theo = create_contact(
            by=cast.lead, given_name="Theo", constituencies=[{"kind": "student", "grade": "12"}]
        )
        Contact.objects.filter(pk=theo.pk).update(created_at=timezone.now() - timezone.timedelta(days=400))
        row = ConstituencyRow.objects.get()
    make.login(client, cast.lead)

    client.post(reverse("contacts:graduated", args=[row.pk]), {"answer": "still"})

    assert not client.get(reverse("contacts:school_year")).context["page"].rows


def test_an_age_band_that_cannot_be_true_any_more_is_asked_about(cast, client, ana):
    with tenant(cast.north.id):
        Contact.objects.filter(pk=ana.pk).update(age_band="16_17", is_minor=True, age_band_until=2020)
    make.login(client, cast.lead)
    assert "Ana Reyes" in client.get(reverse("contacts:school_year")).content.decode()

    client.post(reverse("contacts:age", args=[ana.pk]), {"band": "18_24"})

    with tenant(cast.north.id):
        ana.refresh_from_db()
    assert (ana.age_band, ana.is_minor) == ("18_24", False) and ana.age_band_until > 2026


def test_the_list_of_closed_numbers_tells_counts_and_no_numbers(cast, client):
    make.login(client, cast.admin)
    url = reverse("contacts:closed")
    client.post(url, {"act": "close", "kind": "mobile", "value": "919-555-0142", "reason": "do_not_contact"})

    page = client.get(url).content.decode()
    assert "1 number or address is closed" in page and "0142" not in page

    wrong = client.post(url, {"act": "lift", "kind": "mobile", "value": "919-555-0142", "why": ""})
    assert wrong.status_code == 422 and 'id="lift_why_error"' in wrong.content.decode()
    client.post(url, {"act": "lift", "kind": "mobile", "value": "919-555-0142", "why": "mistake"})
    assert "0 numbers" in client.get(url).content.decode()


def test_a_tag_says_how_many_wear_it_before_it_is_retired(cast, client, ana):
    with tenant(cast.north.id):
        tag = create_tag(by=cast.lead, name="bus riders")
        hidden = make.contact(cast.north, "Olga", confidentiality="hidden")
        tag_contacts(by=make.system(cast.north), contacts=[ana, hidden], tag=tag)
    make.login(client, cast.organizer)

    question = client.get(reverse("contacts:tag_retire", args=[tag.pk])).content.decode()
    page = client.get(reverse("contacts:tags"))

    assert "1 person has it and keeps it." in question
    assert [(one.name, one.worn) for one in page.context["tags"]] == [("bus riders", 1)]
