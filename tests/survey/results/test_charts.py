"""Numbers become coordinates."""

import pytest

from survey.results import charts


def test_a_share_is_written_as_a_coordinate_in_every_language():
    assert [charts.percent(share) for share in (0, 0.455, 1 / 3, 1)] == [
        "0%",
        "45.5%",
        "33.33%",
        "100%",
    ]


@pytest.mark.parametrize(("span", "step"), [(3, 1), (7, 2), (20, 5), (35, 10), (1000, 500)])
def test_ticks_stand_at_round_numbers(span, step):
    assert charts.nice_step(span, 4) == step


@pytest.mark.parametrize(
    ("value", "written"), [(7.26, "+7.3"), (-0.8, "−0.8"), (0, "0.0"), (-0.01, "0.0")]
)
def test_a_difference_has_a_sign_unless_it_is_nothing(value, written):
    assert charts.signed(value) == written


def test_a_matrix_is_shaded_by_its_rows_shares():
    cells = charts.matrix([[3, 1], [0, 0]], [(0.75, 0.25), None])
    assert float(cells[0][0].opacity) > float(cells[0][1].opacity) > 0
    assert cells[0][0].is_truth
    assert not cells[0][1].is_truth
    assert (cells[1][1].share, cells[1][1].opacity) == (None, "0")


def test_the_largest_mistake_lies_off_the_diagonal():
    assert charts.largest_mistake([(0.6, 0.4), (0.3, 0.7)]) == (0, 1, 0.4)
    assert charts.largest_mistake([(1.0, 0.0), None]) is None
