"""What the catalogue of the database must say, and what its walls do when somebody forgets the filter.

What asks for leaks runs `outside` the transaction of a test case: inside, a setting could outlive its request unseen.
"""

import uuid

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.utils import timezone

from contacts.models import Contact, ContactTag
from crm.access.login_check import refuse_a_strong_login
from crm.access.owner import as_owner
from crm.access.tenancy import TenantMixed, tenant
from crm.access.walls import references
from crm.accounts.models import User
from crm.audit.models import AuditEvent
from crm.organizations.models import Membership, Organization
from tasks.models import Message, Notice
from tests import make

outside = pytest.mark.django_db(transaction=True, databases="__all__")
pytestmark = pytest.mark.django_db(databases="__all__")

UNWALLED = """
select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
where a.attname = 'organization_id' and not a.attisdropped and c.relkind in ('r', 'p')
  and c.relnamespace = 'public'::regnamespace
  and not (c.relrowsecurity and c.relforcerowsecurity
           and exists (select from pg_policy p where p.polrelid = c.oid and %(app)s::regrole = any (p.polroles)))
"""
LOOSE = """
select conrelid::regclass::text, conname from pg_constraint k
where contype = 'f'
  and exists (select from pg_attribute where attrelid = conrelid and attname = 'organization_id' and not attisdropped)
  and exists (select from pg_attribute where attrelid = confrelid and attname = 'organization_id' and not attisdropped)
  and not exists (select from pg_attribute where attrelid = conrelid and attnum = any (conkey) and attname = 'organization_id')
"""
COMPOSITE = """
select conrelid::regclass::text, a.attname from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid
where k.contype = 'f' and k.convalidated and cardinality(k.conkey) = 2 and a.attnum = any (k.conkey)
  and a.attname <> 'organization_id'
  and exists (select from pg_attribute o where o.attrelid = k.conrelid and o.attnum = any (k.conkey)
              and o.attname = 'organization_id')
"""
POLICIES = """
select tablename, policyname from pg_policies
where %(app)s = any (roles) and (qual is null or position('earshot.organization' in qual) = 0)
  and cmd <> 'INSERT'
"""
FUNCTIONS = """
select proname from pg_proc
where pronamespace = 'public'::regnamespace and prosecdef
  and (proconfig is null or not exists (select from unnest(proconfig) c where c like 'search_path=%%'))
"""
APPEND_ONLY = {"audit_auditevent", "audit_auditseal"}


def rows(query: str, parameters=None, using: str = "default") -> list[tuple]:
    with connections[using].cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def missing_references(cursor) -> list[str]:
    """WithinOrganization fields whose table has no foreign key over (organization_id, column)."""
    cursor.execute(COMPOSITE)
    composite = set(cursor.fetchall())
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in references(model)
        if (model._meta.db_table, field.column) not in composite
    ]


def app_role() -> str:
    return connections["default"].settings_dict["USER"]


@pytest.fixture
def two(db):
    """Two organizations with a contact each."""
    north, south = make.organization("Northside"), make.organization("Southside")
    return north, make.contact(north, family_name="North"), south, make.contact(south, family_name="South")


def test_every_table_of_an_organization_is_forced_behind_row_security():
    assert rows(UNWALLED, {"app": app_role()}) == []


def test_every_model_of_an_organization_is_among_them():
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.attname == "organization_id" for field in model._meta.local_fields)
    }
    forced = {name for (name,) in rows("select relname from pg_class where relforcerowsecurity")}

    assert tables - forced == set()
    assert {"organizations_organization", "accounts_user", "mfa_authenticator"} <= forced


def test_every_reference_between_them_carries_the_organization():
    assert rows(LOOSE) == []


def test_every_field_within_an_organization_has_its_composite_constraint():
    with connection.cursor() as cursor:
        assert missing_references(cursor) == []


@pytest.mark.parametrize("model", [Message, Notice])
def test_a_message_or_notice_of_an_unknown_organization_is_refused(two, model):
    north, person, *_south = two
    member, nowhere = make.member(north), uuid.uuid4()
    given = {Message: {"key": "x", "due_at": timezone.now()}, Notice: {"text": "x"}}[model]
    to = [{"recipient_id": member.id}] + ([{"contact_id": person.id}, {}] if model is Message else [])
    for reference in to:
        with pytest.raises(IntegrityError), tenant(nowhere):
            model.objects.create(organization_id=nowhere, **given, **reference)


def test_every_policy_for_the_app_asks_for_the_organization():
    assert rows(POLICIES, {"app": app_role()}) == []


def test_every_function_of_the_owner_has_a_search_path_of_its_own():
    assert rows(FUNCTIONS) == []


