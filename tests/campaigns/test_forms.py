"""What people type about actions."""

import pytest
from django.urls import reverse

from tests import make


@pytest.mark.parametrize("day", ["1900-01-01T10:00", "9999-12-31T18:00", "2026-02-31T18:00"])
def test_a_day_that_is_none_or_years_away_is_refused_at_its_field(client, cast, day):
    make.login(client, cast.lead)

    typed = {"name": "Bus night", "kind": "meeting", "time_zone": "America/New_York", "starts_at": day}
    answer = client.post(reverse("campaigns:action_new"), typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["starts_at"]
