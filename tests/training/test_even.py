import numpy as np
import pytest

from training import even

ONES = (1.0,) * 5


def test_weights_fall_above_the_mean_and_rise_below_it():
    weights = even.next_weights(ONES, [0.9, 0.9, 0.8, 0.6, 0.8], [100] * 5)
    assert weights[3] > weights[2] > weights[0] == weights[1]
    assert np.mean(weights) == pytest.approx(1, abs=1e-3)


def test_the_rule_is_half_the_distance_in_log_odds():
    weights = even.next_weights(ONES, [0.9, 0.8, 0.8, 0.7, 0.8], [100] * 5)
    # The mean is 0.8 with odds of 4; 0.9 has 9 and 0.7 has 7/3.
    assert weights[0] / weights[1] == pytest.approx((4 / 9) ** 0.5, abs=2e-3)
    assert weights[3] / weights[1] == pytest.approx((12 / 7) ** 0.5, abs=2e-3)


def test_rounds_build_on_each_other():
    first = even.next_weights(ONES, [0.9, 0.8, 0.8, 0.7, 0.8], [100] * 5)
    second = even.next_weights(first, [0.85, 0.8, 0.8, 0.75, 0.8], [100] * 5)
    assert second[3] > first[3]
    assert second[0] < first[0]


def test_even_accuracies_change_nothing():
    assert even.next_weights((1.2, 0.8, 1, 1, 1), [0.8] * 5, [50] * 5) == (1.2, 0.8, 1, 1, 1)


def test_all_or_nothing_right_gives_a_weight_within_bounds():
    weights = even.next_weights(ONES, [1.0, 0.0, 1.0, 1.0, 1.0], [1000] * 5)
    assert np.isfinite(weights).all()
    assert max(weights) / min(weights) <= even.MOST / even.LEAST + 0.01


def test_an_expression_without_images_keeps_its_weight_beside_the_others():
    weights = even.next_weights(ONES, [0.9, None, 0.8, 0.7, 0.8], [100, 0, 100, 100, 100])
    assert weights[1] == weights[2]
