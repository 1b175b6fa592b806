"""The list of photographs to settle: what is shown of each, and the filters in the address."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from survey.models import Expression, LabelRule, LabelTally
from survey.models.annotations import LabelTallyQuerySet
from survey.results import charts

from .settle import RULES

MOST_CHOSEN = 500  # one page has fewer


class DoubtForm(forms.Form):
    """The list's filters; they live in the address."""

    why = forms.ChoiceField(
        label=_("Why"),
        required=False,
        choices=[
            ("", _("Any doubt")),
            ("none", _("No majority")),
            ("against", _("The majority against the intention")),
            ("differ", _("Labellers differ")),
        ],
    )
    intended = forms.ChoiceField(
        label=_("Meant to show"), required=False, choices=[("", _("All")), *Expression.choices]
    )
    show = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[("", _("To settle")), ("decided", _("Settled already")), ("all", _("All"))],
    )

    def found(self) -> LabelTallyQuerySet:
        """The most disputed first."""
        said = self.cleaned_data if self.is_valid() else {}
        # As the index has them; and a boolean in a list, as SQLite finds none for NOT.
        tallies = LabelTally.objects.order_by("decided", "-disagreement", "photograph_id")
        if said.get("show") != "all":
            tallies = tallies.filter(decided__in=[said.get("show") == "decided"])
        if intended := said.get("intended"):
            tallies = tallies.filter(intended=intended)
        if why := said.get("why"):
            return {
                "none": tallies.without_majority,
                "against": tallies.against_intention,
                "differ": tallies.differing,
            }[why]()
        return tallies if said.get("show") == "decided" else tallies.in_doubt()


class DecisionForm(forms.Form):
    """What counts for the photographs that were chosen."""

    rule = forms.ChoiceField(choices=[(rule.value, rule.label) for rule in RULES])
    expression = forms.ChoiceField(
        label=_("It shows"), required=False, choices=[("", "—"), *Expression.choices]
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("rule") == LabelRule.SETTLED and not said.get("expression"):
            self.add_error("expression", _("Say which expression it is."))
        return said


class RuleForm(forms.Form):
    """A rule for all photographs at once."""

    rule = forms.ChoiceField(
        label=_("The truth is"),
        choices=[(r.value, r.label) for r in (LabelRule.MAJORITY, LabelRule.INTENTION)],
    )
    least = forms.IntegerField(
        label=_("Of photographs with at least so many labels"), min_value=1, max_value=100
    )
    by_hand_too = forms.BooleanField(
        label=_("Also of those that were settled by hand"), required=False
    )


def chosen_of(values: list[str]) -> dict[UUID, str]:
    """Card.value of each card that was ticked; what no page of ours sends is left out."""
    chosen = {}
    for value in values[:MOST_CHOSEN]:
        pk, _colon, majority = value.partition(":")
        try:
            chosen[UUID(pk)] = majority
        except ValueError:
            continue
    return chosen


@dataclass(frozen=True)
class Count:
    label: str
    number: int
    width: str
    is_intended: bool
    is_unsure: bool = False


@dataclass(frozen=True)
class Card:
    """One photograph with what its labellers say."""

    photograph: UUID
    majority: str
    intended: str
    truth: str
    rule: str
    counts: list[Count]
    labels: int
    no_majority: bool
    against: bool

    @property
    def value(self) -> str:
        """What the form sends for it."""
        return f"{self.photograph}:{self.majority}"


def card(tally: LabelTally) -> Card:
    return Card(
        photograph=tally.photograph_id,
        majority=tally.majority,
        intended=_label(tally.intended),
        truth=_label(tally.truth),
        rule=str(LabelRule(tally.rule).label) if tally.rule else "",
        counts=counts(tally.choices, tally.intended),
        labels=tally.labels,
        no_majority=not tally.majority,
        against=bool(tally.majority and tally.intended and tally.majority != tally.intended),
    )


def counts(choices: list[str], intended: str) -> list[Count]:
    """How many say each of the five, and who can't tell; by counts, never by whom."""
    number, total = Counter(choices), max(len(choices), 1)
    five = [
        Count(str(each.label), number[each], charts.percent(number[each] / total), each == intended)
        for each in Expression
    ]
    unsure = Count(
        str(_("Can’t tell")), number[""], charts.percent(number[""] / total), False, True
    )
    return [*five, unsure]


def _label(expression: str) -> str:
    return str(Expression(expression).label) if expression else ""
