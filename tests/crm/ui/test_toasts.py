from django.contrib.messages import get_messages, info
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import RequestFactory

from crm.ui.toasts import toast


def asked():
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    return request


def shown(request):
    return render_to_string("ui/_toasts.html", {"messages": get_messages(request)}, request)


def test_a_toast_offers_to_take_the_deed_back_by_a_form():
    request = asked()

    toast(request, "3 people <assigned>", undo="/undo/7/", token="a&b")

    html = shown(request)
    assert "3 people &lt;assigned&gt;" in html
    assert '<form method="post" action="/undo/7/">' in html
    assert 'name="token" value="a&amp;b"' in html
    assert "csrfmiddlewaretoken" in html


def test_a_plain_message_of_other_code_offers_nothing():
    request = asked()

    info(request, "Signed in", extra_tags="account safe")

    assert "<form" not in shown(request)
