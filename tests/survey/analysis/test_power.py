import numpy as np
import pytest

from survey.analysis.difference import difference
from survey.analysis.power import Variances, expected_margins, margin, variances
from survey.analysis.resampling import crossed

from . import made


@pytest.mark.parametrize(("images", "points"), [(100, 8), (250, 5.2), (500, 3.9), (1000, 2.9)])
def test_it_gives_the_margins_that_were_bootstrapped(images: int, points: float) -> None:
    assert margin(42, images) == pytest.approx(points, abs=0.15)


def test_more_people_help_little_where_images_are_few() -> None:
    assert margin(4200, 100) > 7.5
    assert margin(42, 400) < 4.5
    assert margin(1, 100) > margin(2, 100) > margin(42, 100)


@pytest.mark.parametrize(("people", "images"), [(0, 100), (42, 0)])
def test_nothing_has_no_margin(people: int, images: int) -> None:
    with pytest.raises(ValueError, match="people and images"):
        margin(people, images)


def test_variances_are_those_of_a_two_way_layout_worked_by_hand() -> None:
    """Five people, ten images, a model: mean squares by the textbook's sums."""
    choices, model, truth = made.study(people=5, images=10, seed=8)
    hits = 100.0 * (choices == truth)
    people, images = hits.shape
    grand = hits.mean()
    by_person = images * ((hits.mean(axis=1) - grand) ** 2).sum() / (people - 1)
    total = ((hits - grand) ** 2).sum()
    by_image = people * ((hits.mean(axis=0) - grand) ** 2).sum() / (images - 1)
    rest = total - by_person * (people - 1) - by_image * (images - 1)
    answers = rest / ((people - 1) * (images - 1))
    apart = np.var(100.0 * (model[0] == truth) - hits.mean(axis=0), ddof=1)
    found = variances(choices, model, truth)
    assert found is not None
    assert found.answers == pytest.approx(answers)
    assert found.people == pytest.approx(max((by_person - answers) / images, 0))
    assert found.images == pytest.approx(max(apart - answers / people, 0))


def test_simulated_margins_are_those_of_the_formula_and_of_the_bootstrap() -> None:
    choices, model, truth = made.study(people=42, images=100)
    found = variances(choices, model, truth)
    assert found is not None
    simulated = expected_margins(
        choices, model, truth, people=(42, 1000), images=(100, 400), seed=1
    )
    assert [(each.people, each.images) for each in simulated] == [
        (42, 100), (42, 400), (1000, 100), (1000, 400),
    ]  # fmt: skip
    for each in simulated:
        assert each.margin == pytest.approx(margin(each.people, each.images, found), rel=0.08)
    interval = difference(crossed(choices, truth, seed=1), model, truth)
    assert interval is not None
    # The bootstrap errs on the wide side.
    half = (interval.high - interval.low) / 2
    assert 0.9 * half < simulated[0].margin < 1.05 * half


def test_missing_answers_and_small_studies_have_no_variances() -> None:
    choices, model, truth = made.study(people=12, images=40)
    with_holes = choices.copy()
    with_holes[:3, 0] = -1
    assert variances(with_holes, model, truth) == variances(choices[3:], model, truth)
    assert variances(choices[:4], model, truth) is None
    assert variances(choices[:, :9], model[:, :9], truth[:9]) is None
    everyone_right = np.tile(truth, (12, 1))
    assert variances(everyone_right, truth[None, :], truth) is None
    assert expected_margins(choices[:4], model, truth, people=(1,), images=(1,), seed=1) == ()
    assert variances(everyone_right, model, truth) is not None


def test_a_study_without_variance_among_people_gains_nothing_from_more_of_them() -> None:
    none = Variances(people=0, images=900, answers=0)
    assert margin(1, 100, none) == margin(1000, 100, none) == pytest.approx(1.96 * 3)
