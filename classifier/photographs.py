"""A photograph file, decoded only as finely as its faces need.

The detector sees 300×300 pixels and a crop has 96×96; a phone's photograph has 12 million. A
JPEG can be decoded at a half, a quarter or an eighth of its sides in a fraction of the time
and memory, and smoother than by leaving pixels out afterwards. The site and the training both
come through here, so that a network is asked about the same pixels that it was trained with.

Only the scale is chosen here, from the picture's size and the box's alone: photographs whose
shorter side has fewer than 1,200 pixels, and all but JPEGs, are decoded whole, as ever.
"""

import re

import cv2
import numpy as np

from classifier import faces, preprocess
from classifier.faces import Box
from classifier.limits import STILL
from classifier.preprocess import Image, Unreadable

DETECTION_SIDE = 600  # pixels that the shorter side keeps for the detector
FACE_SIDE = 128  # pixels that the shorter side of a box keeps for its crop, which has 96
REDUCED = {
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}
END_OF_JPEG = b"\xff\xd9"
# In a JPEG's pixel data 0xFF is followed by 0 or a restart marker; anything else ends it.
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
START_OF_SCAN, START_OF_IMAGE, END_OF_IMAGE = 0xDA, 0xD8, 0xD9


class Photograph:
    """One file. Boxes are in the frame of the whole upright picture, *width* × *height*."""

    def __init__(self, data: bytes) -> None:
        """Raises preprocess.Unreadable, for too many pixels before any is decoded."""
        header = preprocess.inspect(data)
        self._data = data
        self._reduction = reduction(header)
        self._image = self._decoded(self._reduction)
        self.width, self.height = _upright(header, self._image)

    def faces(self) -> list[Box]:
        """The most confident first, as faces.detect gives them."""
        return faces.detect(self._image, (self.width, self.height))

    def crop(self, box: Box) -> Image:
        """The face at *box* as uint8 [96, 96]. Raises ValueError if the box leaves the frame."""
        if box != box.clipped(self.width, self.height) or not box.area:
            raise ValueError(f"{box} has no area inside {self.width}×{self.height}")
        factor = self._reduction
        while factor > 1 and min(box.x2 - box.x1, box.y2 - box.y1) < FACE_SIDE * factor:
            factor //= 2
        image = self._image if factor == self._reduction else self._decoded(factor)
        height, width = image.shape[:2]
        within = box.scaled(width / self.width, height / self.height)
        return preprocess.crop(image, within.clipped(width, height))

    def whole(self) -> Image:
        """All its pixels, BGR [h, w, 3]."""
        return self._image if self._reduction == 1 else self._decoded(1)

    def _decoded(self, factor: int) -> Image:
        return preprocess.decode(self._data) if factor == 1 else decode(self._data, factor)


def reduction(header: preprocess.Header) -> int:
    """By what the sides are divided for the detector: 1, 2, 4 or 8."""
    if header.format not in STILL:  # no other format has a cheaper way
        return 1
    shorter = min(header.width, header.height)
    return max([1, *(factor for factor in REDUCED if shorter >= DETECTION_SIDE * factor)])


def decode(data: bytes, factor: int) -> Image:
    """A JPEG with its sides divided by *factor*, upright. Raises preprocess.Unreadable.

    OpenCV fills what a truncated file lacks with gray and says nothing, and a stricter decoder
    would take as long again; so the file is asked for its end.
    """
    image = None
    if is_complete(data):
        image = cv2.imdecode(np.frombuffer(data, np.uint8), REDUCED[factor])
    if image is None:
        raise Unreadable("damaged", "The file is damaged or incomplete.")
    return np.asarray(image, np.uint8)


def is_complete(data: bytes) -> bool:
    """Whether a JPEG's pixel data reach their end; what follows (a preview) doesn't count."""
    if data.endswith(END_OF_JPEG):
        return True
    at = 2
    while found := MARKER.search(data, at):
        at, kind = found.end(), found.group()[1]
        if kind == END_OF_IMAGE:
            return True
        if kind != START_OF_IMAGE:  # a segment: two bytes say its length
            at += int.from_bytes(data[at : at + 2], "big")
    return False


def _upright(header: preprocess.Header, image: Image) -> tuple[int, int]:
    """The whole picture's width and height, turned as the decoder has turned *image*."""
    lying = header.width > header.height
    if lying == (image.shape[1] > image.shape[0]):
        return header.width, header.height
    return header.height, header.width
