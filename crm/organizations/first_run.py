"""The code that whoever starts Earshot can see and a passer-by cannot: without it nobody takes an empty installation."""

import hashlib
import hmac
import logging
import os

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crm.embedded import home

WRONG = _("That is not the code. Look at the window in which Earshot was started.")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
logger = logging.getLogger(__name__)


def code() -> str:
    """The same on every machine of an installation, since it comes from the shared secret."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"first-run", hashlib.sha256).digest()
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:12])
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def is_token(typed: str) -> bool:
    plain = typed.strip().upper().replace("-", "").replace(" ", "")
    return hmac.compare_digest(plain.encode(), code().replace("-", "").encode())


def announce() -> None:
    """Write the code where its owner looks. Once: the file tells that it was said."""
    path = _path()
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(code() + "\n")
    logger.warning("First run: the setup code is %s (also in %s)", code(), path)


def forget() -> None:
    _path().unlink(missing_ok=True)


def _path():
    return home() / "setup-token.txt"
