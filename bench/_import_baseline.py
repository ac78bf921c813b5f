"""The usual way: django-import-export's own two passes (a dry run, then for real), row by row, into the same tables.

Same columns, same cleaning, same children through the ORM's own saves; no tags, no outcomes, no undo.
"""

import csv
from itertools import islice
from pathlib import Path

import tablib
from import_export import fields, resources

from contacts import derived
from contacts.importers import cells, stakes
from contacts.models import ConsentEvent, ConstituencyRow, Contact, ContactMethod, ExternalId, SearchToken
from crm.access.tenancy import tenant
from crm.imports.columns import Cell
from crm.lib import emails, languages, names, phones, places


class PlainContacts(resources.ModelResource):
    given_name = fields.Field("given_name", "First name", Cell(names.clean))
    family_name = fields.Field("family_name", "Last name", Cell(names.clean))
    zip_code = fields.Field("zip_code", "ZIP", Cell(places.zip_code))

    class Meta:
        model = Contact
        fields = ("given_name", "family_name", "zip_code")
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
        instance.language = (languages.parse(row["Language"]).value or ("en",))[0]
        instance.sort_name = derived.sort_name(instance.given_name, instance.family_name)
        instance.is_minor = derived.is_minor(
            "unknown", {stake.kind for stake in stakes.read(row["I am a"]).value}
        )

    def after_save_instance(self, instance, row, **kwargs):
        own = {"organization_id": self.organization_id, "contact": instance}
        if ExternalId.objects.filter(system="sheet", value=row["Number"], **own).exists():
            return
        ExternalId.objects.create(system="sheet", value=row["Number"], **own)
        for kind, found in (
            ("email", emails.parse(row["E-mail"]).value),
            ("mobile", [p.e164 for p in phones.parse(row["Mobile phone"]).value]),
        ):
            for key in found:
                ContactMethod.objects.create(kind=kind, value=key, key=key, reversed_key=key[::-1], **own)
        for stake in stakes.read(row["I am a"]).value:
            ConstituencyRow.objects.create(
                kind=stake.kind, subtype=stake.subtype, school_text=row["School"], source="import", **own
            )
        if row["OK to text"] and not instance.is_minor:
            value = "granted" if row["OK to text"] == "yes" else "denied"
            ConsentEvent.objects.create(
                purpose="text",
                value=value,
                how="paper",
                given_on=cells.date_in("mdy")(row["OK to text on"]).value,
                **own,
            )
        for token in derived.search_tokens(instance.given_name, instance.family_name):
            SearchToken.objects.create(
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
