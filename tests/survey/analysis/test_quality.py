import numpy as np

from survey.analysis.quality import Share, agreement, median_seconds


def test_agreement_counts_the_pairs_in_which_both_were_given():
    first, again = np.array([0, 1, -1, 3, 4]), np.array([0, 2, 2, -1, 4])
    assert agreement(first, again) == Share(2, 3)


def test_a_share_of_nothing_is_no_percentage():
    assert Share(0, 0).percent is None
    assert Share(3, 4).percent == 75


def test_the_median_time_is_in_seconds():
    assert median_seconds(np.array([900, 1500, 2000, 60_000])) == 1.75
    assert median_seconds(np.array([], int)) is None
