"""Mail about an account: one press leads where the words lead."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from crm.ui.letters import dressed


def test_the_html_part_says_what_the_plain_words_say_with_a_button():
    url = f"{settings.PUBLIC_URL}/join/abc/"
    mail = EmailMultiAlternatives(
        "North <invites>", f"Come & listen.\n\nAccept: {url}", to=["nia@home.example"]
    )

    html, form = dressed(mail, sender="North <x>", foot="North, 1 Main St").alternatives[0]

    assert form == "text/html"
    assert "Come &amp; listen." in html
    assert f'<a href="{url}" class="first">Accept</a>' in html
    assert "North &lt;x&gt;" in html
    assert "<x>" not in html
    assert "North, 1 Main St" in html
    assert mail.body.endswith("-- \nNorth, 1 Main St\n")
    assert mail.message()["Message-ID"].endswith(
        "@" + settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") + ">"
    )
