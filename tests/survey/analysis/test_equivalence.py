"""Two one-sided tests, against statsmodels; and what is said in the end."""

import numpy as np
import pytest
from statsmodels.stats.weightstats import ttost_paired

from survey.analysis.difference import Difference, difference
from survey.analysis.equivalence import Equivalence, Verdict, equivalence, verdict
from survey.analysis.resampling import crossed
from tests.survey.analysis.made import study


def both_of(choices, model, truth, margin):
    drawn = crossed(choices, truth, seed=1)
    return difference(drawn, model, truth), equivalence(drawn, model, truth, margin=margin)


@pytest.mark.parametrize("margin", [2, 4, 6, 12])
def test_where_people_are_alike_it_is_the_paired_test_over_images(margin: float):
    choices, model, truth = study(people=1, images=400)
    _, found = both_of(np.tile(choices, (10, 1)), model, truth, margin)
    by_model, by_people = (100.0 * (given[0] == truth) for given in (model, choices))
    p, (_, above, _), (_, below, _) = ttost_paired(by_model, by_people, -margin, margin)
    assert found.p_lower == pytest.approx(above, abs=0.02)
    assert found.p_upper == pytest.approx(below, abs=0.02)
    assert found.equivalent == (p < 0.05)


@pytest.mark.parametrize("margin", [1, 3, 5, 8, 10, 15, 30])
def test_it_is_the_90_percent_interval_within_the_margin(margin: float):
    found, equal = both_of(*study(), margin)
    assert equal.margin == margin
    assert equal.equivalent == (-margin < found.low90 and found.high90 < margin)
    assert equal.equivalent == (max(equal.p_lower, equal.p_upper) < 0.05)


def test_no_p_value_is_nothing():
    _, equal = both_of(*study(people=50, images=300), 50)
    assert equal.p_lower == equal.p_upper == 1 / 10_001


@pytest.mark.parametrize("margin", [0, -5])
def test_a_margin_of_nothing_is_refused(margin: float):
    choices, model, truth = study()
    with pytest.raises(ValueError, match="margin"):
        equivalence(crossed(choices, truth, seed=1), model, truth, margin=margin)


def test_too_small_a_sample_has_no_test():
    assert both_of(*study(people=2), 5) == (None, None)


def interval(low: float, high: float) -> Difference:
    return Difference((low + high) / 2, low, high, low + 0.5, high - 0.5)


YES, NO = (Equivalence(5, equivalent, 0.01, 0.01) for equivalent in (True, False))


@pytest.mark.parametrize(
    ("found", "equal", "said"),
    [
        (interval(1, 9), NO, Verdict.MODEL),
        (interval(1, 3), YES, Verdict.MODEL),
        (interval(-9, -1), None, Verdict.PEOPLE),
        (interval(-3, 2), YES, Verdict.EQUAL),
        (interval(-9, 8), NO, Verdict.OPEN),
        (interval(-9, 8), None, Verdict.OPEN),
        (None, None, Verdict.OPEN),
    ],
)
def test_the_verdict_is_who_is_better_or_that_neither_is_or_open(found, equal, said):
    assert verdict(found, equal) is said
