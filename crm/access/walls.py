"""Migration operations for the second wall: row security, references inside one organization, grants.

    operations = [CreateModel("Note", ...), Wall("note")]

`Wall` enables and forces row security, lets the app see the rows of the current organization and the owner all of
them, and makes the composite constraint of every WithinOrganization field. `Reference` is for a field that is added
to a walled table later, `Sql` for further policies, grants, functions and triggers.
"""

from django.conf import settings
from django.db.migrations.operations.base import Operation

from crm.access.fields import WithinOrganization
from crm.embedded import roles

# nullif: a reused connection shows '' where nothing is set. The sub-select is evaluated once a statement.
HERE = "(select nullif(current_setting('earshot.organization', true), '')::uuid)"


class OnTable(Operation):
    """Statements for one model's table. {table} and the names of the database roles are filled in."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name, *args):
        self.model_name, self.args = model_name, args

    def state_forwards(self, app_label, state):
        pass

    def deconstruct(self):
        return self.__class__.__name__, [self.model_name, *self.args], {}

    def describe(self):
        return f"{self.__class__.__name__} of {self.model_name}"

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.forwards(to_state.apps.get_model(app_label, self.model_name), role_names()):
            schema_editor.execute(statement)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.backwards(from_state.apps.get_model(app_label, self.model_name), role_names()):
            schema_editor.execute(statement)


class Wall(OnTable):
    """Row security for a table with organization_id (or the column named as second argument)."""

    def forwards(self, model, role):
        table, column = model._meta.db_table, (self.args or ("organization_id",))[0]
        return [
            f'alter table "{table}" enable row level security',
            f'alter table "{table}" force row level security',
            f'create policy tenant on "{table}" to {role["app"]} using ({column} = {HERE}) with check ({column} = {HERE})',
            f'create policy owner on "{table}" to {role["owner"]} using (true) with check (true)',
            *(make_reference(model, field) for field in references(model)),
        ]

    def backwards(self, model, role):
        table = model._meta.db_table
        return [
            *(drop_reference(model, field) for field in references(model)),
            f'drop policy tenant on "{table}"',
            f'drop policy owner on "{table}"',
            f'alter table "{table}" no force row level security',
            f'alter table "{table}" disable row level security',
        ]


class Reference(OnTable):
    """The composite constraint of one field, for a table that already has its wall. Added NOT VALID, then validated:
    the check of old rows holds no lock that writers wait for."""

    def forwards(self, model, role):
        field = model._meta.get_field(self.args[0])
        name = constraint_name(model, field)
        return [
            make_reference(model, field) + " not valid",
            f'alter table "{model._meta.db_table}" validate constraint "{name}"',
        ]

    def backwards(self, model, role):
        return [drop_reference(model, model._meta.get_field(self.args[0]))]


class Sql(OnTable):
    """Other statements about a table. Arguments: forwards, backwards (lists of statements)."""

    def forwards(self, model, role):
        return [s.format(table=f'"{model._meta.db_table}"', **role) for s in self.args[0]]

    def backwards(self, model, role):
        return [s.format(table=f'"{model._meta.db_table}"', **role) for s in self.args[1]]


def role_names() -> dict[str, str]:
    """Quoted names. Migrations run as the owner, whatever the provider named it."""
    return {kind: f'"{roles.name(settings.DATABASE, kind)}"' for kind in roles.KINDS} | {
        "owner": "current_user"
    }


def references(model) -> list:
    return [f for f in model._meta.local_fields if isinstance(f, WithinOrganization)]


def constraint_name(model, field) -> str:
    return f"{model._meta.db_table}_{field.name}_within"[:63]


def make_reference(model, field) -> str:
    target = field.related_model._meta.db_table
    return (
        f'alter table "{model._meta.db_table}" add constraint "{constraint_name(model, field)}"'
        f' foreign key (organization_id, "{field.column}") references "{target}" (organization_id, id)'
        " deferrable initially immediate"
    )


def drop_reference(model, field) -> str:
    return f'alter table "{model._meta.db_table}" drop constraint "{constraint_name(model, field)}"'
