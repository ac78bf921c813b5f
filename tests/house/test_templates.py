"""Pages run under a strict content security policy and ask nobody else for anything."""

import re

from tests.house.source import templates, where

FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)[^>]*>", re.I),
    "an inline style": re.compile(r"<style\b|<[a-z][^>]*\sstyle\s*=", re.I),
    "an inline event handler": re.compile(r"<[a-z][^>]*\s(hx-)?on[a-z:]+\s*=", re.I),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.I),
    "a third party": re.compile(
        r"<(script|link|img|iframe|source)\b[^>]*(src|href)\s*=\s*[\"'](https?:)?//", re.I
    ),
    "a query or a permission rule": re.compile(r"\.objects\b|has_perm\b|\.count_of\b"),
}


def test_a_page_holds_only_what_the_policy_allows():
    found = [
        f"{where(path)}: {what}"
        for path in templates()
        if path.suffix == ".html"
        for what, pattern in FORBIDDEN.items()
        if pattern.search(path.read_text(encoding="utf-8")) and not _is_styled_mail(path, what)
    ]

    assert found == []


def _is_styled_mail(path, what):
    """An e-mail is read under no policy of ours, and no mail program fetches a stylesheet."""
    return path.parent.name == "mail" and what == "an inline style"
