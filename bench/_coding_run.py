"""What must be asked of Django itself: python -m bench._coding_run load|notes. Prints JSON."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from bench import _listening_rows as rows  # noqa: E402
from crm.access.actors import System  # noqa: E402
from crm.access.owner import as_owner  # noqa: E402
from crm.access.tenancy import tenant  # noqa: E402
from crm.demo import codes, places, services  # noqa: E402
from crm.demo.partners import BY_KEY  # noqa: E402
from listening.models import Code, NoteVersion  # noqa: E402

HERE = places.organization_id(BY_KEY["downhome"].slug)
BY = System(organization_id=HERE, reason="bench")
DESKS = 60


def load() -> dict:
    """The small demonstration, and the notes and codings of bench._listening_rows in its first organization."""
    services.load("small")
    with transaction.atomic(), tenant(HERE):
        made = rows.fill(BY)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze")
    return made


def notes() -> dict:
    """Notes to code anew, with the length of their words, and the codes to put there."""
    with tenant(HERE):
        found = NoteVersion.objects.visible_to(BY).filter(
            note__session__title__startswith="Circle ", number=1
        )
        return {
            "notes": [(str(row.note_id), len(row.body)) for row in found.order_by("pk")[:DESKS]],
            "codes": [
                str(key)
                for key in Code.objects.visible_to(BY)
                .filter(codebook__name=codes.NAME, is_codable=True)
                .order_by("position", "pk")
                .values_list("pk", flat=True)
            ],
        }


if __name__ == "__main__":
    print(json.dumps({"load": load, "notes": notes}[sys.argv[1]]()))
