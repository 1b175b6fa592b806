"""Which crops show nearly the same photograph: resized, relit, marked, a little shifted, mirrored.

Published sets hold the same photograph several times; on both sides of a split it makes the
accuracy look better than it is. They are found in two steps:

1. A perceptual hash of 64 bits (the signs of a photograph's lowest frequencies, after Zauner:
   "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010). Faces have
   most of these signs in common, so each frequency is compared with its median over the data
   set, which makes the bits worth a bit each. Candidates differ in at most MAX_BITS. They are
   found without comparing all with all: the 64 bits are cut into BLOCKS, and crops that
   agree in two of them meet in one of 36 sorted lists. This finds every pair that
   differs in at most 7 bits (the pigeonhole principle) and most of the others.
2. For each candidate the correlation of the photographs' detail, at the best of 49 shifts.
   Without the coarse light and dark, in which all portraits before a white wall are alike.

LIKENESS was chosen by eye on FER+ (31,704 photographs), with nothing held out. The
correlations of its pairs that are roughly alike have two humps with a valley at 0.75 to 0.8. On
contact sheets of 70 pairs each (of those whose plain correlation is above 0.85), nearly all
between 0.80 and 0.85 were one photograph, between 0.75 and 0.80 about two thirds, between 0.70
and 0.75 one in seven. Compared with a search of all pairs that a coarser correlation lets
through, the hash leads to 82% of the unmirrored ones above LIKENESS. What it misses is framed
otherwise: of 600 photographs shifted by 2, 3, 4, 6% of their side it finds 98, 92, 69, 15%;
zoomed by 3, 6, 10% 100, 88, 10%; turned by 3°, 6° 99, 39%.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

SMALL = 32  # pixels of a side of the picture that is hashed and compared
BLOCKS, AGREEING = 9, 2
MAX_BITS = 12
LIKENESS = 0.8
SHIFT = 3  # of SMALL pixels, to every side
DETAIL = 3.0  # of SMALL pixels: what a blur of this sigma leaves is not detail
FLAT = 2.0  # gray values, standard deviation: below, there is nothing to compare
# How far apart two crops may be in one sorted list. Only lists of thousands of nearly blank
# pictures are longer, and comparing all of them with each other would never end.
REACH = 5000

# The 64 lowest frequencies (row, column) without the mean.
FREQUENCIES = np.array(
    sorted(((u, v) for u in range(12) for v in range(12) if u + v), key=lambda at: (sum(at), at))
)[:64]

Crop = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]
Pairs = npt.NDArray[np.int64]


class Crops(Protocol):
    """uint8 [n, h, w], mapped or a choice of such (training.draw.Chosen)."""

    def __len__(self) -> int: ...

    def __getitem__(self, at: int, /) -> Crop: ...


def pairs(crops: Crops, same: npt.NDArray[np.int64] | None = None) -> Pairs:
    """Rows i < j of near-duplicates, [m, 2].

    Pairs with one number in *same* [n] (images that stay together anyway) are not looked at.
    """
    spectra = _spectra(crops)
    flat = np.asarray(~spectra.any(axis=1))
    hashes = np.concatenate(_hashes(spectra))
    del spectra
    labels = np.arange(len(crops)) if same is None else same
    found = [np.empty((0, 2), np.int64)]
    for first, second in _candidates(hashes):
        i, j, mirrored = _as_rows(first, second, len(crops))
        wanted = (labels[i] != labels[j]) & ~flat[i] & ~flat[j]
        found.append(_alike(crops, i[wanted], j[wanted], mirrored[wanted]))
    return np.unique(np.concatenate(found), axis=0)


def groups(count: int, linked: Pairs) -> npt.NDArray[np.int64]:
    """For each of *count* rows the smallest row that it is linked to, directly or by others."""
    parents = list(range(count))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for i, j in linked.tolist():
        low, high = sorted((root(i), root(j)))
        parents[high] = low
    return np.array([root(at) for at in range(count)], np.int64)


def likeness(one: Crop, other: Crop) -> float:
    """The correlation of two crops' detail where they fit best, up to 1. Symmetric."""
    return _likeness(_detail(one), _detail(other))


