"""Rows are the truth, columns what was chosen."""

import numpy as np

from survey.analysis.arrays import NO_ANSWER
from survey.analysis.confusion import confusion


def test_every_answer_is_counted_once_in_the_row_of_its_truth():
    truth = np.array([0, 3])
    found = confusion(np.array([[0, 2], [1, 2], [0, 3]]), truth)
    assert found.counts == (
        (2, 1, 0, 0, 0),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0),
        (0, 0, 2, 1, 0),
        (0, 0, 0, 0, 0),
    )
    assert found.shares[3] == (0, 0, 2 / 3, 1 / 3, 0)


def test_an_expression_that_nobody_answered_has_no_shares():
    found = confusion(np.array([[NO_ANSWER, 1]]), np.array([0, 1]))
    assert found.shares == (None, (0, 1, 0, 0, 0), None, None, None)


def test_without_people_the_matrix_is_empty():
    found = confusion(np.empty((0, 2), int), np.array([0, 1]))
    assert found.shares == (None,) * 5
    assert sum(map(sum, found.counts)) == 0
