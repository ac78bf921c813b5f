"""The words of the design language: `{% load ui %}`. See crm/ui/README.md for each with an example."""

import datetime as dt
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from crm.ui import charts, toasts
from crm.ui import panels as sockets
from crm.ui.paging import PLACE, Page

register = template.Library()

# kind: (shape in the sprite, short word, full word)
STAKES = {
    "student": ("st", gettext_lazy("Student"), gettext_lazy("Student")),
    "parent_caregiver": ("pa", gettext_lazy("Parent"), gettext_lazy("Parent or caregiver")),
    "educator_staff": ("ed", gettext_lazy("Educator"), gettext_lazy("Educator or staff")),
    "school_board_member": ("bd", gettext_lazy("Board member"), gettext_lazy("School board member")),
    "community_ally": ("cm", gettext_lazy("Neighbor"), gettext_lazy("Neighbor or ally")),
    "alum": ("al", gettext_lazy("Alum"), gettext_lazy("Former student")),
    "other": ("ot", gettext_lazy("Other"), gettext_lazy("Other stake")),
}
ALIASES = {
    "parent": "parent_caregiver",
    "educator": "educator_staff",
    "board": "school_board_member",
    "neighbor": "community_ally",
    "community": "community_ally",
}
# state: (colour class, icon, word)
LIGHTS = {
    "granted": ("ok", "circle-check", pgettext_lazy("consent", "Yes")),
    "anonymous": ("warn", "triangle-alert", pgettext_lazy("consent", "Without name")),
    "denied": ("bad", "ban", pgettext_lazy("consent", "No")),
    "withdrawn": ("bad", "undo-2", pgettext_lazy("consent", "Withdrawn")),
    "not_asked": ("", "circle-dashed", pgettext_lazy("consent", "Not asked")),
}
SIGNS = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "ban",
    "info": "clock",
    "youth": "shield",
    "": "circle-dashed",
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Lucide icon. Silent for the ear, since a word stands beside it; give `label` only where none does."""
    return _symbol(f"i-{name}", "i", label)


@register.simple_tag
def shape(kind: str) -> SafeString:
    """The shape of a stake alone: inside a chip that says the word, or a chart whose legend does."""
    return _symbol(f"s-{_stake(kind)[0]}", "i shape")


@register.simple_tag
def who(kind: str, full: bool = False) -> SafeString:
    """A stake: shape, then word."""
    code, short, long = _stake(kind)
    return format_html('<span class="who {}">{}{}</span>', code, shape(kind), long if full else short)


@register.simple_tag
def light(state: str, on: dt.date | None = None, label: str = "") -> SafeString:
    """A consent state: sign, word, date. `label` replaces the word where the column says what was asked."""
    colour, sign, word = LIGHTS.get(str(state), LIGHTS["not_asked"])
    when = format_html(' <span class="plain">{}</span>', day(on)) if on else ""
    spoken = format_html('{}<span class="vh">: {}</span>', label, word) if label else word
    return format_html('<span class="tag {}">{}{}{}</span>', colour, icon(sign), spoken, when)


@register.simple_tag
def tag_state(kind: str, word: str, icon_name: str | None = None) -> SafeString:
    """A state: ok, warn, bad, info, youth or '' (plain); sign + one to three words."""
    sign = SIGNS.get(kind, SIGNS[""]) if icon_name is None else icon_name
    return format_html('<span class="tag {}">{}{}</span>', kind, icon(sign) if sign else "", word)


@register.simple_tag
def day(value: dt.date | dt.datetime | None, short: bool = False) -> SafeString | str:
    """A day, with its year unless it is this one: "Mon, Oct 19", short "Oct 19"."""
    if not value:
        return ""
    local = (
        timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value
    )
    on = local.date() if isinstance(local, dt.datetime) else local
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), _day(on, short))


@register.simple_tag
def moment(value: dt.datetime | None, zone: dt.tzinfo | None = None) -> SafeString | str:
    """Day and time in the reader's zone. With `zone` (the zone it happens in) the reader's zone is named
    when the two clocks differ at that moment."""
    if not value:
        return ""
    local = timezone.localtime(value)
    text = f"{_day(local.date())}, {clock(local)}"
    if zone is not None and value.astimezone(zone).utcoffset() != local.utcoffset():
        text = f"{text} {local.tzname()}"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def clock(value: dt.datetime | dt.time) -> str:
    """Time of day: "6 p.m.", "6:30 p.m."."""
    whole = value.minute == 0
    # Translators: Django date format for a time of day on the hour, then with minutes
    form = pgettext("time format", "g a") if whole else pgettext("time format", "g:i a")
    return date_format(value, form, use_l10n=False)


@register.simple_tag
def ago(value: dt.datetime | None, now: dt.datetime | None = None) -> SafeString | str:
    """How long since, or until: "3 days ago", "in 2 hours", "now". One unit only."""
    if not value:
        return ""
    now = now or timezone.now()
    if abs(now - value) < dt.timedelta(minutes=1):
        text = _("now")
    elif value < now:
        text = _("%(time)s ago") % {"time": timesince(value, now, depth=1)}
    else:
        text = _("in %(time)s") % {"time": timeuntil(value, now, depth=1)}
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def figure(value: float | None) -> str:
    """A number for people in the United States, in either language: 4,212."""
    return charts.number(value)


@register.simple_tag(name="of")
def of_whole(part: int | None, whole: int, noun: str = "") -> SafeString:
    """A number with its denominator: "187 of 412 people". None is a hidden cell."""
    shown = hidden_cell() if part is None else figure(part)
    words = _("%(part)s of %(whole)s") % {"part": shown, "whole": figure(whole)}
    return format_html("{}{}{}", SafeString(words), " " if noun else "", noun)


@register.simple_tag
def hidden_cell() -> SafeString:
    """The one mark for any hidden cell, whatever the reason, with words for the ear."""
    return format_html(
        '<span class="hid"><span aria-hidden="true">·</span><span class="vh">{}</span></span>',
        _("Hidden to protect people"),
    )


@register.simple_tag
def cell(value: float | None) -> SafeString | str:
    """A count, or the neutral mark where it is None."""
    return hidden_cell() if value is None else figure(value)


@register.simple_tag(takes_context=True)
def qs(context: Context, **changes: Any) -> str:
    """The query string with `changes`; '' or None removes. Starts at the first page again."""
    query = context["request"].GET.copy()
    for name in PLACE:
        query.pop(name, None)
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/_field.html")
def field(
    bound: BoundField, size: str = "", hide_label: bool = False, optional: bool = True
) -> dict[str, Any]:
    """A form field: label above, the control, hint and error below, joined by aria-describedby.

    size: "two" or "three" for chips in equal columns. optional=False: do not say "optional" (filters).
    """
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {
        "field": bound,
        "widget": "hidden"
        if bound.is_hidden
        else "chips"
        if group
        else "check"
        if isinstance(widget, CheckboxInput)
        else "plain",
        "many": isinstance(widget, CheckboxSelectMultiple),
        "size": size,
        "hide_label": hide_label,
        "optional": optional
        and not bound.field.required
        and not group
        and not isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("ui/_errors.html")
def errors(form: Form) -> dict[str, Any]:
    """The error summary, the first thing inside a form. Prints nothing while there is nothing to fix."""
    wrong = [(bound, error) for bound in form for error in bound.errors]
    return {"form": form, "fields": wrong, "count": len(wrong) + len(form.non_field_errors())}


@register.inclusion_tag("ui/_form.html")
def form_fields(form: Form) -> dict[str, Any]:
    """Error summary and every field in order, for a form without a layout of its own."""
    return {"form": form}


@register.simple_tag
def undo_of(message: Message) -> toasts.Undo | None:
    return toasts.undo_of(message)


@register.inclusion_tag("ui/_sort_th.html")
def sort_th(page: Page, name: str, label: str, numeric: bool = False) -> dict[str, Any]:
    """A sortable table head: a link that turns the order round, and aria-sort on the current one."""
    return {
        "label": label,
        "url": page.sort_url(name),
        "direction": page.direction(name),
        "numeric": numeric,
    }


@register.inclusion_tag("ui/charts/_bars.html")
def bar_chart(chart: charts.Bars) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("ui/charts/_columns.html")
def column_chart(chart: charts.Columns) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("ui/charts/_tiles.html")
def tile_map(chart: charts.Tiles) -> dict[str, Any]:
    return {"chart": chart}


@register.simple_tag
def seconds_left(seconds: float | None) -> str:
    """Time a job still needs, in words that do not jump about."""
    if seconds is None:
        return ""
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("about %(n)s second left", "about %(n)s seconds left", count) % {"n": count}
    count = round(seconds / 60)
    return ngettext("about %(n)s minute left", "about %(n)s minutes left", count) % {"n": count}


@register.simple_tag(takes_context=True)
def panels(context: Context, place: str, **subject: object) -> SafeString:
    """What higher rooms show here. Each panel is a rendered template, so it is joined as it stands."""
    shown = sockets.rendered(context["request"], place, **subject)
    return format_html_join("", "{}", ((html,) for html in shown))


@register.simple_tag(takes_context=True)
def first_panel(context: Context, place: str, **subject: object) -> str:
    """The first panel that has something to show: the one next thing of a page."""
    return sockets.first(context["request"], place, **subject)


def _day(on: dt.date, short: bool = False) -> str:
    # Translators: Django date formats: another year, this year, this year without the weekday
    if on.year != timezone.localdate().year:
        form = pgettext("date format", "M j, Y")
    elif short:
        form = pgettext("date format", "M j")
    else:
        form = pgettext("date format", "D, M j")
    return date_format(on, form, use_l10n=False)


def _stake(kind: str) -> tuple[str, Any, Any]:
    return STAKES.get(ALIASES.get(str(kind), str(kind)), STAKES["other"])


def short_word(kind: str) -> str:
    """A stake in one word, as charts label it."""
    return _stake(kind)[1]


def _symbol(symbol: str, css: str, label: str = "") -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>', css, spoken, static("ui/icons.svg"), symbol
    )
