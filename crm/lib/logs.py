"""What no log line may hold: the secret part of an address (a calendar, a link in a message)."""

import logging
import re

SECRET = re.compile(r"[\w-]{40,}")  # tokens have 43 signs; an id has 36


class WithoutSecrets(logging.Filter):
    """Django writes the path of whatever was refused or failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_veiled(one) for one in record.args)
        return True


def _veiled(value: object) -> object:
    return SECRET.sub("…", value) if isinstance(value, str) else value
