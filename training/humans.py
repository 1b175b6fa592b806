"""How good a single human is, from the votes that images come with.

One of an image's taggers against the plurality of the others: right where his answer is what
most of them chose. Which one is left out doesn't matter to the counts, so the expectation
over all of them is exact: with v_c votes for the answer c out of t, it is

    Σ_c v_c / t · [c has the only highest count once one of its votes is taken away]

- Every answer counts, also those outside the five: a tagger who says "fear" disagrees.
- Where the others are tied, nobody is right: there is no plurality to agree with. (Counting
  a share for each of the tied answers gives 1.6 points more on FER+'s valid part.)
- A tagger is left out where most of the others say that there is no expression to be seen
  ("unknown", "not a face": answers from *expressions* on). An image then is the mean over
  its other taggers, and every image counts the same.

On all 3,533 images of FER+'s valid part that gives 71.7%. On the 3,224 whose majority is one
of the five, on which networks are judged, it gives more: hard images are not among these.
"""

import numpy as np
import numpy.typing as npt

from training.sources import ferplus

LEAST_TAGGERS = 3  # below, "most of the others" means one person

Floats = npt.NDArray[np.float64]


def expressions_among(sources: npt.NDArray[np.str_], answers: npt.NDArray[np.int32]) -> int:
    """How many of the *answers* [n, k], counted from the first, are expressions."""
    asked = sources[answers.sum(axis=1) >= LEAST_TAGGERS]
    return ferplus.EXPRESSION_COUNT if (asked == ferplus.SOURCE).all() else answers.shape[1]


def against_others(
    answers: npt.NDArray[np.int32], expressions: int, choices: npt.NDArray[np.int64] | None = None
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Each image's chance that one tagger agrees with the others, [n], and where it is defined.

    *answers* [n, k] are counts of votes. With *choices* [n], the same others' plurality is
    compared with these instead of the tagger's answer: a network's accuracy by the same rule.
    """
    count = len(answers)
    right, asked = np.zeros(count), np.zeros(count)
    for answer in range(answers.shape[1]):
        others = answers.copy()
        others[:, answer] -= 1
        most = others.max(axis=1)
        only = (others == most[:, None]).sum(axis=1) == 1
        seen = others[:, :expressions].max(axis=1) == most
        compared = answer if choices is None else choices
        agrees = only & (others.argmax(axis=1) == compared)
        taggers = answers[:, answer] * seen  # no vote, no tagger: then others is never used
        right += taggers * agrees
        asked += taggers
    defined = (asked > 0) & (answers.sum(axis=1) >= LEAST_TAGGERS)
    return np.divide(right, asked, out=np.zeros(count), where=defined), defined
