import cv2
import numpy as np
import pytest

from training import duplicates


def photograph(seed):
    """Something with the frequencies of a photograph: much coarse, little fine."""
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(
            rng.normal(0, 60 / side**0.5, (side, side)), (96, 96), interpolation=cv2.INTER_CUBIC
        )
        for side in (3, 6, 12, 24)
    ]
    return (128 + sum(layers)).clip(0, 255).astype(np.uint8)


def shifted(crop):
    return cv2.copyMakeBorder(crop, 2, 0, 0, 2, cv2.BORDER_REPLICATE)[:96, 2:]


def marked(crop):
    found = crop.copy()
    cv2.putText(found, "stock", (10, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 255)
    return found


def relit(crop):
    return (crop * 0.6 + 50).astype(np.uint8)


def resized(crop):
    return cv2.resize(cv2.resize(crop, (40, 40), interpolation=cv2.INTER_AREA), (96, 96))


def recoded(crop):
    return cv2.imdecode(cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], 0)


def mirrored(crop):
    return crop[:, ::-1]


CHANGES = (np.copy, shifted, marked, relit, resized, recoded, mirrored)


@pytest.fixture(scope="module")
def others():
    return [photograph(seed) for seed in range(300)]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_changed_photograph_is_found_and_nothing_else(others, change):
    crops = np.stack([*others, change(others[7])])
    assert duplicates.pairs(crops).tolist() == [[7, 300]]


def test_pairs_that_stay_together_anyway_are_not_looked_at(others):
    crops = np.stack([*others, others[7], others[8]])
    same = np.arange(302)
    same[300] = 7
    assert duplicates.pairs(crops, same).tolist() == [[8, 301]]


def test_blank_pictures_are_alike_to_nothing():
    crops = np.full((50, 96, 96), 127, np.uint8)
    assert duplicates.pairs(crops).shape == (0, 2)


@pytest.mark.parametrize("count", [0, 1])
def test_few_pictures_have_no_duplicates(count):
    assert duplicates.pairs(np.zeros((count, 96, 96), np.uint8)).shape == (0, 2)


def test_likeness_is_symmetric(others):
    one, other = others[0], shifted(others[0])
    assert duplicates.likeness(one, other) == duplicates.likeness(other, one) > 0.9
    assert duplicates.likeness(others[0], others[1]) < 0.5


def test_each_pair_within_seven_bits_is_a_candidate_once():
    rng = np.random.default_rng(1)
    hashes = rng.integers(0, 2**64, 400, np.uint64)
    flips = [rng.choice(64, at % 8, replace=False) for at in range(400)]
    masks = [sum(1 << int(bit) for bit in each) for each in flips]
    both = np.concatenate([hashes, hashes ^ np.array(masks, np.uint64)])
    found = [
        (min(i, j), max(i, j))
        for first, second in duplicates._candidates(both)
        for i, j in zip(first.tolist(), second.tolist(), strict=True)
    ]
    assert sorted(found) == [(at, at + 400) for at in range(400)]


def test_groups_follow_links():
    linked = np.array([[0, 3], [3, 5], [1, 2]])
    assert duplicates.groups(6, linked).tolist() == [0, 1, 1, 0, 4, 0]
