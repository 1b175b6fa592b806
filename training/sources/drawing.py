"""A photograph that is drawn when it is read (see classifier.drawn)."""

from dataclasses import dataclass
from typing import Any

import cv2

from classifier.drawn import draw


@dataclass(frozen=True, slots=True)
class Drawing:
    """Stands where other rows have the place of a file."""

    expression: str
    seed: int
    intensity: float

    def values(self) -> list[Any]:
        return [self.expression, self.seed, self.intensity]

    def read(self) -> bytes:
        """As a PNG file, which keeps every pixel."""
        pixels = draw(self.expression, seed=self.seed, intensity=self.intensity)
        return cv2.imencode(".png", pixels)[1].tobytes()
