import pytest

from survey.participation.strip import AXIS_Y, TALLEST, Mark, draw_strip


def strip(**changes):
    return draw_strip(
        **{
            "score": 79,
            "count": 100,
            "people_mean": 78.8,
            "histogram": [(70, 1), (79, 2)],
            "model_score": 40.0,
            **changes,
        }
    )


def test_marks_stand_at_their_share_of_the_strip():
    assert strip().you == Mark("79%", "middle")
    assert strip().people == Mark("78.8%", "middle")
    assert strip().model == Mark("40%", "middle")


@pytest.mark.parametrize(
    ("score", "anchor"), [(0, "start"), (9, "start"), (50, "middle"), (91, "end"), (100, "end")]
)
def test_a_label_near_an_end_grows_inwards(score, anchor):
    assert strip(score=score).you.anchor == anchor


def test_a_bar_is_as_tall_as_its_share_of_the_most_frequent_score():
    low, high = strip().bars
    assert (high.x, high.width) == ("78.62%", "0.75%")
    assert (high.y, high.height) == (AXIS_Y - TALLEST, TALLEST)
    assert low.height == TALLEST / 2


def test_bars_are_centred_on_their_score():
    bar = strip(count=10, histogram=[(5, 1)]).bars[0]
    assert (bar.x, bar.width) == ("46.25%", "7.5%")


def test_nobody_and_no_model_leave_only_oneself():
    alone = strip(people_mean=None, histogram=[], model_score=None)
    assert (alone.people, alone.model, alone.bars) == (None, None, ())


def test_a_study_without_images_has_a_strip_all_the_same():
    assert strip(score=0, count=0, histogram=[(0, 1)], model_score=0.0).you.x == "0%"


@pytest.mark.parametrize(
    ("mean", "model", "ends"),
    [
        (50.0, 60.0, (True, True)),
        (50.0, 97.0, (True, False)),
        (96.0, 50.0, (True, False)),
        (3.0, 50.0, (False, True)),
        (1.0, 100.0, (False, False)),
        (None, None, (True, True)),
    ],
)
def test_no_mark_passes_through_the_axis_numbers(mean, model, ends):
    drawn = strip(people_mean=mean, model_score=model)
    assert (drawn.shows_start, drawn.shows_end) == ends
