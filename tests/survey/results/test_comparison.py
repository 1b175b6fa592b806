"""Rows become one comparison. The small study's figures are worked out by hand."""

import json

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from survey.models.runs import Status
from survey.results.comparison import NoSuchRun, compare, pick_run
from survey.results.documents import as_json
from survey.results.sheets import pack

pytestmark = pytest.mark.django_db

# People's scores as the original study published them.
HISTOGRAM = {
    56: 1, 68: 1, 73: 1, 74: 2, 75: 1, 76: 3, 77: 7, 78: 5,
    79: 2, 80: 2, 81: 4, 82: 2, 83: 3, 84: 4, 85: 3, 86: 1,
}  # fmt: skip
MODEL = {0: 15, 1: 19, 2: 13, 3: 12, 4: 19}  # images of 20 that its model read right


def newest(made):
    return compare(made.study, made.study.runs.done().first())


def values(intervals):
    return [interval and interval.value for interval in intervals]


def test_scores_are_those_of_the_finished(small):
    small.person([0, 0, 1, None], finished=False)
    people = newest(small).people
    assert people.n == 2
    assert people.scores.mean == 3.0  # 4 and 2
    assert people.scores.histogram == ((2, 1), (4, 1))


def test_simulated_participants_count_and_are_counted(small):
    people = newest(small).people
    assert (people.n, people.simulated) == (2, 1)


def test_who_answered_fewer_than_half_is_left_out_of_every_figure(small):
    before = newest(small)
    small.person([None, None, None, 1])
    small.person([None] * 4, simulated=True)
    after = newest(small)
    assert after.people.left_out == 2
    assert (after.people.n, after.people.simulated) == (before.people.n, before.people.simulated)
    assert after.people.scores == before.people.scores
    assert after.people.side == before.people.side
    assert after.images == before.images


def test_accuracy_is_per_expression_and_per_source(small):
    people, model = newest(small).people.side, newest(small).model.side
    assert values(people.per_expression) == [0.75, 1.0, None, 0.5, None]
    assert values(model.per_expression) == [0.5, 0.0, None, 1.0, None]
    assert values([people.overall, people.public, people.private]) == [0.75, 1.0, 0.5]
    assert values([model.overall, model.public, model.private]) == [0.5, 0.5, 0.5]


def test_confusion_counts_every_answer(small):
    people = newest(small).people.side.confusion
    assert people.counts[0] == (3, 0, 0, 0, 1)
    assert people.shares[3] == (0, 0, 0, 0.5, 0.5)


def test_each_image_says_who_read_it_how(small):
    second = newest(small).images[1]
    assert second.number == 2
    assert second.id == small.items[1].id
    assert (second.people.right, second.people.tied) == (True, True)  # one vote each
    [model] = second.models
    assert (model.right, model.top) == (False, 1)
    # people ½, 0, 0, 0, ½ and the model .05, .8, .05, .05, .05
    distance = jensenshannon([0.5, 0, 0, 0, 0.5], [0.05, 0.8, 0.05, 0.05, 0.05], base=2)
    assert second.disagreement == (pytest.approx(distance**2),)


def test_a_study_without_anybody_has_empty_figures(make):
    comparison = newest(make([0, 1]))
    assert comparison.people.n == 0
    assert comparison.people.scores.mean is None
    assert comparison.models == ()
    assert [image.people for image in comparison.images] == [None, None]


def test_a_study_without_images_can_be_compared(make):
    made = make([])
    made.person([])
    assert newest(made).people.scores.mean == 0


def test_a_lost_prediction_is_no_wrong_answer(make):
    made = make([0, 1])
    made.run([0, None])
    model = newest(made).model
    assert (model.total, model.answered) == (1, 1)
    assert values(model.side.per_expression) == [1.0, None, None, None, None]


def test_other_studies_answers_stay_out(small, make):
    other = make([0], slug="other")
    other.person([0])
    assert newest(other).people.n == 1
    assert newest(small).people.n == 2


def test_the_newest_done_run_is_compared_unless_another_is_asked_for(small):
    first = small.study.runs.get()
    second = small.run([0, 0, 1, 3], name="resnet152")
    small.run([0, 0, 0, 0], status=Status.RUNNING)
    assert pick_run(small.study, "") == (second, (second, first))
    assert pick_run(small.study, str(first.id))[0] == first


@pytest.mark.parametrize("wanted", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_run_that_is_not_there_is_an_error(small, wanted):
    with pytest.raises(NoSuchRun):
        pick_run(small.study, wanted)


def test_an_unfinished_run_cannot_be_asked_for(small):
    run = small.run([0, 0, 0, 0], status=Status.RUNNING)
    with pytest.raises(NoSuchRun):
        pick_run(small.study, str(run.id))


def test_the_original_studys_figures_come_out(make):
    truths = np.repeat(np.arange(5), 20)
    made = make(truths.tolist(), "+-" * 50)
    wrong = (truths + 1) % 5
    for score, people in HISTOGRAM.items():
        for _ in range(people):
            made.person(np.where(np.arange(100) < score, truths, wrong).tolist())
    nth = np.arange(100) % 20
    right = nth < np.array([MODEL[truth] for truth in truths])
    made.run(np.where(right, truths, wrong).tolist())

    comparison = newest(made)
    scores = comparison.people.scores
    assert round(scores.mean, 2) == 78.79
    assert (scores.median, scores.lowest, scores.highest) == (78.5, 56, 86)
    assert dict(scores.histogram) == HISTOGRAM
    assert comparison.model.total == 78
    assert values(comparison.model.side.per_expression) == [0.75, 0.95, 0.65, 0.6, 0.95]
    assert comparison.model.difference.points == pytest.approx(78 - 3309 / 42)


def test_the_newest_run_of_each_name_is_compared_and_the_chosen_one_first(small):
    old = small.study.runs.get()
    small.run([0, 0, 1, 3], name="mine")
    new = small.run([0, 0, 0, 3])
    found = compare(small.study)
    assert [(model.name, model.total) for model in found.models] == [("resnet50", 3), ("mine", 4)]
    assert [reading.right for reading in found.images[2].models] == [False, True]
    found = compare(small.study, old)
    assert [(model.name, model.total) for model in found.models] == [("resnet50", 2), ("mine", 4)]
    assert compare(small.study, new).model.run == new.id


def test_however_many_people_there_are_it_takes_eight_queries(make, django_assert_num_queries):
    made = make([0, 1, 2, 3, 4])
    run = made.run([0] * 5)
    for _ in range(20):
        made.person([0] * 5)
    pack(made.study)
    with django_assert_num_queries(8):
        comparison = compare(made.study, run)
    assert comparison.people.n == 20
    assert comparison.people.scores.mean == 1


@pytest.mark.parametrize(
    "people", [[], [[0, 1, 2]], [[0] * 3] * 6, [[0, None, 2]] * 7, [[None] * 3, [0, 1, 2]]]
)
@pytest.mark.parametrize("models", [[], [[0, 1, 2]], [[0, None, 1], [None] * 3]])
def test_what_cannot_be_said_is_null_and_never_nan(make, people, models):
    made = make([0, 1, 2], "++-")
    for choices in people:
        made.person(choices, times=[900] * 3)
    for number, choices in enumerate(models):
        made.run(choices, name=str(number))
    found = as_json(made.study, compare(made.study))
    json.dumps(found, allow_nan=False)
    assert len(found["models"]) == len(models)
    assert found["people"]["scores"]["mean"] is not None or not people
