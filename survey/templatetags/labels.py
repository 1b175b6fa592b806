"""What is known of one photograph's truth, for its page."""

from dataclasses import dataclass
from typing import Any

from django import template

from survey.labels.settle_page import Count, counts
from survey.models import Expression, LabelTally, Photograph
from survey.results import charts

register = template.Library()


@dataclass(frozen=True)
class Known:
    """Counts, never by whom."""

    labels: list[Count]
    votes: list[Count]


@register.simple_tag
def labels_of(photograph: Photograph) -> Known:
    tally = LabelTally.objects.filter(pk=photograph.pk).first()
    return Known(
        labels=counts(tally.choices, photograph.intended) if tally else [],
        votes=votes(photograph.votes, photograph.expression),
    )


def votes(said: Any, truth: str) -> list[Count]:
    """As its data set's people said, other words than the five last."""
    if not isinstance(said, dict) or not sum(said.values()):
        return []
    total = sum(said.values())
    names = {each.value: str(each.label) for each in Expression}
    ordered = [*names, *(name for name in said if name not in names)]
    return [
        Count(
            label=names.get(name, name),
            number=said.get(name, 0),
            width=charts.percent(said.get(name, 0) / total),
            is_intended=name == truth,
            is_unsure=name not in names,
        )
        for name in ordered
    ]
