"""What the participant's pages draw."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from survey.models.texts import Phrase
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


@register.filter
def spoken(phrase: Phrase) -> SafeString | str:
    """A study's own words inside a sentence that may be in another language."""
    if not phrase.language:
        return phrase.text
    return format_html('<span lang="{}">{}</span>', phrase.language, phrase.text)


@register.simple_tag
def to_note_down(name: str) -> str:
    """The whole address of a page, to be typed on another device."""
    return settings.SITE_URL + reverse(name)
