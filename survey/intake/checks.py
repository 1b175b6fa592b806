"""What can be told of an upload without decoding it: the web process never holds its pixels."""

import warnings
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from classifier.limits import FORMATS, MAX_PIXELS, STILL
from survey.models.images import Reason

MOST_BYTES = 20_000_000


class Refused(ValueError):
    """The upload is refused as a whole; *reason* says why and nothing is stored."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason.label))
        self.reason = reason


def check(file: BinaryIO) -> None:
    """Raise Refused unless *file* (seekable; left at its start) looks like one whole picture."""
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise Refused(Reason.EMPTY)
    if size > MOST_BYTES:
        raise Refused(Reason.TOO_LARGE)
    try:
        _check_picture(file, size)
    finally:
        file.seek(0)


def _check_picture(file: BinaryIO, size: int) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError:
        raise Refused(Reason.TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise Refused(Reason.FORMAT) from None
    except Exception:  # Pillow's parsers raise many kinds on hostile headers
        raise Refused(Reason.DAMAGED) from None
    if image.width * image.height > MAX_PIXELS:
        raise Refused(Reason.TOO_MANY_PIXELS)
    if image.format not in STILL and getattr(image, "n_frames", 1) > 1:
        raise Refused(Reason.ANIMATED)
    if not _is_complete(image, file, size):
        raise Refused(Reason.DAMAGED)


def _is_complete(image: Image.Image, file: BinaryIO, size: int) -> bool:
    if image.format == "PNG":
        try:
            image.verify()  # walks the chunks and their checksums to the end
        except Exception:
            return False
        return True
    file.seek(0)
    if image.format == "WEBP":
        return int.from_bytes(file.read(8)[4:], "little") + 8 <= size
    return _jpeg_ends(file.read())


def _jpeg_ends(data: bytes) -> bool:
    """Whether an end marker follows the picture's scan (a thumbnail's own one comes before it)."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:
            return data.find(b"\xff\xd9", at) > 0
        at += 1 if marker == 0xFF else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return False
