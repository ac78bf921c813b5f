from django.utils import timezone

from contacts import derived
from contacts.consent import consent_of
from contacts.models import (
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    SearchToken,
    Suppression,
    TurfContact,
)
from contacts.services.owners import check_owner
from crm.access.actors import System
from crm.demo.names import communities


def test_what_is_derived_is_as_the_services_would_derive_it(demo):
    today = timezone.localdate()
    for partner in demo.partners:
        with partner.here():
            for contact in Contact.objects.filter(organization_id=partner.id).prefetch_related("methods"):
                names = (contact.given_name, contact.family_name, contact.chosen_name)
                kinds = (
                    ConstituencyRow.objects.filter(contact=contact)
                    .current(on=today)
                    .values_list("kind", flat=True)
                )
                tokens = SearchToken.objects.filter(contact_id=contact.pk).values_list("token", flat=True)
                assert contact.sort_name == derived.sort_name(*names)
                assert contact.is_minor == derived.is_minor(contact.age_band, set(kinds))
                assert set(tokens) == derived.search_tokens(*names)
                for method in contact.methods.all():
                    assert method.key == derived.method_key(method.kind, method.value)
                    assert method.reversed_key == derived.reversed_key(method.key)


def test_a_school_lies_in_the_district_of_its_stake(demo):
    for partner in demo.partners:
        with partner.here():
            rows = list(
                ConstituencyRow.objects.filter(
                    organization_id=partner.id, school__isnull=False
                ).select_related("school")
            )
        assert rows
        assert [row for row in rows if row.school.district_id != row.district_id] == []


def test_owners_may_own_them_and_turfs_hold_no_minor(demo):
    for partner in demo.partners:
        with partner.here():
            by = System(organization_id=partner.id, reason="test")
            for contact in Contact.objects.filter(organization_id=partner.id).select_related("owner"):
                check_owner(by, contact.owner, minor=contact.is_minor)
            assert not TurfContact.objects.filter(organization_id=partner.id, contact__is_minor=True).exists()


def test_about_half_said_yes_to_texts_and_many_were_never_asked(demo):
    answers = []
    for partner in demo.partners:
        with partner.here():
            people = list(Contact.objects.filter(organization_id=partner.id))
            answers += [consent.standing("text") for consent in consent_of(people).values()]
    said = [answer.value for answer in answers if not answer.needs_guardian]

    assert 0.38 < (said.count("granted") + len(answers) - len(said)) / len(answers) < 0.52
    assert 0.09 < (said.count("denied") + said.count("withdrawn")) / len(answers) < 0.20
    assert said.count("not_asked") / len(answers) > 0.3


def test_whoever_must_not_be_contacted_is_suppressed_and_gave_no_later_yes(demo):
    closed = []
    for partner in demo.partners:
        with partner.here():
            for contact in Contact.objects.filter(organization_id=partner.id, status="do_not_contact"):
                keys = ContactMethod.objects.filter(contact=contact).values_list("key", flat=True)
                digests = {derived.suppression_digest(partner.id, key) for key in keys}
                held = Suppression.objects.filter(
                    organization_id=partner.id, digest__in=digests, reason="do_not_contact"
                )
                assert held.count() == len(digests)
                assert not ConsentEvent.objects.filter(contact=contact, value="granted").exists()
                closed.append(contact)
    assert closed


def test_names_come_from_many_communities_as_people_write_them(demo):
    names = []
    for partner in demo.partners:
        with partner.here():
            names += Contact.objects.filter(organization_id=partner.id).values_list(
                "given_name", "family_name", "chosen_name"
            )
    families = {family.split()[0].split("-")[0] for _given, family, _chosen in names if family}
    seen = {
        key
        for key, community in communities().items()
        if families & {name.split()[0] for name in community.families}
    }

    assert len(seen) >= 8
    assert any("'" in family for _given, family, _chosen in names)
    assert any("-" in family for _given, family, _chosen in names)
    assert any(family.endswith("Jr.") for _given, family, _chosen in names)
    assert any("ñ" in family for _given, family, _chosen in names)
    assert any(chosen for _given, _family, chosen in names)
    assert any(not family for _given, family, _chosen in names)


def test_nobody_was_made_after_now(demo):
    for partner in demo.partners:
        with partner.here():
            people = Contact.objects.filter(organization_id=partner.id, import_batch_id=None)
            latest = people.latest("created_at").created_at
        assert latest <= demo.now
