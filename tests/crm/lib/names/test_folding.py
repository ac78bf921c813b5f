from crm.lib.names import fold, sort_key, sound, tokens


def test_accents_case_and_punctuation_make_no_difference():
    assert fold("José-María Núñez") == fold("JOSE MARIA NUNEZ") == "josemarianunez"
    assert fold("Łukasz Sørensen") == "lukaszsorensen"


def test_a_double_name_is_found_by_each_half():
    assert tokens("O’Brien-Núñez") == ("obrien", "nunez")


def test_names_that_sound_alike_sound_alike():
    assert sound("catherine") == sound("kathryn")


def test_lists_sort_by_family_name():
    assert sorted(
        [("Zoe", "Ábalo"), ("Ana", "de la Cruz"), ("Bea", "Abalo")], key=lambda n: sort_key(*n)
    ) == [
        ("Bea", "Abalo"),
        ("Zoe", "Ábalo"),
        ("Ana", "de la Cruz"),
    ]
