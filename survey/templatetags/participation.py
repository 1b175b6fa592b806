"""What the participant's pages draw."""

from django import template

from survey.participation.strip import Strip, draw_strip
from survey.results import charts
from survey.results.own import OwnResult

register = template.Library()


@register.simple_tag
def strip_of(result: OwnResult) -> Strip:
    """The result's strip. Someone who is the first has nobody to be compared with."""
    alone = result.people < 2
    return draw_strip(
        score=result.score,
        count=result.count,
        people_mean=None if alone else result.people_mean,
        histogram=() if alone else result.histogram,
        model_score=result.model.score if result.model else None,
    )


@register.filter
def at(share: float) -> str:
    """0.455 → "45.5%": a coordinate."""
    return charts.percent(share)


@register.filter
def in_percent(share: float | None) -> str:
    """0.455 → "46", for a table of whole percents; a dash where there is nothing to tell."""
    return "–" if share is None else f"{100 * share:.0f}"
