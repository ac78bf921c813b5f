"""A browser's own description, in words that somebody recognises in a list."""

import re

BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"), (r"OPR/|Opera", "Opera"), (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"), (r"CriOS/|Chrome/|Chromium/", "Chrome"), (r"Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    (r"iPhone", "iPhone"), (r"iPad", "iPad"), (r"Android", "Android"), (r"CrOS", "Chromebook"),
    (r"Windows", "Windows"), (r"Mac OS X|Macintosh", "Mac"), (r"Linux", "Linux"),
)  # fmt: skip


def device_name(user_agent: str) -> str:
    """'Firefox, Linux'; empty when nothing is recognised."""
    return ", ".join(name for name in (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)) if name)


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, user_agent)), "")
