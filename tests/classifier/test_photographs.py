import io

import cv2
import numpy as np
import pytest
from PIL import Image

from classifier import faces, photographs, preprocess
from classifier.drawn import draw
from classifier.faces import Box
from classifier.photographs import Photograph
from classifier.preprocess import Header, Unreadable


@pytest.fixture(scope="module")
def portrait():
    """A drawn photograph in the middle of a wall: 1600×1200."""
    drawn = cv2.resize(draw("happy", seed=3), (1200, 1200), interpolation=cv2.INTER_CUBIC)
    return cv2.copyMakeBorder(drawn, 0, 0, 200, 200, cv2.BORDER_REPLICATE)


def encoded(pixels, form="JPEG", **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels[:, :, ::-1]).save(buffer, form, **options)
    return buffer.getvalue()


def overlap(one, other):
    shared = one.overlap(other)
    return shared / (one.area + other.area - shared)


@pytest.mark.parametrize(
    ("form", "width", "height", "factor"),
    [
        ("JPEG", 1920, 1080, 1),
        ("JPEG", 1600, 1200, 2),
        ("JPEG", 4000, 3000, 4),
        ("MPO", 3000, 4000, 4),
        ("JPEG", 5000, 5000, 8),
        ("PNG", 4000, 3000, 1),
    ],
)
def test_only_large_jpegs_are_reduced(form, width, height, factor):
    assert photographs.reduction(Header(form, width, height)) == factor


def test_an_ordinary_photograph_is_cut_as_ever():
    pixels = draw("sad", seed=5)
    data = encoded(pixels)
    photograph, image = Photograph(data), preprocess.decode(data)
    (box,) = photograph.faces()
    assert [box] == faces.detect(image)
    assert (photograph.crop(box) == preprocess.crop(image, box)).all()
    assert (photograph.whole() == image).all()


def test_a_large_photographs_box_is_that_of_its_full_size(portrait):
    data = encoded(portrait)
    photograph = Photograph(data)
    assert (photograph.width, photograph.height) == (1600, 1200)
    (box,), (full,) = photograph.faces(), faces.detect(preprocess.decode(data))
    assert overlap(box, full) > 0.95
    crop, expected = photograph.crop(box), preprocess.crop(portrait, box)
    assert np.abs(crop.astype(int) - expected).mean() < 6
    assert photograph.whole().shape == (1200, 1600, 3)


def test_boxes_are_in_the_upright_frame(portrait):
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = cv2.rotate(portrait, cv2.ROTATE_90_COUNTERCLOCKWISE)
    upright, turned = Photograph(encoded(portrait)), Photograph(encoded(lying, exif=exif))
    assert (turned.width, turned.height) == (1600, 1200)
    (box,), (expected,) = turned.faces(), upright.faces()
    assert overlap(box, expected) > 0.95
    assert np.abs(turned.crop(box).astype(int) - upright.crop(box)).mean() < 6


def test_a_small_face_is_cut_from_more_pixels(portrait, monkeypatch):
    photograph = Photograph(encoded(portrait))
    decoded = []
    monkeypatch.setattr(
        photograph,
        "_decoded",
        lambda factor: decoded.append(factor) or portrait[::factor, ::factor],
    )
    photograph.crop(Box(600, 200, 1000, 600))
    assert decoded == []
    photograph.crop(Box(600, 200, 850, 580))
    assert decoded == [1]


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_large_truncated_file_is_refused(portrait, share):
    data = encoded(portrait)
    with pytest.raises(Unreadable) as refusal:
        Photograph(data[: int(len(data) * share)])
    assert refusal.value.code == "damaged"


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 2}])
def test_what_follows_a_jpeg_does_not_hide_its_end(portrait, options):
    preview = encoded(portrait[::10, ::10])
    data = encoded(portrait, **options)
    assert photographs.is_complete(data)
    assert photographs.is_complete(data + preview[:-9])
    assert not photographs.is_complete(data[:-9])
    with_preview_inside = data[:2] + b"\xff\xe1" + (len(preview) + 2).to_bytes(2, "big") + preview
    assert not photographs.is_complete(with_preview_inside + data[2:-9])


@pytest.mark.parametrize("box", [Box(0, 0, 1601, 10), Box(5, 5, 5, 9), Box(-1, 0, 9, 9)])
def test_a_box_outside_the_frame_gives_no_crop(portrait, box):
    with pytest.raises(ValueError, match="no area"):
        Photograph(encoded(portrait)).crop(box)


def test_too_many_pixels_are_refused_before_any_is_decoded(monkeypatch):
    data = encoded(np.zeros((10, 10, 3), np.uint8))
    monkeypatch.setattr(preprocess, "MAX_PIXELS", 99)
    monkeypatch.setattr(cv2, "imdecode", None)
    with pytest.raises(Unreadable) as refusal:
        Photograph(data)
    assert refusal.value.code == "too_many_pixels"
