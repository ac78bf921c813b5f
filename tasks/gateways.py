"""The port for text messages: one method to send. Which adapter is used is a setting of the site (SMS_GATEWAY).

    file       appends each text as one JSON line to SMS_FILE; a program of your own takes them from there
    console    prints them
    (empty)    none: texts are listed for a person to send

An adapter raises crm.lib.post.NotSent, Refused or Unknown, as the mail server's does. Answers come back through the
signed webhook (tasks.services.answering).
"""

import fcntl
import json
import os
import sys
from dataclasses import asdict, dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from crm.lib.post import NotSent, Unknown


@dataclass(frozen=True)
class Text:
    """`key` is the same for every try: a gateway that knows it already must not send again."""

    key: str
    to: str  # E.164
    text: str
    copy_to: str = ""  # the same words go to this number too: a text to a minor has a second reader


def dialed(number: str) -> str:
    """Without what people write between the digits."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


class Gateway(Protocol):
    def send(self, text: Text) -> None: ...


class File:
    """One JSON line each, written and forced to the disk under a lock."""

    def send(self, text: Text) -> None:
        try:
            handle = os.open(settings.SMS_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as trouble:
            raise NotSent(trouble) from trouble
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.write(handle, json.dumps(asdict(text), ensure_ascii=False).encode() + b"\n")
            os.fsync(handle)
        except OSError as trouble:
            raise Unknown(trouble) from trouble
        finally:
            os.close(handle)


class Console:
    def send(self, text: Text) -> None:
        to = f"{text.to} and {text.copy_to}" if text.copy_to else text.to
        sys.stdout.write(f"text to {to}: {text.text}\n")
        sys.stdout.flush()


ADAPTERS: dict[str, type[Gateway]] = {"file": File, "console": Console}


def is_there() -> bool:
    return bool(settings.SMS_GATEWAY)


def gateway() -> Gateway:
    """Raises ImproperlyConfigured for a name that no adapter has."""
    return _made(settings.SMS_GATEWAY)


@cache
def _made(name: str) -> Gateway:
    if name not in ADAPTERS:
        raise ImproperlyConfigured(f"SMS_GATEWAY is one of {', '.join(ADAPTERS)} or empty, not {name!r}")
    return ADAPTERS[name]()
