"""Error consistency is Cohen's κ of being right: scikit-learn, and loops written out."""

from dataclasses import asdict
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score

from survey.analysis import consistency
from survey.analysis.arrays import NO_ANSWER, answered, right
from survey.analysis.consistency import among_people, error_consistency, with_people
from survey.analysis.intervals import Interval

flags = arrays(np.bool_, 12)


def made(people: int, images: int, *, seed: int = 0, missing: float = 0.0):
    """Answers of people who are better and worse, to images that are easier and harder."""
    random = np.random.default_rng(seed)
    truth = np.arange(images) % 5
    ease = 1 + random.normal(0, 0.7, (people, 1)) + random.normal(0, 1.5, (1, images))
    read = random.random((people, images)) < 1 / (1 + np.exp(-ease))
    choices = np.where(read, truth, (truth + 1) % 5)
    choices[random.random(choices.shape) < missing] = NO_ANSWER
    return choices.astype(np.int8), truth


def kappa_of(one, other, truth, weights=None):
    """As the paper has it, of the images that both answered; *weights* are repetitions."""
    weights = np.ones(len(truth)) if weights is None else weights
    weights = weights * answered(one) * answered(other)
    p, q = (weights @ (choices == truth) / weights.sum() for choices in (one, other))
    observed = weights @ ((one == truth) == (other == truth)) / weights.sum()
    expected = p * q + (1 - p) * (1 - q)
    return (observed - expected) / (1 - expected)


def test_a_worked_example():
    """Ten images: one errs on the last two, the other on the last and the first."""
    one = np.array([1] * 8 + [0] * 2, bool)
    other = np.array([0] + [1] * 8 + [0], bool)
    found = error_consistency(one, other)

    assert found.observed == pytest.approx(0.8)
    assert found.expected == pytest.approx(0.8 * 0.8 + 0.2 * 0.2)
    assert found.kappa == pytest.approx((0.8 - 0.68) / (1 - 0.68))
    assert found.images == 10


@settings(deadline=None)
@given(flags, flags, flags)
def test_it_is_cohens_kappa_of_being_right(one, other, given):
    found = error_consistency(one, other, given)
    if len(set(one[given]) | set(other[given])) < 2:
        assert found is None
    else:
        assert found.kappa == pytest.approx(cohen_kappa_score(one[given], other[given]), abs=1e-12)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_it_is_the_mean_over_people_and_over_pairs_of_people(missing):
    choices, truth = made(9, 60, missing=missing)
    model, _ = made(1, 60, seed=1, missing=missing)
    model_with = with_people(choices, model, truth, seed=1, draws=50)
    people_with = among_people(choices, truth, seed=1, draws=50)

    of_model = [kappa_of(person, model[0], truth) for person in choices]
    of_people = [kappa_of(*pair, truth) for pair in combinations(choices, 2)]
    assert model_with.kappa.value == pytest.approx(np.mean(of_model), abs=1e-12)
    assert people_with.kappa.value == pytest.approx(np.mean(of_people), abs=1e-12)
    assert (model_with.pairs, people_with.pairs) == (9, 36)


def test_the_interval_is_that_of_a_bootstrap_written_as_a_loop():
    choices, truth = made(8, 80, missing=0.1)
    model, _ = made(1, 80, seed=1)
    random = np.random.default_rng(5)
    of_model, of_people = [], []
    for _ in range(1000):
        weights = np.bincount(random.integers(0, 80, 80), minlength=80)
        drawn = random.integers(0, 8, 8)
        of_each = [kappa_of(person, model[0], truth, weights) for person in choices]
        of_model.append(np.mean([of_each[person] for person in drawn]))
        of_pair = {
            frozenset(pair): kappa_of(choices[pair[0]], choices[pair[1]], truth, weights)
            for pair in combinations(range(8), 2)
        }
        pairs = [frozenset(pair) for pair in combinations(drawn, 2) if pair[0] != pair[1]]
        of_people.append(np.mean([of_pair[pair] for pair in pairs]))

    for found, loop in (
        (with_people(choices, model, truth, seed=1, draws=4000), of_model),
        (among_people(choices, truth, seed=1, draws=4000), of_people),
    ):
        low, high = np.percentile(loop, [2.5, 97.5])
        assert found.kappa.low == pytest.approx(low, abs=0.12 * (high - low))
        assert found.kappa.high == pytest.approx(high, abs=0.12 * (high - low))


def test_a_sample_of_people_gives_the_same_interval_as_all_of_them(monkeypatch):
    choices, truth = made(300, 60)
    model, _ = made(1, 60, seed=1)
    sampled = [
        with_people(choices, model, truth, seed=1).kappa,
        among_people(choices[:150], truth, seed=1).kappa,
    ]
    monkeypatch.setattr(consistency, "MOST_DRAWN", 300)
    monkeypatch.setattr(consistency, "MOST_DRAWN_AMONG", 150)
    everybody = [
        with_people(choices, model, truth, seed=2).kappa,
        among_people(choices[:150], truth, seed=2).kappa,
    ]
    for one, other in zip(sampled, everybody, strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-12)
        assert one.high - one.low == pytest.approx(other.high - other.low, rel=0.2)
        assert one.low == pytest.approx(other.low, abs=0.15 * (other.high - other.low))


def test_of_many_images_it_draws_groups(monkeypatch):
    choices, truth = made(12, 600)
    model, _ = made(1, 600, seed=1)
    whole = with_people(choices, model, truth, seed=1).kappa
    monkeypatch.setattr(consistency, "MOST_IMAGES", 200)
    grouped = with_people(choices, model, truth, seed=1).kappa

    assert grouped.value == whole.value
    assert grouped.high - grouped.low == pytest.approx(whole.high - whole.low, rel=0.2)


def test_a_model_that_copies_one_person_is_as_like_people_as_they_are():
    choices, truth = made(40, 100)
    model = choices[:1]
    others = choices[1:]
    ceiling = among_people(choices, truth, seed=1).kappa
    copied = with_people(others, model, truth, seed=1).kappa

    assert ceiling.low < copied.value < ceiling.high
    assert error_consistency(right(model, truth)[0], right(model, truth)[0]).kappa == 1


def test_the_same_seed_says_the_same():
    choices, truth = made(300, 30)
    assert among_people(choices, truth, seed=4) == among_people(choices, truth, seed=4)
    assert among_people(choices, truth, seed=4) != among_people(choices, truth, seed=5)


def test_few_people_have_a_value_without_an_interval():
    choices, truth = made(4, 50)
    model, _ = made(1, 50, seed=1)
    for found in (with_people(choices, model, truth, seed=1), among_people(choices, truth, seed=1)):
        assert asdict(found.kappa)["low"] is None
        assert -1 <= found.kappa.value <= 1


def test_people_who_all_answer_alike_have_a_kappa_of_one_and_no_interval():
    choices, truth = made(1, 40)
    found = among_people(choices.repeat(6, axis=0), truth, seed=1)

    assert found.kappa == Interval(1, None, None)


def test_where_nothing_can_be_said_nothing_is():
    choices, truth = made(6, 30)
    perfect = truth[None, :].repeat(6, axis=0)
    silent = np.full_like(choices, NO_ANSWER)

    assert among_people(choices[:1], truth, seed=1) is None
    assert among_people(choices[:0], truth, seed=1) is None
    for several in (perfect, silent):
        assert among_people(several, truth, seed=1) is None
        assert with_people(several, perfect[:1], truth, seed=1) is None
    assert with_people(choices[:, :9], choices[:1, :9], truth[:9], seed=1) is None
    assert error_consistency(np.zeros(0, bool), np.zeros(0, bool)) is None