def _spectra(crops: Crops) -> npt.NDArray[np.float32]:
    """[n, 64]: FREQUENCIES of each crop, over their norm; zeros for a flat picture."""
    found = np.zeros((len(crops), len(FREQUENCIES)), np.float32)
    for at in range(len(crops)):
        small = _small(crops[at])
        if small.std() >= FLAT:
            spectrum = cv2.dct(small)[FREQUENCIES[:, 0], FREQUENCIES[:, 1]]
            found[at] = spectrum / np.linalg.norm(spectrum)
    return found


def _small(crop: Crop) -> npt.NDArray[np.float32]:
    found = cv2.resize(np.asarray(crop), (SMALL, SMALL), interpolation=cv2.INTER_AREA)
    return np.asarray(found, np.float32)


def _hashes(spectra: npt.NDArray[np.float32]) -> tuple[Hashes, Hashes]:
    """The crops' bits, and those of their mirror images: odd columns' waves change their sign."""
    if not len(spectra):
        return np.empty(0, np.uint64), np.empty(0, np.uint64)
    middle = np.median(spectra, axis=0)
    signs = np.where(FREQUENCIES[:, 1] % 2, -1, 1).astype(np.float32)
    plain, mirrored = (
        np.packbits(each > middle, axis=1).view(np.uint64)[:, 0]
        for each in (spectra, spectra * signs)
    )
    return plain, mirrored


def _candidates(hashes: Hashes) -> Iterator[tuple[Pairs, Pairs]]:
    """Pairs that differ in at most MAX_BITS and agree in AGREEING blocks, each once."""
    hashes_by_size = np.argsort(hashes, kind="stable")  # neighbours in a list are then alike
    masks = _masks()
    for chosen in combinations(range(BLOCKS), AGREEING):
        key = hashes & np.bitwise_or.reduce(masks[list(chosen)])
        order = hashes_by_size[np.argsort(key[hashes_by_size], kind="stable")]
        # What agrees in an earlier block as well has been found in another list.
        earlier = [masks[at] for at in range(chosen[-1]) if at not in chosen]
        for first, second in _neighbours(key[order]):
            i, j = order[first], order[second]
            apart = hashes[i] ^ hashes[j]
            near = np.bitwise_count(apart) <= MAX_BITS
            i, j, apart = i[near], j[near], apart[near]
            new = np.ones(len(apart), np.bool_)
            for mask in earlier:
                new &= (apart & mask) != 0
            yield i[new], j[new]


def _masks() -> Hashes:
    edges = np.linspace(0, 64, BLOCKS + 1).astype(int).tolist()
    return np.array(
        [sum(1 << bit for bit in range(*each)) for each in pairwise(edges)],
        np.uint64,
    )


def _neighbours(keys: Hashes) -> Iterator[tuple[Pairs, Pairs]]:
    """Places of equal keys in a sorted list, all with the same distance at a time."""
    places = np.arange(len(keys))
    for reach in range(1, REACH + 1):
        places = places[places < len(keys) - reach]
        places = places[keys[places] == keys[places + reach]]
        if not len(places):
            return
        yield places, places + reach


def _as_rows(first: Pairs, second: Pairs, count: int) -> tuple[Pairs, Pairs, npt.NDArray[np.bool_]]:
    """Places among hashes and mirrored hashes as rows i < j, and whether one is mirrored."""
    wanted = (first < count) | (second < count)  # both mirrored: the same as neither
    first, second = first[wanted], second[wanted]
    mirrored = (first >= count) | (second >= count)
    first, second = first % count, second % count
    wanted = first != second
    i, j = np.minimum(first, second), np.maximum(first, second)
    return i[wanted], j[wanted], mirrored[wanted]


def _alike(crops: Crops, i: Pairs, j: Pairs, mirrored: npt.NDArray[np.bool_]) -> Pairs:
    """Those of the pairs that pass the second check."""
    kept = [
        (a, b)
        for a, b, turned in zip(i.tolist(), j.tolist(), mirrored.tolist(), strict=True)
        if likeness(crops[a], crops[b][:, ::-1] if turned else crops[b]) >= LIKENESS
    ]
    return np.array(kept, np.int64).reshape(-1, 2)


def _detail(crop: Crop) -> npt.NDArray[np.float32]:
    small = _small(crop)
    return np.asarray(small - cv2.GaussianBlur(small, (0, 0), DETAIL), np.float32)


def _likeness(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    inside = slice(SHIFT, -SHIFT)
    return max(
        float(cv2.matchTemplate(whole, middle[inside, inside], cv2.TM_CCOEFF_NORMED).max())
        for whole, middle in ((one, other), (other, one))
    )
