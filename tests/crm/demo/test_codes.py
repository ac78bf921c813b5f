"""The codings of the demonstration: a queue is left, kinds of people differ, and one code of the pilot is to be settled."""

from crm.access.actors import System
from crm.demo import codes
from listening.agreement.reading import of_round
from listening.coding import queue
from listening.models import Coding, CodingRound, Excerpt


def test_the_pilot_has_one_code_at_0_41_and_the_others_agree(demo):
    with demo.downhome.here():
        by = System(organization_id=demo.downhome.id, reason="test")
        round = CodingRound.objects.visible_to(by).get(name=codes.ROUND)
        sheet = of_round(by, round)
        pair, shared = sheet.pairs[0]
        lines = {line.code.key: line.agreement for line in sheet.lines(pair)}

    assert shared >= 30
    assert abs(lines[codes.SPLIT].kappa - 0.41) < 0.02
    others = [found.kappa for key, found in lines.items() if key != codes.SPLIT and found.kappa is not None]
    assert sum(value > 0.65 for value in others) > len(others) / 2


def test_excerpts_are_the_words_of_their_note_and_a_queue_is_left(demo):
    for partner in demo.partners:
        with partner.here():
            by = System(organization_id=partner.id, reason="test")
            rows = Excerpt.objects.visible_to(by).select_related("version")
            assert rows.exists()
            assert all(row.version.body[row.start : row.end] == row.text for row in rows)
            assert queue.queue(by)


def test_kinds_of_people_bring_up_different_things(demo):
    """Those who speak Spanish bring up interpreters and letters far more often: what tables by language are to show."""
    with demo.downhome.here():
        by = System(organization_id=demo.downhome.id, reason="test")
        rows = Coding.objects.visible_to(by).standing()
        said = set(rows.values_list("excerpt__note_id", "excerpt__language", "code__key"))
    share = {}
    for language in ("en", "es"):
        heard = {note for note, spoken, _key in said if spoken == language}
        about = {note for note, spoken, key in said if spoken == language and key in ("ni", "le", "eh")}
        share[language] = len(about) / len(heard)

    assert share["es"] > 0.1 and share["es"] > 3 * share["en"]
