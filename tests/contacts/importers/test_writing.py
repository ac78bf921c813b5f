"""Who is who, and what is written of them."""

import datetime

from django.utils import timezone

from contacts import derived
from contacts.consent import consent_of
from contacts.models import (
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    ExternalId,
    SearchToken,
    Suppression,
)
from contacts.services import (
    add_external_id,
    add_method,
    create_contact,
    create_tag,
    merge_tags,
    record_consent,
    suppress,
)
from crm.access.tenancy import tenant
from tests import make
from tests.crm.imports.bringing import bring, codes, outcomes


def test_a_row_becomes_a_person_with_everything_it_says(cast):
    make.district("Alder County", "NC", ("Lowery High",))
    with tenant(cast.north.id):
        type(cast.north).objects.filter(pk=cast.north.id).update(state="NC")

    batch = bring(
        cast.north,
        cast.staff,
        "First name,Last name,Goes by,E-mail,Mobile phone,Language,ZIP,I am a,School,District,Grade,Tags,OK to text,OK to text on\n"
        "José,Núñez,Pepe,Pepe@Example.org,(919) 555-0142,Español,27601,Parent,Lowery High School,Alder County Schools,5,bus; fair funding,Sí,2026-03-04\n",
        consent_how="paper",
    )

    with tenant(cast.north.id):
        person = Contact.objects.get()
        stake = ConstituencyRow.objects.get()
        consent = ConsentEvent.objects.get()
        methods = {m.kind: (m.value, m.key, m.reversed_key) for m in ContactMethod.objects.all()}
        tags = sorted(ContactTag.objects.values_list("tag__name", flat=True))
        tokens = set(SearchToken.objects.values_list("token", flat=True))
    assert batch.counts == {"created": 1}
    assert (person.given_name, person.family_name, person.chosen_name, person.language, person.zip_code) == (
        "José",
        "Núñez",
        "Pepe",
        "es",
        "27601",
    )
    assert person.sort_name == derived.sort_name("José", "Núñez", "Pepe")
    assert (person.district.name, person.import_batch_id) == ("Alder County", batch.pk)
    assert (stake.kind, stake.school.name, stake.district.name, stake.grade, stake.source) == (
        "parent",
        "Lowery High",
        "Alder County",
        "5",
        "import",
    )
    assert methods["email"][1] == "pepe@example.org"
    assert methods["mobile"] == ("(919) 555-0142", "+19195550142", "2410555919 1+".replace(" ", ""))
    assert (consent.purpose, consent.value, consent.how, consent.given_on) == (
        "text",
        "granted",
        "paper",
        datetime.date(2026, 3, 4),
    )
    assert "people.csv" in consent.source
    assert tags == ["bus", "fair funding"]
    assert tokens == set(derived.search_tokens("José", "Núñez", "Pepe"))


def test_the_same_file_again_creates_nobody_and_changes_nothing(cast):
    text = "Name,Phone\nAna Reyes,919-555-0101\nLuis Soto,\n"
    bring(cast.north, cast.staff, text)

    again = bring(cast.north, cast.staff, text)

    assert again.counts == {"unchanged": 2}


def test_another_file_with_the_same_people_creates_nobody(cast):
    bring(cast.north, cast.staff, "Name,Phone,ZIP\nAna Reyes,919-555-0101,27511\nLuis Soto,,27511\n")

    again = bring(
        cast.north,
        cast.staff,
        "ZIP,Name,Phone\n27511,Luis Soto,\n27511,REYES ANA,\n27511,Ana Reyes,(919) 555-0101\n",
    )

    assert [row.outcome for row in outcomes(cast.north, again).values()] == [
        "unchanged",
        "created",
        "unchanged",
    ]


def test_a_person_is_known_by_an_id_before_a_name(cast):
    bring(cast.north, cast.staff, "VANID,First name,Last name\n77,Ana,Reyes\n")

    again = bring(
        cast.north, cast.staff, "VANID,First name,Last name,Email\n77,Anita,Reyes-Soto,ana@example.org\n"
    )

    with tenant(cast.north.id):
        assert ExternalId.objects.get().system == "van"
        assert Contact.objects.get().methods.get().key == "ana@example.org"
    assert again.counts == {"updated": 1}


def test_a_shared_phone_alone_never_makes_two_people_one(cast):
    bring(cast.north, cast.staff, "Name,Phone\nAna Reyes,919-555-0101\n")

    other = bring(cast.north, cast.staff, "Name,Phone\nLuis Soto,919-555-0101\nBen Soto,919-555-0101\n")

    rows = outcomes(cast.north, other)
    assert other.counts == {"created": 2}
    assert "row.shares_phone" in codes(rows[2])
    assert "row.shares_in_file" in codes(rows[3])


