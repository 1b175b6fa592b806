"""Made-up photographs from a phone: 12 megapixels, a face somewhere, a sensor's noise."""

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow

from classifier.drawn import draw_many
from classifier.preprocess import Image

LONG, SHORT = 4000, 3000
QUALITY = 90
NOISE = 5.0  # gray values; files then have about 3 MB
TURNED_SHARE = 0.32  # upright photographs that are stored lying, in AI Hub's data
ORIENTATION, TURN_RIGHT = 0x0112, 6


def write(folder: Path, count: int, copies: int = 1, seed: int = 1) -> list[Path]:
    """*count* photographs as ``folder/EXPRESSION/….jpg``, each of them under *copies* names."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, NOISE, (LONG, LONG)).astype(np.float32)
    written = []
    for at, drawn in enumerate(draw_many(count, seed=seed)):
        path = folder / drawn.expression / f"{at:04}-0.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        turned = rng.random() < TURNED_SHARE
        save(path, photograph(drawn.image, noise, turned, rng), turned=turned)
        written.append(path)
        for copy in range(1, copies):
            os.link(path, path.with_name(f"{at:04}-{copy}.jpg"))
    return written


def photograph(drawn: Image, noise: np.ndarray, turned: bool, rng: np.random.Generator) -> Image:
    """A drawing enlarged, standing on the lower edge of a larger frame, with *noise*: BGR."""
    width, height = (SHORT, LONG) if turned else (LONG, SHORT)
    side = int(rng.integers(SHORT // 2, SHORT + 1))
    large = cv2.resize(drawn, (side, side), interpolation=cv2.INTER_CUBIC)
    left = int(rng.integers(0, width - side + 1))
    frame = cv2.copyMakeBorder(
        large, height - side, 0, left, width - side - left, cv2.BORDER_REPLICATE
    )
    grain = np.roll(noise, int(rng.integers(LONG)), axis=1)[:height, :width, None]
    return np.asarray(np.clip(frame + grain, 0, 255), np.uint8)


def save(path: Path, image: Image, *, turned: bool) -> None:
    """As JPEG; a *turned* one lies in the file, which says so."""
    exif = Pillow.Exif()
    if turned:
        image = np.asarray(cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8)
        exif[ORIENTATION] = TURN_RIGHT
    picture = Pillow.fromarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
    picture.save(path, quality=QUALITY, exif=exif)


def sizes(paths: list[Path]) -> Iterator[int]:
    for path in paths:
        yield path.stat().st_size
