"""The verdict in plain words, in both languages."""

import re
from dataclasses import replace

import pytest
from django.utils import translation

from survey.analysis.difference import Difference
from survey.analysis.equivalence import Equivalence, Verdict
from survey.analysis.intervals import Interval
from survey.results import words
from survey.results.comparison import compare

pytestmark = pytest.mark.django_db
UNSURE = Difference(points=-0.8, low=-8.9, high=7.3, low90=-7.5, high90=6.0)
SURE = Difference(points=4.0, low=1.0, high=7.0, low90=1.5, high90=6.5)


@pytest.fixture
def verdict(small):
    """What is said of the small study's model, were its outcome another one."""

    def verdict(found, outcome, *, equal=False, models=1):
        compared = compare(small.study)
        tested = Equivalence(margin=5, equivalent=equal, p_lower=0.1, p_upper=0.1)
        model = replace(compared.models[0], difference=found, equivalence=tested, verdict=outcome)
        return words.verdict(replace(compared, models=(model,) * models), model)

    return verdict


def test_an_open_outcome_says_that_neither_can_be_told(verdict):
    assert verdict(UNSURE, Verdict.OPEN) == (
        "People 3.0, model 2.0 of 4; difference −0.8 points (95% −8.9 to 7.3): with 2 people and 4"
        " images it can't be told which is better, nor that they are equal."
    )


def test_a_better_side_is_named(verdict):
    assert "the model reads these faces better, and chance" in verdict(SURE, Verdict.MODEL)
    assert "people read these faces better, and chance" in verdict(SURE, Verdict.PEOPLE)


def test_a_better_side_within_the_margin_is_said_to_be_so_by_little(verdict):
    said = verdict(SURE, Verdict.MODEL, equal=True)
    assert "the model reads these faces better, but by less than 5 points" in said


def test_equal_is_said_with_its_margin(verdict):
    said = verdict(UNSURE, Verdict.EQUAL, equal=True)
    assert "they count as equal, to within 5 points" in said


def test_one_of_several_models_is_called_by_its_name(verdict):
    said = verdict(SURE, Verdict.MODEL, models=2)
    assert "People 3.0, resnet50 2.0 of 4" in said
    assert "resnet50 reads these faces better" in said


def test_too_few_people_get_no_verdict(verdict):
    said = verdict(None, Verdict.OPEN)
    assert said == "People 3.0, model 2.0 of 4: with 2 people and 4 images nothing can be said yet."


@pytest.mark.parametrize("outcome", Verdict)
def test_every_outcome_has_its_words_in_korean(verdict, outcome):
    with translation.override("ko"):
        said = verdict(UNSURE, outcome)
    assert "사람 3.0" in said
    assert not re.search("[a-z]{2}", said)


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (None, "–"),
        (Interval(0.5, None, None), "50.0"),
        (Interval(0.788, 0.701, 0.8421), "78.8 (70.1 to 84.2)"),
    ],
)
def test_a_share_is_written_with_its_interval_where_it_has_one(found, written):
    assert words.ranging(found) == written


@pytest.mark.parametrize(("value", "written"), [(-0.004, "0.00"), (-0.12, "−0.12"), (None, "–")])
def test_a_coefficient_has_a_real_minus(value, written):
    assert words.two(value) == written
