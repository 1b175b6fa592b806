"""What the participant's pages draw."""

from django import template

from survey.participation.strip import Strip, draw_strip
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
        model_score=result.model_score,
    )