def test_a_nickname_with_the_same_phone_is_the_same_person(cast):
    bring(cast.north, cast.staff, "Name,Phone\nGuadalupe Reyes,919-555-0101\n")

    again = bring(cast.north, cast.staff, "Name,Phone,ZIP\nLupe Reyes,919-555-0101,27601\n")

    assert again.counts == {"updated": 1}


def test_a_row_that_fits_two_people_is_left_for_somebody_to_decide(cast):
    one, two = (
        make.contact(cast.north, "Ana", "Reyes", sort_name=derived.sort_name("Ana", "Reyes")) for _ in "12"
    )
    with tenant(cast.north.id):
        add_method(by=cast.lead, contact=one, kind="mobile", value="919-555-0101")
        add_method(by=cast.lead, contact=two, kind="email", value="ana@example.org")

    batch = bring(cast.north, cast.staff, "Name,Phone,Email\nAna Reyes,919-555-0101,ana@example.org\n")

    row = outcomes(cast.north, batch)[2]
    assert (row.outcome, codes(row), row.raw["Name"]) == ("review", ["row.two_people"], "Ana Reyes")


def test_rows_of_one_person_in_one_file_make_one_person(cast):
    batch = bring(
        cast.north,
        cast.staff,
        "Name,Email,Tags\nAna Reyes,ana@example.org,bus\nAna Reyes,ana@example.org,choir\nAna Reyes,ana@example.org,\n",
    )

    with tenant(cast.north.id):
        worn = sorted(ContactTag.objects.values_list("tag__name", flat=True))
    assert batch.counts == {"created": 1, "updated": 1, "unchanged": 1}
    assert worn == ["bus", "choir"]


def test_a_blank_cell_erases_nothing_and_blanks_are_filled(cast):
    bring(cast.north, cast.staff, "Name,Phone,City,ZIP\nAna Reyes,919-555-0101,Cary,\n")

    bring(cast.north, cast.staff, "Name,Phone,City,ZIP\nAna Reyes,919-555-0101,,27601\n")

    with tenant(cast.north.id):
        person = Contact.objects.get()
    assert (person.city, person.zip_code, person.version) == ("Cary", "27601", 2)


def test_only_a_column_that_says_so_replaces_what_is_there(cast):
    bring(cast.north, cast.staff, "Name,Phone,City,ZIP\nAna Reyes,919-555-0101,Cary,27511\n")

    bring(
        cast.north,
        cast.staff,
        "Name,Phone,City,ZIP\nAna Reyes,919-555-0101,Apex,27601\n",
        columns={"City": {"policy": "overwrite"}},
    )

    with tenant(cast.north.id):
        person = Contact.objects.get()
    assert (person.city, person.zip_code) == ("Apex", "27511")


def test_nobody_may_be_texted_without_a_date_and_a_way(cast):
    batch = bring(cast.north, cast.staff, "Name,Phone,OK to text\nAna Reyes,919-555-0101,yes\n")

    with tenant(cast.north.id):
        assert not ConsentEvent.objects.exists()
    assert codes(outcomes(cast.north, batch)[2]) == ["consent.no_date"]


def test_a_student_of_unknown_age_is_a_minor_whose_yes_is_not_taken(cast):
    bring(
        cast.north,
        cast.staff,
        "Name,I am a,Phone,OK to text,OK to text on,OK to text how\nAna Reyes,Student,919-555-0101,yes,2026-03-04,paper\n",
    )

    with tenant(cast.north.id):
        assert Contact.objects.get().is_minor
        assert not ConsentEvent.objects.exists()


def test_whoever_left_a_list_is_suppressed_not_invited(cast):
    bring(
        cast.north,
        cast.staff,
        "first_name,last_name,email,zip_code,can2_subscription_status,can2_user_tags\nAna,Reyes,ana@example.org,27601,unsubscribed,x\n",
    )

    with tenant(cast.north.id):
        digest = derived.suppression_digest(cast.north.id, "ana@example.org")
        assert bytes(Suppression.objects.get(reason="unsubscribed").digest) == digest
        assert ConsentEvent.objects.get().value == "withdrawn"
        assert ContactMethod.objects.get().status == "unsubscribed"


def test_somebody_who_was_erased_does_not_come_back(cast):
    with tenant(cast.north.id):
        digest = derived.suppression_digest(cast.north.id, "+19195550101")
        Suppression.objects.create(organization_id=cast.north.id, digest=digest, reason="erased")

    batch = bring(cast.north, cast.staff, "Name,Phone\nAna Reyes,919-555-0101\n")

    with tenant(cast.north.id):
        assert not Contact.objects.exists()
    assert codes(outcomes(cast.north, batch)[2]) == ["row.erased"]


