"""The list of images is filtered and sorted by the address."""

import pytest

from survey.results.cards import CardFilter, card
from survey.results.comparison import compare

pytestmark = pytest.mark.django_db


@pytest.fixture
def images(make):
    """1: both right, 2: model wrong, 3: people wrong, 4: both wrong, 5: nobody answered."""
    made = make([0, 0, 1, 2, 3], "+-+-+")
    made.person([0, 0, 4, 4, None])
    run = made.run([0, 4, 1, 3, None])
    return compare(made.study, run).images


def numbers(images, **query):
    return [image.number for image in CardFilter(query).apply(images)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"show": "model-wrong"}, [2]),
        ({"show": "people-wrong"}, [3]),
        ({"show": "both-wrong"}, [4]),
        ({"expression": "happy"}, [1, 2]),
        ({"kind": "private"}, [2, 4]),
        ({"kind": "private", "expression": "happy"}, [2]),
        ({"show": "nonsense", "kind": "'", "sort": "1"}, [1, 2, 3, 4, 5]),
    ],
)
def test_a_filter_finds(images, query, found):
    assert numbers(images, **query) == found


def test_disagreement_sorts_the_largest_first_and_the_unread_last(images):
    found = numbers(images, sort="disagreement")
    assert found[:3] == [2, 3, 4]
    assert found[-1] == 5


def test_a_card_marks_the_top_and_the_truth_of_each_side(images):
    found = card(images[1], face_hidden=False)
    assert [share.is_top for share in found.model.shares] == [False] * 4 + [True]
    assert [share.is_truth for share in found.model.shares] == [True] + [False] * 4
    assert found.model.shares[4].width == "80%"
    assert found.model.shares[4].rest == "20%"
