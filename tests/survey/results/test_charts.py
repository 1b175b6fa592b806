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


def test_a_histograms_axis_covers_people_and_model():
    chart = charts.histogram([(78, 5), (80, 2)], model=40, images=100)
    assert [tick.label for tick in chart.scores] == ["40", "50", "60", "70", "80"]
    assert chart.model.at == chart.scores[0].at


def test_the_tallest_bar_fits_and_bars_are_in_proportion():
    chart = charts.histogram([(78, 6), (80, 3)], model=None, images=100)
    six, three = chart.bars
    assert six.height == pytest.approx(2 * three.height)
    assert six.height <= charts.HISTOGRAM_HEIGHT
    assert six.y + six.height == pytest.approx(charts.HISTOGRAM_HEIGHT)


@pytest.mark.parametrize(("score", "images"), [(0, 100), (100, 100), (1, 1), (0, 1), (0, 0)])
def test_a_single_score_at_the_edge_makes_a_chart(score, images):
    chart = charts.histogram([(score, 1)], model=score, images=images)
    assert len(chart.bars) == 1
    assert 0 <= float(chart.model.at.rstrip("%")) <= 100


def test_without_people_there_is_no_histogram():
    assert charts.histogram([], model=78, images=100) is None


@pytest.mark.parametrize(("span", "step"), [(3, 1), (7, 2), (20, 5), (35, 10), (1000, 500)])
def test_ticks_stand_at_round_numbers(span, step):
    assert charts.nice_step(span, 4) == step


@pytest.mark.parametrize(
    ("value", "written"), [(7.26, "+7.3"), (-0.8, "−0.8"), (0, "0.0"), (-0.01, "0.0")]
)
def test_a_difference_has_a_sign_unless_it_is_nothing(value, written):
    assert charts.signed(value) == written


def test_an_accuracy_that_does_not_exist_has_no_place():
    row = charts.dot_row("Happy", None, 0.75)
    assert (row.people, row.people_at, row.gap) == (None, None, None)
    assert (row.model, row.model_at) == (75.0, "75%")


def test_a_matrix_is_shaded_by_its_rows_shares():
    cells = charts.matrix([[3, 1], [0, 0]], [(0.75, 0.25), None])
    assert float(cells[0][0].opacity) > float(cells[0][1].opacity) > 0
    assert cells[0][0].is_truth
    assert not cells[0][1].is_truth
    assert (cells[1][1].share, cells[1][1].opacity) == (None, "0")


def test_the_largest_mistake_lies_off_the_diagonal():
    assert charts.largest_mistake([(0.6, 0.4), (0.3, 0.7)]) == (0, 1, 0.4)
    assert charts.largest_mistake([(1.0, 0.0), None]) is None
