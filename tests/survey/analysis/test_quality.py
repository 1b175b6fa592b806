import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.analysis.quality import (
    FEWEST_FOR_SHARE,
    STRAIGHT_RUN,
    Share,
    carefulness,
    longest_run,
    top_share,
)

CHOICES = st.lists(st.sampled_from("hsadn"))


def test_a_share_of_nothing_is_no_percentage():
    assert Share(0, 0).percent is None
    assert Share(3, 4).percent == 75


@given(CHOICES)
def test_the_longest_run_stands_in_the_answers_and_no_longer_one_does(choices):
    longest, text = longest_run(choices), "".join(choices)
    assert any(each * longest in text for each in "hsadn")
    assert not any(each * (longest + 1) in text for each in "hsadn")


@given(CHOICES)
def test_of_few_answers_a_share_says_nothing(choices):
    share = top_share(choices)
    assert (share is None) == (len(choices) < FEWEST_FOR_SHARE)
    assert share is None or 0.2 <= share <= 1


def test_an_answer_in_between_ends_a_run():
    assert longest_run("sssshsss") == 4
    assert longest_run("") == 0


def test_repeats_without_a_first_answer_are_no_pairs():
    found = carefulness("hs", [], [("h", "h"), ("h", "s")], [("h", "h"), (None, "s"), ("s", "h")])
    assert (found.repeats_asked, found.repeats_same) == (2, 1)
    assert (found.checks_asked, found.checks_failed) == (2, 1)


@pytest.mark.parametrize(("times", "median"), [([], None), ([900], 900), ([300, 500], 400)])
def test_the_median_time_is_that_of_what_was_timed(times, median):
    assert carefulness("", times, [], []).median_ms == median


def test_a_run_as_long_as_the_rule_hardly_ever_comes_by_chance():
    """The comment says 1 of 27,000: 20,000 honest people have a handful at most."""
    generator = random.Random(1)
    people = ("".join(generator.choices("hsadn", k=100)) for _ in range(20_000))
    runs = [each * STRAIGHT_RUN for each in "hsadn"]
    assert sum(any(run in answers for run in runs) for answers in people) <= 5
