"""Toasts are Django messages: past tense, eight seconds, at most one act to take the deed back."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Undo:
    """A POST that takes the deed back. `fields` become hidden inputs."""

    url: str
    label: str
    fields: dict[str, str]


def toast(request: HttpRequest, text: str, *, undo: str = "", label: str = "", **fields: Any) -> None:
    """Say `text` on the next page; with `undo` (a URL that takes POST) offer to take it back."""
    extra = json.dumps([undo, label, {k: str(v) for k, v in fields.items()}]) if undo else ""
    messages.success(request, text, extra_tags=extra)


def undo_of(message: Message) -> Undo | None:
    """The undo offered with a message. Plain tags set by other code offer none."""
    try:
        url, label, fields = json.loads(message.extra_tags)
    except (TypeError, ValueError):
        return None
    return Undo(url, label or _("Undo"), fields)
