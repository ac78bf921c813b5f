"""Words for codes and counts, in pages of listening: `{% load listening %}`."""

from django import template
from django.utils.functional import Promise

from contacts import races
from listening import voices
from listening.forms.talks import LANGUAGES

register = template.Library()
_LANGUAGES = dict(LANGUAGES)


@register.filter
def race_word(code: str) -> str | Promise:
    known = races.GROUPS.get(code)
    return known[0] if known else code


@register.filter
def language_word(code: str) -> str | Promise:
    return _LANGUAGES.get(code, code)


@register.simple_tag
def heard_from(known: int, anonymous: int) -> str:
    return voices.voices(known, anonymous)
