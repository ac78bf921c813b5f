"""What the ledger says about each use of somebody's words."""

import datetime
import uuid

import pytest

from contacts.models import ConsentEvent
from contacts.uses import PUBLISHING, Use, standing_of_use

ANA, HERE, ELSEWHERE = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
DAYS = iter(range(1, 10_000))


def said(purpose, value, **fields):
    """A line, later than those before it."""
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(days=next(DAYS))
    values = {"contact_id": ANA, "given_by": "self", **fields}
    return ConsentEvent(id=uuid.uuid4(), purpose=purpose, value=value, at=at, **values)


def allowed(*lines, session_id=HERE, is_minor=False):
    return {
        use for use in Use if standing_of_use(use, lines, session_id=session_id, is_minor=is_minor).allowed
    }


NOTICE = {Use.TEAM, Use.CODING}


@pytest.mark.parametrize(
    ("lines", "uses"),
    [
        ([], NOTICE),
        ([("quote", "granted")], NOTICE | {Use.PUBLISH_ANONYMOUS, Use.NAME_AND_ROLE}),
        ([("quote", "anonymous")], NOTICE | {Use.PUBLISH_ANONYMOUS}),
        ([("quote", "denied")], NOTICE),
        ([("quote", "granted"), ("quote", "withdrawn")], set()),
        ([("quote", "withdrawn"), ("quote", "anonymous")], NOTICE | {Use.PUBLISH_ANONYMOUS}),
        ([("full_name", "granted")], NOTICE | set(PUBLISHING)),
        ([("full_name", "granted"), ("name_and_role", "denied")], NOTICE | {Use.PUBLISH_ANONYMOUS}),
        ([("full_name", "granted"), ("coding", "denied")], {Use.TEAM}),
        ([("share_partner", "granted")], NOTICE | {Use.PARTNER}),
        ([("share_coalition", "granted"), ("quote", "denied")], NOTICE),
        ([("photo", "granted"), ("recontact", "granted")], NOTICE | {Use.PHOTO, Use.RECONTACT}),
        ([("text", "granted"), ("email", "withdrawn")], NOTICE),
    ],
)
def test_every_use_beyond_the_notice_is_no_until_somebody_says_yes(lines, uses):
    assert allowed(*[said(*line) for line in lines]) == uses


def test_the_most_restrictive_of_everywhere_this_session_and_a_merged_record_holds():
    twin = uuid.uuid4()
    yes = said("quote", "granted")

    assert Use.NAME_AND_ROLE not in allowed(yes, said("quote", "anonymous", session_id=HERE))
    assert Use.NAME_AND_ROLE in allowed(yes, said("quote", "anonymous", session_id=ELSEWHERE))
    assert allowed(said("quote", "withdrawn", contact_id=twin), said("quote", "granted")) == set()
    assert allowed(yes, said("quote", "withdrawn", contact_id=None, participant_id=twin)) == set()


def test_an_import_opens_nothing_that_somebody_closed():
    assert allowed(said("quote", "withdrawn"), said("quote", "granted", how="import")) == set()


def test_a_minor_needs_a_guardians_yes_and_their_own_and_is_never_named():
    own = said("quote", "granted")
    guardians = said("quote", "granted", given_by="guardian")

    assert allowed(own, is_minor=True) == NOTICE
    assert allowed(guardians, is_minor=True) == NOTICE
    assert allowed(own, guardians, is_minor=True) == NOTICE | {Use.PUBLISH_ANONYMOUS}
    assert allowed(guardians, said("quote", "denied"), is_minor=True) == NOTICE
    assert allowed(own, said("quote", "withdrawn", given_by="guardian"), is_minor=True) == set()
    assert allowed(said("photo", "granted"), is_minor=True) == NOTICE


def test_a_guardians_yes_ends_with_coming_of_age_and_their_no_does_not():
    assert allowed(said("quote", "granted", given_by="guardian")) == NOTICE
    assert allowed(said("quote", "withdrawn", given_by="guardian")) == set()
