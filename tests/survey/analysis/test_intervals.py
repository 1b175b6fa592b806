"""Wilson's interval, against published figures and statsmodels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from survey.analysis.intervals import wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_gives_the_published_figures(part: int, whole: int, low: float, high: float) -> None:
    """R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    found = wilson(part, whole)
    assert found
    assert found.value == part / whole
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.data(), st.integers(1, 2000), st.sampled_from([0.9, 0.95, 0.99]))
def test_it_is_that_of_statsmodels(data: st.DataObject, whole: int, level: float) -> None:
    part = data.draw(st.integers(0, whole))
    found = wilson(part, whole, level)
    assert found
    expected = proportion_confint(part, whole, alpha=1 - level, method="wilson")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_of_nothing_there_is_no_share() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3), (0, -1)])
def test_more_than_the_whole_is_no_part(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="part"):
        wilson(part, whole)
