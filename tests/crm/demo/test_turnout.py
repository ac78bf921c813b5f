from campaigns.models import Action, Signup
from campaigns.services import CLOSED


def signups(partner):
    return list(
        Signup.objects.filter(organization_id=partner.id)
        .select_related("action", "task", "contact", "moved_by_note", "moved_by_attempt")
        .prefetch_related("history")
    )


def test_a_sign_up_stands_where_its_history_ends(demo):
    for partner in demo.partners:
        with partner.here():
            for signup in signups(partner):
                steps = sorted(signup.history.all(), key=lambda step: step.at)
                assert (signup.status, signup.status_at) == (steps[-1].status, steps[-1].at)
                assert signup.confirmations == sum(step.status == "confirmed" for step in steps)
                assert steps[-1].at <= demo.now


def test_what_has_been_is_closed_and_what_comes_has_no_outcome(demo):
    for partner in demo.partners:
        with partner.here():
            rows = signups(partner)
        assert {signup.status for signup in rows if signup.action.starts_at < demo.now} <= set(CLOSED)
        assert not {signup.status for signup in rows if signup.action.starts_at > demo.now} & {
            "attended",
            "no_show",
            "walk_in",
        }


def test_a_yes_waits_to_be_confirmed_and_nothing_else_does(demo):
    for partner in demo.partners:
        with partner.here():
            for signup in signups(partner):
                waits = signup.task is not None and signup.task.state == "open"
                assert waits == (signup.status == "yes")
                assert signup.task is None or (signup.task.source_id, signup.task.kind) == (
                    signup.pk,
                    "confirm",
                )


def test_what_moved_somebody_was_their_own_talk(demo):
    moved = 0
    for partner in demo.partners:
        with partner.here():
            for signup in signups(partner):
                if signup.moved_by_note:
                    assert signup.moved_by_note.contact_id == signup.contact_id
                    moved += 1
                if signup.moved_by_attempt:
                    assert signup.moved_by_attempt.contact_id == signup.contact_id
    assert moved > 5


def test_who_must_not_be_contacted_is_on_no_open_list(demo):
    for partner in demo.partners:
        with partner.here():
            open_ones = Signup.objects.filter(organization_id=partner.id).exclude(status__in=CLOSED)
            assert not open_ones.filter(contact__status="do_not_contact").exists()


def test_about_half_of_those_who_promised_came(demo):
    came = missed = 0
    for partner in demo.partners:
        with partner.here():
            rows = signups(partner)
        came += sum(signup.status == "attended" for signup in rows)
        missed += sum(signup.status == "no_show" for signup in rows)

    assert 0.43 < came / (came + missed) < 0.63


def test_the_vote_is_ten_days_off_and_short_of_its_goal(demo):
    with demo.downhome.here():
        vote = Action.objects.get(
            organization_id=demo.downhome.id, name="School board vote on the bus budget"
        )
        coming = Signup.objects.filter(action=vote, status__in=["yes", "confirmed"]).count()

    assert (vote.starts_at - demo.now).days in (9, 10)
    assert (vote.kind, vote.goal) == ("board_turnout", 60)
    assert 25 <= coming < 60
