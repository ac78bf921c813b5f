import pytest

from crm.lib.emails import parse


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        (" Ana@Example.ORG ", ["ana@example.org"], ""),
        ("Ana López <ana@example.org>", ["ana@example.org"], "email.cleaned"),
        ("mailto:ana@example.org.", ["ana@example.org"], "email.cleaned"),
        ("ana@example.org; luis@example.org", ["ana@example.org", "luis@example.org"], "email.several"),
        ("ana@gmial.com", ["ana@gmail.com"], "email.domain_slip"),
        ("ana@gmail,com", ["ana@gmail.com"], "email.mended"),
        ("ana (at) example (dot) org", ["ana@example.org"], "email.mended"),
        ("ana@example", [], "email.unreadable"),
        ("ana.example.org", [], "email.unreadable"),
        ("no email", [], "value.blank_word"),
        ("", [], ""),
    ],
)
def test_addresses_are_read_as_people_type_them(cell, value, reason):
    assert parse(cell) == (tuple(value), bool(reason), reason)
