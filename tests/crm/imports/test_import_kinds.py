"""The guide's own kind of import, run as it is printed."""

import re
from pathlib import Path

import pytest

from contacts.models import ContactTag, Tag
from crm.access.tenancy import tenant
from crm.imports import kinds, mapping, reading, storage
from tests import make
from tests.crm.imports.bringing import bring, codes, outcomes, ready, undo

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "import-kinds.md"
TEXT = "Tag,Description\nbus,Rides to school\n,nothing\nfair funding,Money\n"


@pytest.fixture(autouse=True)
def tags_kind(monkeypatch):
    monkeypatch.setattr(kinds.registry, "_kinds", dict(kinds.registry._kinds))
    exec(re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1], {})
    return kinds.kind_of("tags")


def test_the_guide_s_kind_runs_from_a_file_to_its_report_and_back(cast):
    with tenant(cast.north.id):
        known = Tag.objects.create(organization_id=cast.north.id, name="fair funding", meaning="")

    batch = bring(cast.north, cast.staff, TEXT, kind="tags")
    again = bring(cast.north, cast.staff, TEXT, kind="tags")
    with tenant(cast.north.id):
        meaning = Tag.objects.get(name="bus").meaning
        ContactTag.objects.filter(tag=known).delete()
    undo(cast.north, cast.staff, batch)

    assert batch.counts == {"created": 1, "error": 1, "unchanged": 1}
    assert again.counts == {"error": 1, "unchanged": 2}
    assert meaning == "Rides to school"
    assert codes(outcomes(cast.north, batch)[3]) == ["row.no_name"]
    with tenant(cast.north.id):
        assert list(Tag.objects.values_list("name", flat=True)) == ["fair funding"]


def test_what_is_used_since_stays_with_its_reason(cast):
    batch = bring(cast.north, cast.staff, TEXT, kind="tags")
    person = make.contact(cast.north, "Ana", "Reyes")
    with tenant(cast.north.id):
        tag = Tag.objects.get(name="bus")
        ContactTag.objects.create(organization_id=cast.north.id, contact=person, tag=tag)

    undo(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        assert list(Tag.objects.values_list("name", flat=True)) == ["bus"]


def test_its_preview_writes_nothing(cast, tags_kind):
    batch = ready(cast.staff, TEXT, kind="tags")
    plan = mapping.plan_of(batch.mapping, batch.options)
    spool = reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))

    with tenant(cast.north.id):
        shown = tags_kind.preview(batch, plan, cast.staff, reading.sample(spool, 50, plan.table))

        assert [row.outcome for row in shown.rows] == ["created", "error", "created"]
        assert not Tag.objects.exists()
