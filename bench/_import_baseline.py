"""The usual way: django-import-export's own two passes (a dry run, then for real), row by row, into the same tables.

Same columns, same cleaning, same children through the ORM's own saves; no tags, no outcomes, no undo.
"""

import csv
from itertools import islice
from pathlib import Path

import tablib
from import_export import fields, resources

from contacts import derived
from contacts.importers import stakes
from contacts.models import ConsentEvent, ConstituencyRow, Contact, ContactMethod, ExternalId, SearchToken
from crm.access.tenancy import tenant
from crm.imports.columns import Cell
from crm.lib import dates, emails, languages, names, phones, places


class PlainContacts(resources.ModelResource):
    """One field a column, as its documentation has it; what is not a column of the contact is saved after it."""

    number = fields.Field("number", "Number")
    given_name = fields.Field("given_name", "First name", Cell(names.clean))
    family_name = fields.Field("family_name", "Last name", Cell(names.clean))
    emails = fields.Field("emails", "E-mail", Cell(emails.parse))
    phones = fields.Field("phones", "Mobile phone", Cell(phones.parse))
    languages = fields.Field("languages", "Language", Cell(languages.parse))
    zip_code = fields.Field("zip_code", "ZIP", Cell(places.zip_code))
    stakes = fields.Field("stakes", "I am a", Cell(stakes.read))
    school = fields.Field("school", "School")
    ok_to_text = fields.Field("ok_to_text", "OK to text")
    ok_to_text_on = fields.Field("ok_to_text_on", "OK to text on", Cell(dates.parse))

    class Meta:
        model = Contact
        fields = (
            "number", "given_name", "family_name", "emails", "phones", "languages", "zip_code", "stakes", "school",
            "ok_to_text", "ok_to_text_on",
        )  # fmt: skip
        import_id_fields = ()

    def __init__(self, organization_id, **kwargs):
        super().__init__(**kwargs)
        self.organization_id = organization_id

    def get_instance(self, instance_loader, row):
        """By the number of the other system, as a list that comes again needs it."""
        known = ExternalId.objects.filter(
            organization_id=self.organization_id, system="sheet", value=row["Number"]
        ).first()
        return Contact.objects.get(pk=known.contact_id) if known else None

    def init_instance(self, row=None):
        return Contact(organization_id=self.organization_id)

    def before_save_instance(self, instance, row, **kwargs):
        instance.language = (instance.languages or ("en",))[0]
        instance.sort_name = derived.sort_name(instance.given_name, instance.family_name)
        instance.is_minor = derived.is_minor("unknown", {stake.kind for stake in instance.stakes})

    def after_save_instance(self, instance, row, **kwargs):
        own = {"organization_id": self.organization_id, "contact": instance}
        ExternalId.objects.get_or_create(**own, system="sheet", value=instance.number)
        keys = [("email", key) for key in instance.emails] + [("mobile", p.e164) for p in instance.phones]
        for kind, key in keys:
            ContactMethod.objects.get_or_create(
                **own, kind=kind, key=key, defaults={"value": key, "reversed_key": key[::-1]}
            )
        for stake in instance.stakes:
            ConstituencyRow.objects.get_or_create(
                **own, kind=stake.kind, subtype=stake.subtype, school_text=instance.school, source="import"
            )
        if instance.ok_to_text and not instance.is_minor:
            value = "granted" if instance.ok_to_text == "yes" else "denied"
            ConsentEvent.objects.get_or_create(
                **own, purpose="text", value=value, how="paper", given_on=instance.ok_to_text_on
            )
        for token in derived.search_tokens(instance.given_name, instance.family_name):
            SearchToken.objects.get_or_create(
                organization_id=self.organization_id, token=token, contact_id=instance.pk
            )


def two_passes(path: Path, organization_id, rows: int) -> int:
    """The first rows of the file; returns how many."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        data = tablib.Dataset(headers=next(reader))
        for row in islice(reader, rows):
            data.append(row)
    with tenant(organization_id):
        resource = PlainContacts(organization_id)
        checked = resource.import_data(data, dry_run=True)
        if checked.has_errors():
            raise RuntimeError(str(checked.row_errors()[:1]))
        resource.import_data(data, dry_run=False, raise_errors=True)
    return len(data)
