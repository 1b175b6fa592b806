"""What holds of every figure whatever the answers: missing ones, one person, one image, everyone
right, an expression that isn't there, nobody at all."""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from survey.analysis.arrays import COUNT, NO_ANSWER
from survey.analysis.intervals import Interval

from .anything import FIGURES, Study, studies

# A hidden 0 / 0 warns before it becomes a NaN.
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
each_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
# These draw people or images, and other ones if they stand in another order.
DRAWN = {
    "difference and equivalence",
    "people by kind",
    "both by kind",
    "times",
    "crowd",
    "margins to expect",
}
EXACT = {
    name: figure
    for name, figure in FIGURES.items()
    if name not in DRAWN and "interval" not in name and "consistency" not in name
}


def plain(found: Any) -> Any:
    """As it goes to a page: dataclasses as dicts."""
    if is_dataclass(found) and not isinstance(found, type):
        return asdict(found)
    return [plain(each) for each in found] if isinstance(found, tuple) else found


def numbers(found: Any) -> Iterator[float]:
    if isinstance(found, dict | list | tuple):
        for each in found.values() if isinstance(found, dict) else found:
            yield from numbers(each)
    elif isinstance(found, float):
        yield found


def intervals(found: Any) -> Iterator[Interval]:
    if isinstance(found, Interval):
        yield found
    elif isinstance(found, tuple):
        for each in found:
            yield from intervals(each)
    elif is_dataclass(found):
        yield from intervals(tuple(vars(found).values()))


def same(one: Any, other: Any) -> bool:
    """To within the rounding of sums in another order."""
    if isinstance(one, dict | list | tuple) and type(one) is type(other):
        if isinstance(one, dict):
            return same(list(one.values()), list(other.values()))
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)
    return bool(one == other)


@each_figure
@settings(max_examples=80)
@given(study=studies())
def test_no_figure_is_ever_nan_or_a_numpy_type(figure: Any, study: Study) -> None:
    found = figure(study)
    written = json.dumps(plain(found), allow_nan=False)
    assert "NaN" not in written
    assert all(math.isfinite(number) for number in numbers(plain(found)))
    for interval in intervals(found):
        assert (interval.low is None) == (interval.high is None)
        assert interval.low is None or interval.low <= interval.high


@pytest.mark.parametrize("figure", EXACT.values(), ids=EXACT)
@settings(max_examples=20)
@given(study=studies())
def test_in_what_order_people_answered_changes_no_figure(figure: Any, study: Study) -> None:
    assert same(plain(figure(study)), plain(figure(study.people(slice(None, None, -1)))))


@each_figure
@settings(max_examples=10)
@given(study=studies())
def test_the_same_answers_give_the_same_figure_again(figure: Any, study: Study) -> None:
    assert plain(figure(study)) == plain(figure(study))


@pytest.mark.parametrize("name", sorted(EXACT.keys() - {"scores"}))
@settings(max_examples=20)
@given(study=studies())
def test_who_answered_nothing_changes_no_figure(name: str, study: Study) -> None:
    silent = np.full((1, len(study.truth)), -1)
    other = replace(
        study,
        choices=np.concatenate([study.choices, silent]),
        times=np.concatenate([study.times, silent]),
    )
    assert same(plain(FIGURES[name](study)), plain(FIGURES[name](other)))


@settings(max_examples=80)
@given(study=studies())
def test_shares_lie_between_nothing_and_all(study: Study) -> None:
    whole = {
        "accuracy", "accuracy per expression", "people's interval", "disagreement",
        "people's interval on public images", "model's interval", "agreement per expression",
    }  # fmt: skip
    for name in whole:
        assert all(0 <= number <= 1 for number in numbers(plain(FIGURES[name](study)))), name
    for name in ("Fleiss", "Krippendorff"):
        found = FIGURES[name](study)
        assert found is None or -1 - 1e-9 <= found.value <= 1
    for name in ("people by kind", "model by kind"):
        limits = numbers(plain(FIGURES[name](study)))
        assert all(-100 - 1e-4 <= number <= 100 + 1e-4 for number in limits), name


@settings(max_examples=40)
@given(study=studies())
def test_an_expression_by_another_name_has_the_same_figures(study: Study) -> None:
    """Named in reverse order: choices, truth and probabilities alike."""
    other = replace(
        study,
        choices=np.where(study.choices == NO_ANSWER, NO_ANSWER, COUNT - 1 - study.choices),
        truth=COUNT - 1 - study.truth,
        probabilities=study.probabilities[:, ::-1],
    )
    for name in ("Fleiss", "Krippendorff", "scores", "likeness", "disagreement"):
        assert same(plain(FIGURES[name](study)), plain(FIGURES[name](other))), name
    for name in ("accuracy per expression", "detection"):
        ours, theirs = FIGURES[name](study)[0], FIGURES[name](other)[0]
        assert same(plain(ours), plain(theirs[::-1])), name


@settings(max_examples=40)
@given(study=studies())
def test_a_model_that_answers_like_everybody_is_no_better_and_no_worse(study: Study) -> None:
    seen = study.choices[:1].repeat(len(study.choices), axis=0)
    rows = np.full((len(study.truth), COUNT), np.nan)
    if len(seen):
        given_one = seen[0] != NO_ANSWER
        rows[given_one] = np.eye(COUNT)[seen[0][given_one]]
    found, equal, _verdict = FIGURES["difference and equivalence"](
        replace(study, choices=seen, probabilities=rows)
    )
    assert found is None or (abs(found.points) < 1e-4 and found.can_be_chance)
    assert equal is None or equal.equivalent
