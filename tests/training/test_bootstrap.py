import numpy as np
import pytest

from training import bootstrap


def test_the_same_seed_draws_the_same():
    values, strata = np.arange(20.0)[:, None], np.zeros(20, int)
    first, again, other = (bootstrap.sums(values, strata, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_each_stratum_keeps_its_size():
    strata = np.array([0] * 3 + [1] * 7 + [-1] * 2)
    drawn = bootstrap.sums(np.column_stack([strata == 0, strata == 1, strata == -1]), strata)
    assert drawn.shape == (bootstrap.RESAMPLES, 3)
    assert (drawn == [3, 7, 2]).all()


def test_what_does_not_fit_into_memory_at_once_is_drawn_in_pieces(monkeypatch):
    values, strata = np.random.default_rng(1).random((50, 2)), np.zeros(50, int)
    whole = bootstrap.sums(values, strata, resamples=40)
    monkeypatch.setattr(bootstrap, "AT_ONCE", 350)
    assert bootstrap.sums(values, strata, resamples=40) == pytest.approx(whole)


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution():
    right = np.repeat([1.0, 0.0], [800, 200])
    drawn = bootstrap.sums(right[:, None], np.zeros(1000, int))[:, 0] / 1000
    assert drawn.std() == pytest.approx(np.sqrt(0.8 * 0.2 / 1000), rel=0.06)
    least, most = bootstrap.interval(drawn)
    assert (least, most) == pytest.approx((0.775, 0.825), abs=0.003)


def test_persons_are_drawn_whole_and_nobody_known_is_a_person_of_his_own():
    persons = np.array(["b", "a", "", "b", ""])
    rows = bootstrap.by_person(np.array([[1.0], [2], [4], [8], [16]]), persons)
    assert sorted(rows[:, 0].tolist()) == [2, 4, 9, 16]


def test_images_of_few_persons_say_less_than_as_many_of_many():
    rng = np.random.default_rng(1)
    right = np.repeat(rng.random(20) < 0.7, 50).astype(float)[:, None]  # a person is a coin
    one = np.ones((1000, 1))
    added, strata = np.hstack([right, one]), np.zeros(1000, int)
    share = lambda sums: {"share": sums[..., 0] / sums[..., 1]}  # noqa: E731
    nobody, known = np.full(1000, ""), np.repeat(np.arange(20).astype(str), 50)
    widths = [
        np.ptp(bootstrap.intervals(share, added, strata=strata, persons=each)["share"])
        for each in (nobody, known)
    ]
    assert widths[1] > 4 * widths[0]


def test_what_is_undefined_has_no_interval():
    assert bootstrap.interval(np.array([np.nan, np.nan])) is None
