"""The list of images is filtered and sorted by the address."""

from dataclasses import replace

import pytest

from survey.results.cards import CardFilter, card
from survey.results.comparison import compare

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(make):
    """1: both right, 2: model wrong, 3: people wrong, 4: both wrong, 5: nobody answered."""
    made = make([0, 0, 1, 2, 3], "+-+-+")
    made.person([0, 0, 4, 4, None])
    made.run([0, 4, 1, 3, None])
    return made


@pytest.fixture
def comparison(made):
    return compare(made.study)


def numbers(comparison, **query):
    return [image.number for image in CardFilter(query, comparison).apply()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"show": "model-wrong"}, [2]),
        ({"show": "people-wrong"}, [3]),
        ({"show": "both-wrong"}, [4]),
        ({"show": "both-right"}, [1]),
        ({"expression": "happy"}, [1, 2]),
        ({"source": "private"}, [2, 4]),
        ({"source": "private", "expression": "happy"}, [2]),
        ({"show": "nonsense", "source": "'", "sort": "1", "model": "x"}, [1, 2, 3, 4, 5]),
    ],
)
def test_a_filter_finds(comparison, query, found):
    assert numbers(comparison, **query) == found


def test_a_filter_is_about_the_model_that_was_chosen(made):
    other = made.run([4, 0, 1, 2, None], name="resnet152")
    comparison = compare(made.study)
    assert [model.name for model in comparison.models] == ["resnet152", "resnet50"]
    first = made.study.runs.exclude(pk=other.pk).get()
    assert numbers(comparison, show="model-wrong") == [1]
    assert numbers(comparison, show="model-wrong", model=str(first.pk)) == [2]
    assert "model" in CardFilter({}, comparison).fields


def test_one_model_is_not_asked_for(comparison):
    assert "model" not in CardFilter({}, comparison).fields


def test_images_are_found_by_their_data_set_where_there_are_several(made):
    public = [item.photograph for item in made.items if item.kind == "public"]
    for photograph, source in zip(public, ["FER+", "FER+", "KDEF"], strict=True):
        photograph.source = source
        photograph.save()
    comparison = compare(made.study)
    assert numbers(comparison, source="source:KDEF") == [5]
    assert numbers(comparison, source="public") == [1, 3, 5]


def test_the_slowest_come_first_and_those_without_a_time_last(comparison):
    times = {1: 900, 2: 2500, 3: None, 4: 4000, 5: None}
    images = tuple(replace(image, median_ms=times[image.number]) for image in comparison.images)
    timed = replace(comparison, images=images)
    assert numbers(timed, sort="slowest") == [4, 2, 1, 3, 5]
    assert numbers(timed, sort="slowest", source="public") == [1, 3, 5]


def test_images_that_divide_people_come_first(made):
    made.person([0, 1, 4, 4, None])
    assert numbers(compare(made.study), sort="divided")[0] == 2


def test_disagreement_sorts_the_largest_first_and_the_unread_last(comparison):
    found = numbers(comparison, sort="disagreement")
    assert found[:3] == [2, 3, 4]
    assert found[-1] == 5


def test_a_card_marks_the_top_and_the_truth_of_each_side(comparison):
    found = card(comparison.images[1], face_hidden=False)
    assert [share.is_top for share in found.model.shares] == [False] * 4 + [True]
    assert [share.is_truth for share in found.model.shares] == [True] + [False] * 4
    assert found.model.shares[4].width == "80%"
    assert found.model.shares[4].rest == "20%"
