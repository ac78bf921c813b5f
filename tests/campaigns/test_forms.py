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


def test_nobody_is_confirmed_for_what_is_cancelled(client, cast):
    action = make.action(cast.north, "Bus night")
    make.signup(cast.north, make.contact(cast.north, "Ana"), action, "yes")
    make.login(client, cast.lead)
    url = reverse("campaigns:action", args=[action.pk])

    before = client.get(url).text
    client.post(reverse("campaigns:action_cancel", args=[action.pk]))

    assert 'value="confirmed"' in before
    assert 'value="confirmed"' not in client.get(url).text
