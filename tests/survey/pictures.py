"""Files that people, phones and attackers send: made here, so that none is a photograph."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from django.core.files.storage import default_storage
from PIL import Image

from classifier import drawn


@cache
def face(expression: str = "happy", seed: int = 3) -> Image.Image:
    """A drawn photograph, 400×400, with one face in it."""
    return Image.fromarray(drawn.draw(expression, seed=seed)[:, :, ::-1])


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(expression: str = "happy", seed: int = 3) -> bytes:
    return encoded(face(expression, seed), quality=92)


def two_faces() -> bytes:
    both = Image.new("RGB", (800, 400))
    both.paste(face("happy", 3), (0, 0))
    both.paste(face("sad", 4), (400, 0))
    return encoded(both, quality=92)


def plain(size: tuple[int, int] = (64, 64)) -> Image.Image:
    return Image.new("RGB", size, (120, 110, 100))


def with_gps(image: Image.Image, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 59.0)
    return encoded(image, quality=92, exif=exif)


def huge_png(side: int) -> bytes:
    """A small PNG file whose header announces side×side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def animated(form: str) -> bytes:
    frames = [plain(), Image.new("RGB", (64, 64), (0, 0, 0))]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:])


def sixteen_bit() -> bytes:
    gray = np.asarray(face().convert("L"), np.uint16) * 257
    return encoded(Image.fromarray(gray), "PNG")


def archive(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for name, content in files.items():
            zip_file.writestr(name, content)
    return out.getvalue()


def files_kept() -> set[str]:
    """What lies in the storage of uploads."""
    root = Path(default_storage.location)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