def test_a_couple_in_one_cell_is_two_people_and_one_row(cast):
    batch = bring(cast.north, cast.staff, "Name,Phone\nMaria & Jose Lopez,919-555-0117\n")

    with tenant(cast.north.id):
        names = sorted(Contact.objects.values_list("given_name", "family_name"))
        labels = set(ContactMethod.objects.values_list("label", flat=True))
    assert batch.counts == {"created": 1}
    assert names == [("Jose", "Lopez"), ("Maria", "Lopez")]
    assert labels == {"shared"}


def test_a_language_with_its_region_is_kept_and_a_yes_is_said_in_the_language(cast):
    bring(
        cast.north,
        cast.staff,
        "Earshot ID,First name,Language,Mobile phone,OK to text,OK to text on\n"
        "01904000-0005-79dd-a7fa-920f3574dda0,Mei,zh-Hant,(919) 555-0142,yes,2026-03-01\n",
        consent_how="paper",
    )

    with tenant(cast.north.id):
        assert Contact.objects.get().language == "zh-Hant"
        assert ConsentEvent.objects.get().language == "zh"


def test_a_tag_or_language_too_long_for_our_own_file_stops_nobody(cast):
    tag, language = "bus " * 20, "zh-Hant-Taiwan-Extended"

    batch = bring(
        cast.north,
        cast.staff,
        f"Earshot ID,First name,Language,Tags\n01904000-0005-79dd-a7fa-920f3574dda0,Mei,{language},{tag}\n",
    )

    with tenant(cast.north.id):
        assert ContactTag.objects.get().tag.name == tag[:60].strip()
        assert Contact.objects.get().language == cast.north.language
    assert codes(outcomes(cast.north, batch)[2]) == ["language.unknown"]


def test_same_as_above_is_copied_from_the_row_above(cast):
    bring(cast.north, cast.staff, "Name,Phone\nAna Reyes,919-555-0101\nLuis Soto,same\n")

    with tenant(cast.north.id):
        assert ContactMethod.objects.filter(key="+19195550101").count() == 2


def test_a_phone_nobody_can_read_keeps_its_row_out_unless_told_otherwise(cast):
    text = "Name,Phone\nAna Reyes,919-555-01\n"

    strict = bring(cast.north, cast.staff, text)
    lenient = bring(cast.north, cast.staff, text, bad_cells="leave_out")

    row = outcomes(cast.north, strict)[2]
    assert (strict.counts, row.raw["Phone"]) == ({"error": 1}, "919-555-01")
    assert lenient.counts == {"created": 1}
    assert outcomes(cast.north, lenient)[2].reasons[0]["column"] == "Phone"


def test_the_same_known_person_twice_in_a_chunk_is_changed_twice(cast):
    person = make.contact(cast.north, "Ana", "Reyes", sort_name=derived.sort_name("Ana", "Reyes"))
    with tenant(cast.north.id):
        add_method(by=cast.lead, contact=person, kind="mobile", value="919-555-0101")
        add_method(by=cast.lead, contact=person, kind="email", value="ana@example.org")

    batch = bring(
        cast.north,
        cast.staff,
        "Name,Phone,Email,City,ZIP\nAna Reyes,919-555-0101,,Cary,\nAna Reyes,,ana@example.org,,27511\n",
    )

    with tenant(cast.north.id):
        person.refresh_from_db()
    assert batch.counts == {"updated": 2}
    assert (person.city, person.zip_code, person.version) == ("Cary", "27511", 3)


def test_a_door_closed_in_the_second_row_of_one_known_person_is_closed(cast):
    person = make.contact(cast.north, "Ana", "Reyes")
    with tenant(cast.north.id):
        add_method(by=cast.staff, contact=person, kind="email", value="ana@example.org")
        add_method(by=cast.staff, contact=person, kind="mobile", value="919-555-0101")

    batch = bring(
        cast.north, cast.staff,
        "First name,Last name,E-mail,Phone,Do not contact\nAna,Reyes,ana@example.org,,\nAna,Reyes,,919-555-0101,yes\n",
    )  # fmt: skip

    with tenant(cast.north.id):
        assert Suppression.objects.get().digest == derived.suppression_digest(cast.north.id, "+19195550101")
        assert ContactMethod.objects.get(is_suppressed=True).key == "+19195550101"
        assert Contact.objects.get().status == "do_not_contact"
    assert batch.counts == {"unchanged": 1, "updated": 1}


def test_another_organization_s_people_are_nobody_here(cast):
    bring(cast.south, cast.outsider, "VANID,Name,Phone\n77,Ana Reyes,919-555-0101\n")

    batch = bring(cast.north, cast.staff, "VANID,Name,Phone\n77,Ana Reyes,919-555-0101\n")

    assert batch.counts == {"created": 1}
    assert codes(outcomes(cast.north, batch)[2]) == []


