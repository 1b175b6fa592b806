"""The head's own picture plane: coordinates, windows and the soft shapes drawn on it.

Lengths are head units: half the distance from the top of the skull to the chin, some 115 mm.
u grows to the image's right, v downwards; (0, 0) lies between the eyes, the chin at v = 1.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Numbers = NDArray[Any]  # what the soft shapes take: whatever arithmetic made of arrays
Window = tuple[slice, slice]


@dataclass(frozen=True)
class Grid:
    """Pixel centres of a canvas in head units; u is one row, v one column."""

    u: Array
    v: Array
    scale: float  # pixels per unit
    left: float
    top: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the canvas."""
        return self.v.shape[0], self.u.shape[1]

    def window(self, u0: float, u1: float, v0: float, v1: float) -> Window:
        """The slices of the canvas that cover these bounds, cut at its edges."""
        rows, columns = self.shape
        return (
            slice(_inside((v0 - self.top) * self.scale, rows),
                  _inside((v1 - self.top) * self.scale + 1, rows)),
            slice(_inside((u0 - self.left) * self.scale, columns),
                  _inside((u1 - self.left) * self.scale + 1, columns)),
        )  # fmt: skip

    def beside(self, side: int, near: float, far: float, rows: tuple[float, float]) -> Window:
        """The window from *near* to *far* on one side of the face, −1 the image's left."""
        left, right = sorted((side * near, side * far))
        return self.window(left, right, *rows)

    def cut(self, window: Window) -> "Grid":
        """The part of the canvas inside a window, its pixels in the same places."""
        rows, columns = window
        left = self.left + columns.start / self.scale
        top = self.top + rows.start / self.scale
        return Grid(self.u[:, columns], self.v[rows], self.scale, left, top)

    def within(self, window: Window) -> tuple[Array, Array]:
        """The u row and the v column of a window."""
        return self.u[:, window[1]], self.v[window[0]]


def _inside(position: float, end: int) -> int:
    return min(max(int(position), 0), end)


@lru_cache(maxsize=4)
def grid(left: float, right: float, top: float, bottom: float, scale: float) -> Grid:
    """A canvas between these bounds with *scale* pixels per unit."""
    columns, rows = round((right - left) * scale), round((bottom - top) * scale)
    u = (left + (np.arange(columns, dtype=np.float32) + 0.5) / scale)[None, :]
    v = (top + (np.arange(rows, dtype=np.float32) + 0.5) / scale)[:, None]
    return Grid(u.astype(np.float32), v.astype(np.float32), scale, left, top)


def smoothstep(edge0: float, edge1: float, x: Numbers) -> Array:
    """0 before edge0, 1 after edge1, smooth between; edge0 may be the larger one."""
    t = np.clip((x - edge0) / (edge1 - edge0), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), dtype=np.float32)


def bell(x: Numbers, width: float) -> Array:
    """A Gaussian of height 1 and standard deviation *width*."""
    return np.asarray(np.exp(-0.5 * np.square(x / width)), dtype=np.float32)


def add_bump(
    target: Array, at: Grid, centre: tuple[float, float], widths: tuple[float, float], amount: float
) -> None:
    """Add a Gaussian bump to *target* in place; it is separable, so it costs next to nothing."""
    (cu, cv), (su, sv) = centre, widths
    window = at.window(cu - 3.2 * su, cu + 3.2 * su, cv - 3.2 * sv, cv + 3.2 * sv)
    u, v = at.within(window)
    target[window] += (amount * bell(v - cv, sv)) * bell(u - cu, su)


def mix(under: Array, over: Numbers, alpha: Numbers) -> Array:
    """*over* laid on *under* with *alpha*; the last axis of the colours is the channel."""
    result: Array = np.subtract(over, under, dtype=np.float32)
    result *= alpha[..., None]
    result += under
    return result


def wander(rng: np.random.Generator, count: int, steps: int) -> Array:
    """A smooth periodic random table of *count* values with *steps* hills, mean 0, deviation 1."""
    knots = rng.standard_normal(steps)
    position = np.arange(count) * steps / count
    low = position.astype(int)
    t = position - low
    t = t * t * (3 - 2 * t)
    table = knots[low % steps] * (1 - t) + knots[(low + 1) % steps] * t
    return np.asarray((table - table.mean()) / (table.std() + 1e-6), dtype=np.float32)


def cloud(rng: np.random.Generator, shape: tuple[int, int], cell: float) -> Array:
    """Smooth random texture whose hills are about *cell* pixels wide, deviation about 1."""
    import cv2

    rows, columns = int(shape[0] / cell) + 3, int(shape[1] / cell) + 3
    coarse = rng.standard_normal((rows, columns)).astype(np.float32)
    return np.asarray(
        cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), dtype=np.float32
    )


def blurred(picture: Numbers, sigma: float) -> Array:
    """Gaussian blur, *sigma* in pixels; wide ones are done on a smaller copy."""
    import cv2

    if sigma > 4:
        shrink = int(sigma / 2)
        rows, columns = picture.shape[:2]
        small = cv2.resize(
            picture,
            (max(columns // shrink, 2), max(rows // shrink, 2)),
            interpolation=cv2.INTER_AREA,
        )
        small = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
        return np.asarray(
            cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR), dtype=np.float32
        )
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), dtype=np.float32)
