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
