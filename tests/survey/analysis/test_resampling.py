"""The crossed bootstrap, against its exact variance, a plain loop, and itself in groups."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from survey.analysis.accuracy import accuracy
from survey.analysis.arrays import NO_ANSWER
from survey.analysis.resampling import blocks, crossed, drawn_counts, groups, summed
from tests.survey.analysis.made import study

EVERYWHERE = np.ones(100, bool)


def exact_variance(values: np.ndarray) -> float:
    """Of the mean of *values* [people, images], both redrawn independently, over all draws.

    How often each of n was drawn, w for people and v for images, has mean 1 and covariance
    Σ = I − J/n, so that E (w'Xv)² = tr((Σ + J) X (Σ + J) X').
    """
    people, images = values.shape
    of_people = np.eye(people) * people + np.ones((people, people)) * (people - 1)
    of_images = np.eye(images) * images + np.ones((images, images)) * (images - 1)
    square = np.trace(of_people @ values @ of_images @ values.T) / (people * images)
    return float(square - values.sum() ** 2) / (people * images) ** 2


def test_the_draws_vary_as_theory_says():
    choices, model, truth = study()
    found = crossed(choices, truth, seed=1, draws=20_000)
    people = found.accuracies(EVERYWHERE)
    by_model = found.shares(model[0] == truth, EVERYWHERE)
    right = (choices == truth).astype(float)
    assert people.var() == pytest.approx(exact_variance(right), rel=0.04)
    difference = (model == truth).astype(float) - right
    assert (by_model - people).var() == pytest.approx(exact_variance(difference), rel=0.04)
    assert people.mean() == pytest.approx(right.mean(), abs=0.001)


def test_a_plain_loop_draws_the_same():
    choices, _, truth = study(people=20, images=30, missing=0.3)
    where = truth < 3
    found = crossed(choices, truth, seed=1, draws=2000).accuracies(where)
    random = np.random.default_rng(2)
    share_answered = (choices != NO_ANSWER).mean(axis=1)[:, None]
    hits, given = (choices == truth) / share_answered, (choices != NO_ANSWER) / share_answered
    moved = accuracy(choices, truth, where) - hits[:, where].sum() / given[:, where].sum()
    looped = []
    for _ in range(2000):
        images = [image for image in random.integers(0, 30, 30) if where[image]]
        drawn = np.ix_(random.integers(0, 20, 20), images)
        looped.append(hits[drawn].sum() / given[drawn].sum() + moved)
    for percent in (5, 25, 50, 75, 95):
        assert np.percentile(found, percent) == pytest.approx(
            np.percentile(looped, percent), abs=0.01
        )


@pytest.mark.parametrize("missing", [0, 0.2])
def test_groups_of_people_and_of_images_vary_like_their_members(missing: float):
    """Over ten ways to group 400 by four; each alone may be off by √(1 / 200), 7%."""
    choices, model, truth = study(people=400, images=400, missing=missing)
    right = model[0] == truth
    alone = crossed(choices, truth, seed=1, draws=4000)
    grouped = [
        crossed(choices, truth, seed=seed, draws=400, most_people=100, most_images=100)
        for seed in range(10)
    ]
    for where in (np.ones(400, bool), truth == 2, np.arange(400) < 200):
        assert grouped[0].observed(where) == pytest.approx(alone.observed(where))
        for figure in (
            lambda found, where=where: found.accuracies(where),
            lambda found, where=where: found.shares(right & where, where),
            lambda found, where=where: found.shares(right & where, where) - found.accuracies(where),
        ):
            draws = [figure(found) for found in grouped]
            assert np.mean([each.std() for each in draws]) == pytest.approx(
                figure(alone).std(), rel=0.08
            )
            assert np.mean(draws) == pytest.approx(figure(alone).mean(), abs=0.004)


def test_a_hundred_thousand_people_are_drawn_in_groups_and_vary_as_they_should():
    """All variance is people's here, so that the mean's is their variance over their number."""
    random = np.random.default_rng(5)
    truth = np.zeros(20, int)
    skilled = random.random((100_000, 1)) < 0.7
    choices = np.where(np.broadcast_to(skilled, (100_000, 20)), 0, 1)
    draws = crossed(choices, truth, seed=1, draws=2000).accuracies(truth == 0)
    assert draws.std() == pytest.approx(np.sqrt(0.7 * 0.3 / 100_000), rel=0.06)
    assert draws.mean() == pytest.approx(skilled.mean(), abs=1e-4)


def test_everybody_weighs_the_same_however_much_they_answered():
    choices, _, truth = study(missing=0.4)
    choices[0, 3:] = NO_ANSWER
    choices[1] = NO_ANSWER
    found = crossed(choices, truth, seed=1, draws=10)
    assert found.people == 41
    for where in (EVERYWHERE, truth == 2):
        assert found.observed(where) == accuracy(choices, truth, where)


def test_each_draw_has_as_many_as_there_are():
    counts = drawn_counts(300, 1000, np.random.default_rng(1))
    assert (counts.sum(axis=1) == 300).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(300), abs=0.2)
    assert counts.var() == pytest.approx(1 - 1 / 300, rel=0.02)


def test_the_same_seed_draws_the_same_and_people_do_not_change_the_images():
    choices, _, truth = study()
    one, same, fewer = (
        crossed(people, truth, seed=1) for people in (choices, choices, choices[9:])
    )
    assert (one.accuracies(EVERYWHERE) == same.accuracies(EVERYWHERE)).all()
    assert (one.images_drawn == fewer.images_drawn).all()


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nobody_and_nothing_can_be_drawn(shape: tuple[int, int]):
    found = crossed(np.full(shape, NO_ANSWER), np.zeros(shape[1], int), seed=1, draws=7)
    assert found.people == 0
    assert np.isnan(found.accuracies(np.ones(shape[1], bool))).all()


@given(st.integers(0, 40), st.integers(1, 12))
def test_groups_are_as_large_as_one_another(number: int, most: int):
    group = groups(number, most, np.random.default_rng(1))
    sizes = np.bincount(group, minlength=min(number, most))
    assert len(sizes) == min(number, most)
    assert number == 0 or np.ptp(sizes) <= 1
    rows = np.arange(3 * number, dtype=np.float32).reshape(number, 3)
    assert summed(rows, group, len(sizes)).sum(axis=0).tolist() == rows.sum(axis=0).tolist()


@given(st.integers(0, 3000), st.integers(0, 10**7))
def test_blocks_cover_every_draw_once(draws: int, width: int):
    assert [n for block in blocks(draws, width) for n in range(draws)[block]] == list(range(draws))


ANSWERS = arrays(
    np.int8, st.tuples(st.integers(1, 8), st.integers(1, 8)), elements=st.integers(-1, 4)
)


@settings(deadline=None)
@given(ANSWERS, st.integers(0, 4), st.integers(1, 9), st.integers(1, 9))
def test_a_draw_is_a_share_or_nothing(choices: np.ndarray, shown: int, people: int, images: int):
    truth = np.arange(choices.shape[1]) % (shown + 1)
    found = crossed(choices, truth, seed=1, draws=20, most_people=people, most_images=images)
    for where in (np.ones(len(truth), bool), truth == shown):
        draws = found.accuracies(where)
        known = draws[np.isfinite(draws)]
        assert ((known >= 0) & (known <= 1 + 1e-6)).all()
        if found.seen[where].any():
            assert 0 <= found.observed(where) <= 1 + 1e-6
