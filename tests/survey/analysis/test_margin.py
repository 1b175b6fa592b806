import pytest

from survey.analysis.margin import margin


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