def test_the_name_of_a_merged_tag_means_the_tag_that_is_kept(cast):
    with tenant(cast.north.id):
        kept, merged, older = (
            create_tag(by=cast.lead, name=name) for name in ("Bus riders", "bus", "Busing")
        )
        merge_tags(by=cast.lead, tag=older, into=merged)
        merge_tags(by=cast.lead, tag=merged, into=kept)
    bring(cast.north, cast.staff, "Name,Tags\nAna Reyes,BUS; busing; Bus riders\n")

    with tenant(cast.north.id):
        links = ContactTag.objects.filter(organization_id=cast.north.id)
        assert [str(link.tag) for link in links] == ["Bus riders"]


def reyes(cast, **facts) -> Contact:
    with tenant(cast.north.id):
        return create_contact(
            by=cast.lead,
            given_name="Ana",
            family_name="Reyes",
            methods=[{"kind": "mobile", "value": "919-555-0142"}],
            **facts,
        )


def test_a_yes_in_a_file_opens_nothing_that_was_withdrawn_whatever_its_way(cast):
    ana = reyes(cast)
    with tenant(cast.north.id):
        record_consent(by=cast.lead, contact=ana, purpose="text", value="withdrawn")

    bring(
        cast.north,
        cast.staff,
        "First name,Last name,Mobile phone,OK to text,OK to text on,OK to text how\n"
        "Ana,Reyes,919-555-0142,yes,2024-03-04,paper\n",
    )

    with tenant(cast.north.id):
        assert ConsentEvent.objects.filter(value="granted", how="paper").exists()
        assert consent_of([ana])[ana.pk].standing("text").value == "withdrawn"
        assert not Contact.objects.reachable(by="text").exists()


def test_a_no_without_a_day_holds_although_there_was_an_earlier_one(cast):
    ana, now = reyes(cast), timezone.now()
    with tenant(cast.north.id):
        for value, days in (("withdrawn", 40), ("granted", 20)):
            at = now - datetime.timedelta(days=days)
            record_consent(by=cast.lead, contact=ana, purpose="call", value=value, now=at)

    file = "First name,Last name,Mobile phone,Do not call\nAna,Reyes,919-555-0142,yes\n"
    bring(cast.north, cast.staff, file)
    again = bring(cast.north, cast.staff, file)

    with tenant(cast.north.id):
        assert consent_of([ana])[ana.pk].standing("call").value == "withdrawn"
    assert again.counts == {"unchanged": 1}


def test_whoever_asked_not_to_be_contacted_is_not_merely_moved_by_a_later_row(cast):
    ana = reyes(cast)
    with tenant(cast.north.id):
        suppress(by=cast.lead, contact=ana)

    bring(
        cast.north,
        cast.staff,
        "First name,Last name,Mobile phone,Canvass Result,Do not contact\n"
        "Ana,Reyes,919-555-0142,Moved,\nLuis,Soto,919-555-0177,Moved,\nLuis,Soto,919-555-0177,,yes\n",
    )

    with tenant(cast.north.id):
        assert set(Contact.objects.values_list("status", flat=True)) == {"do_not_contact"}


def test_the_number_of_somebody_erased_brings_nobody_back(cast):
    ana = reyes(cast)
    with tenant(cast.north.id):
        ContactMethod.objects.all().delete()
        Contact.objects.update(status="erased", given_name="", family_name="", chosen_name="-")

    batch = bring(cast.north, cast.staff, f"Earshot ID,First name,Last name\n{ana.pk},Ana,Reyes\n")

    assert batch.counts == {"skipped": 1}
    assert codes(outcomes(cast.north, batch)[2]) == ["row.erased"]


def test_two_numbers_that_mean_two_people_are_left_for_somebody_to_decide(cast):
    ana, luis = reyes(cast), make.contact(cast.north, "Luis", "Soto")
    with tenant(cast.north.id):
        add_external_id(by=cast.lead, contact=luis, system="van", value="77")

    batch = bring(cast.north, cast.staff, f"Earshot ID,VANID,First name,Last name\n{ana.pk},77,Ana,Reyes\n")

    assert batch.counts == {"review": 1}


def test_two_records_of_ours_that_look_alike_stay_two_in_our_own_file(cast):
    ana, twin = reyes(cast, city="Cary"), reyes(cast)

    batch = bring(
        cast.north,
        cast.staff,
        "Earshot ID,First name,Last name,Mobile phone,City,Tags\n"
        f"{ana.pk},Ana,Reyes,919-555-0142,Cary,\n{twin.pk},Ana,Reyes,919-555-0142,,choir\n",
    )

    assert batch.counts == {"unchanged": 1, "updated": 1}
    with tenant(cast.north.id):
        assert ContactTag.objects.get().contact_id == twin.pk
