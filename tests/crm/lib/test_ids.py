import itertools
import uuid

from crm.lib.ids import uuid7, uuid7_texts


def test_both_makers_make_version_7_in_order_of_time():
    before = uuid7()
    many = [uuid.UUID(text) for text in uuid7_texts(1_000)]
    after = uuid7()

    assert {(number.version, number.variant) for number in (before, *many, after)} == {(7, uuid.RFC_4122)}
    assert len(set(many)) == 1_000
    stamps = [number.int >> 80 for number in (before, *many, after)]
    assert stamps == sorted(stamps)


def test_ids_made_within_a_millisecond_stand_in_the_order_they_were_made(monkeypatch):
    clock = itertools.count(1_800_000_000_000_000_000, 250)
    monkeypatch.setattr("crm.lib.ids.time.time_ns", lambda: next(clock))

    made = [uuid7() for _ in range(10_000)]

    assert made == sorted(made)
