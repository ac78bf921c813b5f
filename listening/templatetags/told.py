"""Sentences of a report-back that paper and page say alike: `{% load told %}`."""

import datetime
import zoneinfo

from django import template
from django.utils import timezone
from django.utils.html import format_html

from crm.ui.templatetags.ui import moment
from listening.reports import printing
from listening.reports.telling import Told, ToldTheme

register = template.Library()


@register.simple_tag
def heard(told: Told) -> str:
    return printing.heard(told)


@register.simple_tag
def weight(theme: ToldTheme) -> str:
    return printing.weight(theme)


@register.simple_tag
def meeting(told: Told) -> str:
    """When and where, by the clock of the organization."""
    zone = told.meeting["zone"]
    at = datetime.datetime.fromisoformat(told.meeting["at"])
    with timezone.override(zoneinfo.ZoneInfo(zone)):
        when = moment(at)
    where = told.meeting["where"]
    return format_html("{}, {}", when, where) if where else when
