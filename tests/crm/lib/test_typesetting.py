"""The HTML part of a letter: the same words, with our own links as something to press."""

from django.conf import settings

from crm.lib.typesetting import paragraphs


def shown(text):
    return [[(line.words, line.url, line.is_button) for line in one.lines] for one in paragraphs(text)]


def test_our_links_become_buttons_apart_from_the_words_and_others_stay_as_they_are():
    ours = f"{settings.PUBLIC_URL}/r/abc/yes/"
    text = f"Are you coming?\nYes: {ours}\nNo: {ours}\n\nMap: https://example.org/map\n{settings.PUBLIC_URL}.evil.org/"

    assert shown(text) == [
        [("Are you coming?", "", False)],
        [("Yes", ours, True), ("No", ours, True)],
        [("Map: https://example.org/map", "", False), (f"{settings.PUBLIC_URL}.evil.org/", "", False)],
    ]


def test_an_item_of_a_list_carries_its_own_link():
    url = f"{settings.PUBLIC_URL}/tasks/1/"

    assert shown(f"Hello,\n\n- Call Ana\n  Today, 6 p.m.\n  {url}\n\n- Thank Ben\n  Today\n") == [
        [("Hello,", "", False)],
        [("Call Ana", url, False), ("Today, 6 p.m.", "", False)],
        [("Thank Ben", "", False), ("Today", "", False)],
    ]


def test_the_main_button_is_the_first_of_the_last_ones_but_never_the_way_to_say_no():
    ours = f"{settings.PUBLIC_URL}/r/abc"
    both = f"Team: {ours}\n\nWhat now?\nYes: {ours}/yes/\nNo: {ours}/no/"

    def main(text):
        return [line.words for one in paragraphs(text, aside="/no/") for line in one.lines if line.is_main]

    assert (main(both), main(f"Hello\nNo: {ours}/no/")) == (["Yes"], [])


def test_nothing_is_lost_of_whatever_is_typed():
    for text in ("", "\n\n", "- ", "- \n- x", ": https://x", "a: b: https://x", "<b>{x}</b>\r\n\r\ny"):
        assert "".join(line.words for one in paragraphs(text) for line in one.lines) is not None
