from listening.notes.differences import changes


def test_the_words_that_changed_are_told_apart():
    found = changes("The bus comes at 5.", "The school bus comes at 6.")

    assert "".join(part.text for part in found if part.kind != "added") == "The bus comes at 5."
    assert "".join(part.text for part in found if part.kind != "removed") == "The school bus comes at 6."
    assert [part.text.strip() for part in found if part.kind == "added"] == ["school", "6."]