def test_functions_of_the_owner_are_not_for_everybody():
    for_everybody = rows(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
        " and has_function_privilege('public', oid, 'execute')"
    )

    assert for_everybody == []


def test_the_app_is_neither_owner_nor_superuser_nor_above_row_security():
    powers = rows(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
    )
    owned = rows("select count(*) from pg_class where relowner = current_user::regrole")

    assert (powers, owned) == ([(False, False, False, False)], [(0,)])


@outside
def test_a_strong_login_is_refused_at_the_door():
    refuse_a_strong_login()

    with as_owner(), pytest.raises(ImproperlyConfigured, match=r"bypasses row security"):
        refuse_a_strong_login()


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize(
    "act", ["update {} set organization_id = organization_id", "delete from {}", "truncate {}"]
)
def test_what_is_append_only_cannot_be_changed_by_the_app(table, act):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows(act.format(table))


def test_the_app_cannot_read_a_password():
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows("select encoded from accounts_password")


@outside
def test_without_an_organization_there_are_no_rows(two):
    assert (Contact.objects.count(), Organization.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_a_forgotten_filter_finds_only_ones_own(two):
    north, person, _south, _other = two

    with tenant(north.id):
        assert [contact.pk for contact in Contact.objects.all()] == [person.pk]
        assert [one.pk for one in Organization.objects.all()] == [north.pk]


@outside
def test_a_used_connection_remembers_no_organization(two):
    north, _person, south, other = two
    with tenant(north.id):
        Contact.objects.count()

    assert rows("select current_setting('earshot.organization', true)") == [("",)]
    assert Contact.objects.count() == 0
    with tenant(south.id):
        assert Contact.objects.get().pk == other.pk


@outside
def test_a_request_leaves_no_organization_behind(two, client):
    north, *_ = two
    make.login(client, make.member(north, "org_admin"))

    assert client.get("/organizations/members/").status_code == 200
    assert rows("select current_setting('earshot.organization', true)") == [("",)]
    assert (Membership.objects.count(), Contact.objects.count()) == (0, 0)


@outside
def test_writing_for_another_organization_is_refused(two):
    north, person, south, _other = two

    with pytest.raises(ProgrammingError, match="row-level security"), tenant(north.id):
        Contact.objects.create(organization_id=south.id, given_name="x", family_name="x", sort_name="x")
    with pytest.raises(ProgrammingError, match="row-level security"), tenant(north.id):
        Contact.objects.filter(pk=person.pk).update(organization_id=south.id)


def test_anothers_rows_cannot_be_changed_or_deleted(two):
    north, _person, _south, other = two

    with tenant(north.id):
        assert Contact.objects.filter(pk=other.pk).update(given_name="x") == 0
        assert Contact.objects.filter(pk=other.pk).delete()[0] == 0


def test_a_reference_into_another_organization_is_refused(two):
    north, _person, _south, other = two
    tag = make.tag(north)

    with pytest.raises(IntegrityError, match="contact_within"), tenant(north.id):
        ContactTag.objects.create(organization_id=north.id, contact_id=other.pk, tag=tag)


def test_a_transaction_works_for_one_organization(two):
    north, _person, south, _other = two

    with pytest.raises(TenantMixed), tenant(north.id), tenant(south.id):
        pass


def test_inside_an_organization_only_its_own_people_are_there(two):
    north, _person, south, _other = two
    ours, theirs = make.member(north), make.member(south)

    with tenant(north.id):
        seen = set(User.objects.values_list("pk", flat=True))

    assert ours.user_id in seen
    assert theirs.user_id not in seen


def test_the_dispatcher_and_the_coalition_read_no_people(two):
    for using in ("dispatcher", "coalition"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            rows("select given_name from contacts_contact", using=using)


@outside
def test_the_coalition_reads_names_of_partners_and_no_more(two):
    assert len(rows("select name, state from organizations_organization", using="coalition")) == 2
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows("select reply_to from organizations_organization", using="coalition")


@outside
def test_only_a_coalition_adds_partners(two):
    north, *_ = two
    call = "select organizations_add_partner(%s,'state','X','x','','UTC','en',%s,'a@b.org','org_admin','\\x00',now())"

    with pytest.raises(ProgrammingError, match="only a coalition"), tenant(north.id):
        rows(call, [uuid.uuid4(), uuid.uuid4()])
    with pytest.raises(ProgrammingError, match="only a coalition"):
        rows(call, [uuid.uuid4(), uuid.uuid4()])


def test_the_logins_are_those_of_this_database():
    assert connection.settings_dict["USER"] == f"{settings.DATABASE}_app"
