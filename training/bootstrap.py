"""How sure the figures are: the bootstrap over images, or over persons where they are known.

Every figure of training.measure is a function of sums over images. So a resample is a row of
weights (how often each image was drawn), and all of it one product of matrices.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RESAMPLES = 2000
LEVEL = 0.95
SEED = 1
AT_ONCE = 2_000_000  # weights in memory

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def sums(columns: Floats, strata: Ints, *, resamples: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Sums of the *columns* [n, m] over resamples of the rows, [resamples, m].

    Rows are drawn with replacement within each of the *strata* [n], so that the number of
    rows in each stays as it is (Efron and Tibshirani: "An Introduction to the Bootstrap",
    1993, chapter 8).
    """
    rng = np.random.default_rng(seed)
    found = np.zeros((resamples, columns.shape[1]))
    for stratum in np.unique(strata):
        rows = columns[strata == stratum]
        pace = max(1, AT_ONCE // len(rows))
        for start in range(0, resamples, pace):
            part = found[start : start + pace]  # a view: what is added to it is in found
            part += _weights(rng, len(part), len(rows)) @ rows
    return found


def _weights(rng: np.random.Generator, resamples: int, count: int) -> Floats:
    """How often each of *count* rows was drawn, [resamples, count]."""
    drawn = rng.integers(count, size=(resamples, count))
    drawn += np.arange(resamples)[:, None] * count
    weights = np.bincount(drawn.ravel(), minlength=resamples * count)
    return weights.reshape(resamples, count).astype(np.float64)


def by_person(columns: Floats, persons: npt.NDArray[np.str_]) -> Floats:
    """The *columns*' sums per person, [persons, m]: drawing rows of it draws whole persons.

    Photographs of one person are alike, so images drawn singly would claim too much certainty
    (the cluster bootstrap: Davison and Hinkley: "Bootstrap Methods and their Application",
    1997, section 3.8). An image of nobody known is a person of its own.
    """
    known = persons != ""
    _, codes = np.unique(persons[known], return_inverse=True)
    index = np.empty(len(persons), np.int64)
    index[known] = codes
    index[~known] = codes.max(initial=-1) + 1 + np.arange((~known).sum())
    found = np.zeros((index.max(initial=-1) + 1, columns.shape[1]))
    np.add.at(found, index, columns)
    return found


def interval(values: Floats, level: float = LEVEL) -> tuple[float, float] | None:
    """The percentiles that leave out (1 − *level*)/2 on either side, rounded; None without any."""
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    least, most = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return round(float(least), 4), round(float(most), 4)


def intervals(
    statistics: Callable[[Floats], dict[str, Floats]],
    columns: Floats,
    *,
    strata: Ints,
    persons: npt.NDArray[np.str_],
    seed: int = SEED,
) -> dict[str, tuple[float, float] | None]:
    """Of each figure that *statistics* makes of sums [..., m], from the images' *columns* [n, m].

    Over persons where some are known, else over images within the *strata*.
    """
    if (persons != "").any():
        columns = by_person(columns, persons)
        strata = np.zeros(len(columns), np.int64)
    found = statistics(sums(columns, strata, seed=seed))
    return {name: interval(values) for name, values in found.items()}
