"""The wizard says what an import still waits for."""

import pytest
from django.utils import translation

from crm.imports.missing import still_missing
from tests.crm.imports.bringing import bring, read, ready

TEXT = "Name,Phone,May we text you?\nAna Reyes,919-555-0101,yes\n"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_what_is_missing_is_said_until_it_runs(cast):
    fresh, mapped = read(cast.staff, TEXT), ready(cast.staff, TEXT, name="again.csv")
    nameless = read(cast.staff, "Phone,City\n919-555-0101,Durham\n919-555-0102,Raleigh\n", "phones.csv")
    done = bring(cast.north, cast.staff, TEXT, name="done.csv")

    assert [str(sentence) for sentence in still_missing(fresh)] == [
        "Say on which day texting was allowed. Until then nobody in this file may be texted.",
        "Say how texting was allowed. Until then nobody in this file may be texted.",
        "Look at the columns and confirm them.",
        "Check what will be written and press Finish.",
    ]
    assert len(still_missing(mapped)) == 3
    assert str(still_missing(nameless)[0]) == "Say which column holds the name."
    assert still_missing(done) == []


def test_a_day_and_a_way_are_all_that_was_missing(cast):
    batch = ready(cast.staff, TEXT, consent_on="2026-03-04", consent_how="paper")

    assert [str(sentence) for sentence in still_missing(batch)] == [
        "Check what will be written and press Finish."
    ]
