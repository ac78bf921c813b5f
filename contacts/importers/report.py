"""What the report of an import of people says beside new, updated and left out: households, and what we may do."""

from collections.abc import Mapping

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.imports.kinds import Tells
from crm.imports.models import ImportBatch

TELLS = (
    Tells("in_household", _("in a household"), ["row.in_household"]),
    Tells(
        "household_open",
        _("with the phone or e-mail of somebody of another name; nobody said whether they are a household"),
        ["row.shares_phone", "row.shares_email", "row.shares_in_file"],
        without=["row.in_household"],
    ),
    Tells("tied", _("with a relationship that was put down"), ["tie.made", "tie.ended"]),
    Tells(
        "untied",
        _("with a relationship that could not be put down"),
        ["tie.unknown_id", "tie.row_unwritten", "tie.minor_guardian", "relationships.unreadable"],
    ),
    Tells(
        "stood", _("with rungs or assessments that were put down"), ["standing.put_down", "standing.ended"]
    ),
    Tells(
        "not_stood",
        _("with a rung or an assessment that could not be put down"),
        ["standing.no_rung", "standing.known", "rungs.unreadable", "assessments.unreadable"],
    ),
    Tells("answered", _("with answers about words and pictures, or of a guardian"), ["consent.told"]),
    Tells("may_be", _("perhaps somebody known, written as somebody new"), ["row.may_be"]),
    Tells(
        "not_granted",
        _("with a yes, and the permission was not taken"),
        ["consent.no_date", "consent.minor", "consent.two_people", "consent.of_age", "consent.not_ours"],
    ),
    Tells("withdrawn", _("with a wish not to be called, texted or e-mailed"), ["consent.withdrawn"]),
    Tells("bounced", _("with an e-mail or phone that does not work"), ["consent.bounced"]),
    Tells(
        "suppressed", _("with a phone or e-mail that must not be used here"), ["row.suppressed", "row.erased"]
    ),
)
ALLOWED = frozenset({"ok_to_text", "ok_to_email", "ok_to_call"})
HOUSEHOLDS = """
select coalesce(sum(jsonb_array_length(before->'added'->name)), 0)
from imports_importrow, unnest(array['made_households', 'new_homes']) as n (name)
where organization_id = %(org)s and batch_id = %(batch)s and before->'added' ? name
"""
GRANTED = """
select (select count(*) from contacts_contact c join contacts_consentevent e
          on e.organization_id = %(org)s and e.contact_id = c.id and e.value = 'granted'
        where c.organization_id = %(org)s and c.import_batch_id = %(batch)s and e.purpose = 'text')
     + (select count(*) from imports_importrow r
          cross join lateral jsonb_array_elements_text(r.before->'added'->'consents') as a (id)
          join contacts_consentevent e on e.organization_id = %(org)s and e.id = a.id::uuid and e.value = 'granted' and e.purpose = 'text'
        where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.before->'added' ? 'consents')
"""


def also_told(batch: ImportBatch) -> dict[str, int]:
    fields = {column["field"] for column in batch.mapping.get("columns", ())}
    values = {"org": batch.organization_id, "batch": batch.pk}
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(HOUSEHOLDS, values)
        found["households"] = cursor.fetchone()[0]
        if ALLOWED & fields:
            cursor.execute(GRANTED, values)
            found["granted"] = cursor.fetchone()[0]
    return found


def in_words(told: Mapping[str, int]) -> list[str]:
    """How many households were made, and why so many people may be texted and no more."""
    said = []
    if made := told.get("households", 0):
        said.append(
            ngettext("%(n)s household was made.", "%(n)s households were made.", made) % {"n": f"{made:,}"}
        )
    if "granted" not in told:
        said.append(str(_("No permission to text was added: the file has no column for it.")))
    else:
        granted = told["granted"]
        words = ngettext(
            "%(n)s permission to text was added.", "%(n)s permissions to text were added.", granted
        )
        said.append(words % {"n": f"{granted:,}"})
    return said
