"""Photograph bytes → the 96×96 gray crop that every network reads, or why not.

The steps and their order are those of the study that this project replaces: decoded by
OpenCV, cut out at the detector's box, resized in colour (bilinear), and only then made gray.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from classifier.card import CROP_SIZE
from classifier.faces import Box
from classifier.limits import FORMATS, MAX_PIXELS, STILL

__all__ = [
    "CROP_SIZE",
    "Header",
    "Unreadable",
    "crop",
    "decode",
    "decode_crop",
    "encode_crop",
    "inspect",
    "stripped",
    "whole",
]

Image = npt.NDArray[np.uint8]

JPEG_QUALITY = 95

Reason = Literal["empty", "format", "too_many_pixels", "damaged"]

# What Pillow's decoders raise for files that are broken in one way or another.
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)


class Unreadable(ValueError):
    """These bytes give no picture. ``code`` says why to programs, the message to people."""

    def __init__(self, code: Reason, message: str) -> None:
        super().__init__(message)
        self.code: Reason = code


class Header(NamedTuple):
    """A file's format, as Pillow calls it, and its size as stored, before it is turned upright."""

    format: str
    width: int
    height: int


def decode(data: bytes) -> Image:
    """A JPEG, PNG or WebP file as BGR [h, w, 3], turned upright as its EXIF data says.

    Gray, palette, CMYK, 16-bit and half-transparent pictures are converted. Raises
    Unreadable, and for too large a picture before any of its pixels is decoded: 10 KB of
    PNG can hold 81 million of them.
    """
    _check(data)
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise Unreadable("damaged", "The file is damaged or incomplete.")
    return np.asarray(image, np.uint8)


def _check(data: bytes) -> None:
    """Raise Unreadable unless Pillow, which is stricter than OpenCV, reads the whole file.

    OpenCV fills the missing part of a truncated photograph with gray and says nothing.
    """
    with _opened(data) as picture:
        picture.load()


def inspect(data: bytes) -> Header:
    """What a file says about itself, without decoding a pixel.

    Raises Unreadable for what is no picture, has too many pixels or moves.
    """
    with _opened(data) as picture:
        return Header(picture.format or "", *picture.size)


@contextmanager
def _opened(data: bytes) -> Iterator[Pillow.Image]:
    """The picture with its header checked; what goes wrong, also in the body, is Unreadable."""
    if not data:
        raise Unreadable("empty", "The file is empty.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is the lower one
            with Pillow.open(io.BytesIO(data), formats=FORMATS) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise _too_many(width, height)
                if picture.format not in STILL and getattr(picture, "n_frames", 1) > 1:
                    raise Unreadable("format", "Animated pictures are not read.")
                yield picture
    except Unreadable:
        raise
    except Pillow.DecompressionBombError as error:
        raise Unreadable("too_many_pixels", "The picture has far too many pixels.") from error
    except UnidentifiedImageError as error:
        raise Unreadable("format", "The file is not a JPEG, PNG or WebP picture.") from error
    except _DAMAGED as error:
        raise Unreadable("damaged", "The file is damaged or incomplete.") from error


def _too_many(width: int, height: int) -> Unreadable:
    limit = MAX_PIXELS // 1_000_000
    return Unreadable(
        "too_many_pixels",
        f"The picture has {width}×{height} pixels; at most {limit} million are read.",
    )


def crop(image: Image, box: Box) -> Image:
    """The face at *box* as uint8 [96, 96]. Raises ValueError if the box leaves the frame."""
    height, width = image.shape[:2]
    if box != box.clipped(width, height) or not box.area:
        raise ValueError(f"{box} has no area inside a frame of {width}×{height}")
    return whole(image[box.y1 : box.y2, box.x1 : box.x2])


def whole(image: Image) -> Image:
    """A BGR picture that is a crop already, as uint8 [96, 96]."""
    resized = cv2.resize(image, (CROP_SIZE, CROP_SIZE), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.cvtColor(resized, cv2.COLOR_BGR2GRAY), np.uint8)


def stripped(image: Image) -> bytes:
    """A decoded picture as a JPEG file without GPS, names or any other metadata."""
    done, buffer = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise ValueError("the picture could not be encoded")
    return buffer.tobytes()


def encode_crop(pixels: Image) -> bytes:
    """A crop, uint8 [96, 96], as a PNG file: lossless and without metadata."""
    _require_crop(pixels)
    # A phone loads a hundred of them: a sixth smaller than OpenCV's own choice, for 4 ms more.
    smallest = [cv2.IMWRITE_PNG_COMPRESSION, 9]
    smallest += [cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_FILTERED]
    done, buffer = cv2.imencode(".png", pixels, smallest)
    if not done:
        raise ValueError("the crop could not be encoded")
    return buffer.tobytes()


def decode_crop(png: bytes) -> Image:
    """The pixels given to ``encode_crop``. Raises Unreadable for anything but such a file."""
    _check(png)
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    try:
        _require_crop(pixels)
    except ValueError as error:
        raise Unreadable("format", f"The file is not a crop: {error}.") from error
    return np.asarray(pixels, np.uint8)


def _require_crop(pixels: npt.NDArray[Any] | None) -> None:
    if pixels is None or pixels.shape != (CROP_SIZE, CROP_SIZE) or pixels.dtype != np.uint8:
        found = "nothing" if pixels is None else f"{pixels.dtype} {pixels.shape}"
        raise ValueError(f"expected uint8 [{CROP_SIZE}, {CROP_SIZE}], got {found}")
