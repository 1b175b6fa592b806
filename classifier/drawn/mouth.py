"""Lips, teeth and what is behind them."""

from dataclasses import dataclass

import numpy as np

from .grid import Array, Grid, bell, mix, smoothstep
from .shape import Face, Mouth

TEETH = np.array([0.84, 0.77, 0.66], dtype=np.float32)
TONGUE = np.array([0.36, 0.09, 0.08], dtype=np.float32)
DARK = np.array([0.030, 0.008, 0.007], dtype=np.float32)


@dataclass(frozen=True)
class LipCurves:
    """The v of the lips' four edges over a row of u."""

    x: Array  # −1 at the left corner, 1 at the right one
    outer_upper: Array
    inner_upper: Array
    inner_lower: Array
    outer_lower: Array


def lip_curves(mouth: Mouth, u: Array) -> LipCurves:
    """Evaluate the lips' edges at *u*; beyond the corners all four run together."""
    x = (u - mouth.u) / mouth.half
    far = np.minimum(np.abs(x), 1.0)
    corner = np.where(x < 0, mouth.corners[0], mouth.corners[1])
    line = mouth.v + corner * far**mouth.power
    gap = (1 - far**mouth.square) ** (1.4 / mouth.square)
    full = (1 - far**2.2) ** 0.8
    bow = full * (1 - 0.22 * bell(x, 0.13) + 0.10 * bell(np.abs(x) - 0.22, 0.12))
    wave = 0.006 * bell(x, 0.18) - 0.003 * bell(far - 0.4, 0.15)
    inner_upper = line + wave - mouth.up * gap
    inner_lower = line + wave + mouth.down * gap
    return LipCurves(
        x=x.astype(np.float32),
        outer_upper=(inner_upper - mouth.upper * bow).astype(np.float32),
        inner_upper=inner_upper.astype(np.float32),
        inner_lower=inner_lower.astype(np.float32),
        outer_lower=(inner_lower + mouth.lower * full**0.8).astype(np.float32),
    )


def _box(mouth: Mouth, at: Grid) -> tuple[slice, slice]:
    return at.window(
        mouth.u - mouth.half - 0.06, mouth.u + mouth.half + 0.06,
        mouth.v - mouth.up - 0.26, mouth.v + mouth.down + 0.26,
    )  # fmt: skip


def redden(skin: Array, at: Grid, face: Face) -> None:
    """Paint the lips' red into the skin's albedo, in place."""
    who, mouth = face.person, face.mouth
    window = _box(mouth, at)
    u, v = at.within(window)
    curves = lip_curves(mouth, u)
    soft = 0.012
    lips = smoothstep(-soft, soft, v - curves.outer_upper)
    lips = lips * smoothstep(-soft, soft * 1.4, curves.outer_lower - v)
    lips = lips * smoothstep(1.03, 0.9, np.abs(curves.x))
    grooves = 1 + 0.05 * np.sin(u * 260 + 8 * np.sin(u * 31))
    red = who.skin * (1 - who.lip_red * np.array([0.36, 0.70, 0.60], dtype=np.float32))
    colour = red * grooves[..., None]
    skin[window] = mix(skin[window], colour, lips * 0.9)


def open_mouth(light: Array, at: Grid, face: Face, glow: Array) -> None:
    """Draw the gap between the lips over the lit face, in place; *glow* is the light there."""
    mouth = face.mouth
    window = _box(mouth, at)
    u, v = at.within(window)
    curves = lip_curves(mouth, u)
    pixel = 1.0 / at.scale
    far = np.clip(np.abs(curves.x), 0, 1)
    gap = smoothstep(-pixel, pixel, v - curves.inner_upper)
    gap = gap * smoothstep(-pixel, pixel, curves.inner_lower - v) * smoothstep(1.0, 0.94, far)
    gap = gap * np.clip((curves.inner_lower - curves.inner_upper) / 0.02, 0, 1)
    inside = _interior(mouth, curves, u, v, far) * glow
    light[window] = mix(light[window], inside, gap)
    # The lips' meeting line: the darkest stroke of a closed mouth, deeper at its corners.
    line = 0.5 * (curves.inner_upper + curves.inner_lower)
    thin = np.clip(1 - (curves.inner_lower - curves.inner_upper) / 0.03, 0, 1)
    width = 0.008 + 0.006 * bell(far - 0.95, 0.1)
    stroke = np.exp(-0.5 * np.square((v - line) / width)) * (0.25 + 0.75 * np.maximum(thin, far**6))
    stroke = stroke * smoothstep(1.12, 0.97, np.abs(curves.x))
    light[window] *= (1 - 0.72 * stroke)[..., None] + 0.10 * stroke[..., None] * np.array(
        [1.0, 0.3, 0.3], dtype=np.float32
    )


def _interior(mouth: Mouth, curves: LipCurves, u: Array, v: Array, far: Array) -> Array:
    """The colours behind the lips: a dark cavity, the tongue, the rows of teeth."""
    shape = np.broadcast_shapes(u.shape, v.shape)
    cavity = np.broadcast_to(DARK, (*shape, 3)).astype(np.float32)
    depth = mouth.up + mouth.down
    tongue = smoothstep(0.45, 0.9, (v - curves.inner_upper) / max(depth, 0.02))
    tongue = tongue * bell(far, 0.45) * min(depth / 0.2, 1.0) * 0.75
    cavity = mix(cavity, TONGUE * np.float32(0.8), tongue)
    middle = np.abs((u - mouth.u) / 0.062 + 0.5)
    seams = 1 - 0.30 * bell(middle - np.round(middle), 0.055)
    sides = (1 - 0.75 * far**2.5) * seams
    for row, edge, sign in (
        (mouth.teeth[0], curves.inner_upper, 1.0),
        (mouth.teeth[1], curves.inner_lower, -1.0),
    ):
        if row < 0.08:
            continue
        down = sign * (v - edge)
        long = 0.095 * row * (1 - 0.25 * far**2) - 0.006 * bell(middle - np.round(middle), 0.12)
        cover = smoothstep(0.006, -0.006, down - long)
        shade = sides * (0.45 + 0.55 * smoothstep(0.0, 0.035, down))
        cavity = mix(cavity, TEETH * shade[..., None], cover * min(row * 2.5, 1.0))
    return cavity
