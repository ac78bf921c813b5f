"""What every form page of this room does alike."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from crm.access.errors import DomainError, NotAllowed


def saved(form: forms.Form, deed: Callable[[], Any]) -> Any:
    """What the service gives back; None where the form is not valid or the service refuses, with the reason in place."""
    if not form.is_valid():
        return None
    try:
        return deed() or True
    except NotAllowed:
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return None


def form_page(request: HttpRequest, title: str, form: forms.Form, **context: Any) -> HttpResponse:
    """A page of one form: `back` and `kick` lead where it came from, `act` is the word on the button."""
    return TemplateResponse(
        request,
        context.pop("template", "listening/form.html"),
        {"title": title, "form": form, **context},
        status=422 if request.method == "POST" else 200,
    )
