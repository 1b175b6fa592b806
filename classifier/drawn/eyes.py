"""Eyeballs, lids and lashes, drawn over the lit face."""

from dataclasses import dataclass

import numpy as np

from .grid import Array, Grid, bell, mix, smoothstep
from .people import Person
from .shape import Eye

SCLERA = np.array([0.66, 0.60, 0.56], dtype=np.float32)
RIM = np.array([0.30, 0.12, 0.10], dtype=np.float32)
LASH = np.array([0.012, 0.009, 0.008], dtype=np.float32)
IRIS_RADIUS = 0.43  # in half widths of the eye: 11.7 mm of some 28 mm


@dataclass(frozen=True)
class Opening:
    """A window around one eye in half widths of the eye: x outwards, y down, the lids' edges."""

    x: Array
    y: Array
    upper: Array
    lower: Array
    pixel: float  # the width of an edge's soft step


def lids(eye: Eye, x: Array) -> tuple[Array, Array]:
    """The y of the upper and the lower lid's edge over x, both in half widths of the eye.

    x is −1 at the inner corner and 1 at the outer one, y grows downwards.
    """
    far = np.minimum(np.abs(x), 1.0)
    base = -eye.tilt * x
    arch = (1 - far**2.3) ** 0.85 * (1 - 0.10 * x)
    upper = base - eye.upper * arch
    upper = upper + eye.droop * smoothstep(-0.3, 0.9, x) * (1 - far**4) * 1.3
    upper = upper + eye.press * smoothstep(0.35, -0.75, x) * (1 - far**6)
    lower = base + eye.lower * (1 - far**2.6) * (1 + 0.12 * x)
    return np.minimum(upper, lower - 0.02).astype(np.float32), lower.astype(np.float32)


def draw_eye(light: Array, at: Grid, eye: Eye, who: Person, *, glow: Array, sun: Array) -> None:
    """Draw one eye into the lit face in place.

    *glow* is the light that falls on it (RGB), *sun* points to the lamp, for the catchlight.
    """
    reach = eye.half * 1.6
    window = at.window(eye.u - reach, eye.u + reach, eye.v - reach, eye.v + reach)
    u, v = at.within(window)
    x = eye.side * (u - eye.u) / eye.half
    y = (v - eye.v) / eye.half
    pixel = 1.2 / (at.scale * eye.half)
    upper, lower = lids(eye, x)
    inside = smoothstep(-pixel, pixel, y - upper) * smoothstep(-pixel, pixel, lower - y)
    inside = inside * smoothstep(1.0, 0.96, np.abs(x))
    opening = Opening(x, y, upper, lower, pixel)
    patch = _shade_lids(light[window], eye, opening)
    patch = mix(patch, _eyeball(eye, who, opening, sun) * glow, inside)
    light[window] = _lashes(patch, who, opening)


def _shade_lids(patch: Array, eye: Eye, opening: Opening) -> Array:
    x, y, upper, lower = opening.x, opening.y, opening.upper, opening.lower
    far = np.clip(np.abs(x), 0, 1.4)
    above = upper - y
    fold = 0.16 + 0.10 * eye.crease + 0.05 * np.clip(eye.upper - 0.4, -0.2, 0.5)
    fade = smoothstep(1.25, 0.7, far)
    crease = bell(above - fold - 0.04 * x, 0.035) * fade * (0.12 + 0.5 * eye.crease)
    hood = bell(above - fold - 0.16, 0.14) * fade * 0.16
    rim = bell(y - lower - 0.035, 0.03) * smoothstep(1.0, 0.8, far)
    bag = bell(y - lower - 0.22, 0.07) * smoothstep(1.1, 0.5, far) * 0.10
    shade = 1 - crease - hood * smoothstep(0.6, -0.6, x) - bag
    patch = patch * shade[..., None]
    patch = patch + patch * (0.16 * bell(above - 0.08, 0.06) * fade)[..., None]
    return np.asarray(patch + (0.25 * rim[..., None]) * patch, dtype=np.float32)


def _eyeball(eye: Eye, who: Person, opening: Opening, sun: Array) -> Array:
    x, y, upper, lower = opening.x, opening.y, opening.upper, opening.lower
    pixel = opening.pixel
    radius = np.hypot(x - eye.gaze[0] * eye.side, y - eye.gaze[1])
    angle = np.arctan2(y - eye.gaze[1], x)
    shaded = SCLERA * (1 - 0.30 * np.clip(np.abs(x), 0, 1) ** 2.2)[..., None]
    red = bell(x + 0.98, 0.11)
    white = np.broadcast_to(shaded, (*radius.shape, 3)).astype(np.float32)
    white = mix(white, RIM * np.float32(1.3), np.broadcast_to(red, radius.shape))
    fibres = 1 + 0.18 * np.sin(angle * 23 + 3 * np.sin(angle * 5)) * (radius / IRIS_RADIUS)
    depth = 0.75 + 0.7 * smoothstep(0.15, IRIS_RADIUS, radius) + 0.35 * y
    iris = who.iris * (fibres * depth)[..., None]
    iris = iris * (1 - 0.75 * smoothstep(IRIS_RADIUS * 0.8, IRIS_RADIUS, radius))[..., None]
    ball = mix(white, iris, smoothstep(IRIS_RADIUS + pixel, IRIS_RADIUS - pixel, radius))
    ball *= (1 - 0.97 * smoothstep(0.19 + pixel, 0.19 - pixel, radius))[..., None]
    # The upper lid and its lashes shade the ball; the lower lid only its own edge.
    shade = 0.45 + 0.55 * smoothstep(0.0, 0.22, y - upper)
    shade = shade * (0.8 + 0.2 * smoothstep(0.0, 0.08, lower - y))
    ball *= shade[..., None]
    gx, gy = eye.gaze[0] * eye.side + 0.17 * eye.side * float(sun[0]), eye.gaze[1] - 0.15
    spark = smoothstep(0.075 + pixel, 0.075 - pixel, np.hypot(x - gx, y - gy))
    return np.asarray(ball + (0.7 * spark)[..., None], dtype=np.float32)


def _lashes(patch: Array, who: Person, opening: Opening) -> Array:
    x, y, upper, lower = opening.x, opening.y, opening.upper, opening.lower
    far = np.clip(np.abs(x), 0, 1.2)
    above = upper - y
    thick = (0.045 + 0.03 * who.woman) * (0.7 + 0.4 * np.clip(x, -0.6, 1))
    line = np.exp(-0.5 * np.square((above - 0.01) / thick)) * smoothstep(1.12, 0.95, far)
    hairs = 0.5 + 0.5 * np.sin((x + 0.5 * above * np.sign(x)) * 46)
    fringe = smoothstep(0.0, 0.03, above) * smoothstep(0.10 + 0.06 * who.woman, 0.02, above)
    fringe = fringe * hairs * smoothstep(1.2, 0.8, far) * (0.15 + 0.3 * who.woman)
    low = np.exp(-0.5 * np.square((y - lower - 0.01) / 0.03)) * smoothstep(1.05, 0.8, far)
    low = low * (0.25 + 0.25 * smoothstep(-0.5, 0.9, x))
    strength = np.clip(0.92 * line + fringe + low, 0, 0.95)
    return mix(patch, np.broadcast_to(LASH, patch.shape), strength.astype(np.float32))
