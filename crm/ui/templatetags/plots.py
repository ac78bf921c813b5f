"""Tags of the charts in `crm.ui.plots`: {% load plots %}."""

from typing import Any

from django import template

from crm.ui import plots

register = template.Library()


@register.inclusion_tag("ui/charts/_dots.html")
def dot_chart(chart: plots.Dots) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("ui/charts/_curve.html")
def curve_chart(chart: plots.Curve) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("ui/charts/_heat.html")
def heat_table(chart: plots.Heat) -> dict[str, Any]:
    return {"chart": chart}


@register.simple_tag
def percent(value: float | None) -> str:
    """A share as whole percent; nothing where there is none."""
    return "" if value is None else f"{round(100 * value)}%"
