"""How carefully people answered, and by which rules it is said that somebody did not.

The rules look at how somebody answers and never at whether they were right: to leave people out by
their result would make the result.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

# The same answer so often in a row. Of 100 honest answers with a fifth for each expression, one
# run of ten or more is met in 1 of 27,000 people (5 · (90 · 0.8 + 1) · 0.2¹⁰); where somebody
# gives one answer to a third of the images, in 1 of 1,000.
STRAIGHT_RUN = 10
# Or one answer for so large a part. Whoever sees "neutral" in 40% by habit gets to 60 of 100 in
# fewer than 1 of 10,000 cases. Of few answers a share says nothing.
STRAIGHT_SHARE = 0.6
FEWEST_FOR_SHARE = 20
# More than half of at least so many: one slip is nobody's carelessness.
FEWEST_CHECKS = 2
# To choose among five takes people 500 to 700 ms even with practice (Hick 1952): whoever is
# faster in half of their answers can't have looked at them.
FAST_MS = 400


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Carefulness:
    """One person's figures. The names are Participant's fields; None: too little to tell."""

    longest_run: int
    top_share: float | None
    median_ms: int | None
    checks_asked: int
    checks_failed: int
    repeats_asked: int
    repeats_same: int


def carefulness(
    choices: Sequence[str],
    milliseconds: Sequence[int],
    attention: Sequence[tuple[str, str]],
    repeats: Sequence[tuple[str | None, str]],
) -> Carefulness:
    """*choices* in the order of asking. *attention*: (asked for, chosen); *repeats*: (chosen the
    first time or None, chosen again)."""
    both = [(first, again) for first, again in repeats if first]
    return Carefulness(
        longest_run=longest_run(choices),
        top_share=top_share(choices),
        median_ms=round(median(milliseconds)) if milliseconds else None,
        checks_asked=len(attention),
        checks_failed=sum(expected != chosen for expected, chosen in attention),
        repeats_asked=len(both),
        repeats_same=sum(first == again for first, again in both),
    )


def longest_run(choices: Sequence[str]) -> int:
    """The most same ones in a row."""
    return max((len(list(same)) for _choice, same in groupby(choices)), default=0)


def top_share(choices: Sequence[str]) -> float | None:
    """The share of the most frequent one, from 0 to 1."""
    if len(choices) < FEWEST_FOR_SHARE:
        return None
    return max(Counter(choices).values()) / len(choices)
