from crm.lib.cleanups import apply, by_column, propose

PEOPLE = ["ANA LÓPEZ", "LUIS DÍAZ", "EVA SOTO", "ZOE PARK", "IAN WEST", "BEA NUÑEZ", "MIA CRUZ", "LEO RUIZ"]


def test_text_glued_to_every_name_is_proposed_for_removal():
    cells = [f"{name}LEGAL NAME" for name in PEOPLE] + ["LEGAL NAME", ""]

    [proposal] = propose("superintendent", cells)

    assert proposal.rule == {"rule": "remove_suffix", "column": "superintendent", "text": "LEGAL NAME"}
    assert proposal.glued
    assert [apply([proposal.rule], "superintendent", cell) for cell in cells] == [*PEOPLE, "", ""]


def test_a_label_before_every_value_is_proposed_too():
    [proposal] = propose("name", [f"Name: {name}" for name in PEOPLE])

    assert (proposal.rule["rule"], proposal.rule["text"], proposal.glued) == (
        "remove_prefix",
        "Name: ",
        False,
    )


def test_endings_that_belong_to_the_values_are_left_alone():
    assert propose("email", [f"{name.split()[0].lower()}@example.org" for name in PEOPLE]) == []
    assert propose("id", [f"80000000{i:02}" for i in range(20)]) == []
    assert propose("name", ["Johnson", "Wilson", "Jackson", "Anderson", "Robinson", "Thompson"]) == []
    assert propose("phone", [f"(919) 555-01{i}" for i in range(10, 30)]) == []


def test_numbered_people_are_not_left_with_their_number():
    assert not any(proposal.glued for proposal in propose("name", [f"South Person{i}" for i in range(6)]))


def test_rules_apply_in_order_to_their_own_column_only():
    rules = [
        {"rule": "remove_suffix", "column": "name", "text": "*"},
        {"rule": "remove_suffix", "column": "name", "text": "(rep)"},
    ]

    assert apply(rules, "name", "Ana (rep)*") == "Ana"
    assert apply(rules, "notes", "Ana (rep)*") == "Ana (rep)*"
    assert list(by_column(rules)) == ["name"]
