"""A head seen from the front: skin, ears, hair, eyes, mouth and glasses put together."""

from dataclasses import dataclass

import numpy as np

from .eyes import draw_eye
from .glasses import put_on
from .grid import Array, Grid, add_bump, bell, blurred, cloud, grid, mix, smoothstep
from .hair import STYLES, grow, shade_hair
from .light import Light, shade_skin
from .mouth import open_mouth, redden
from .shape import Face
from .skin import albedo, draw_brow
from .surface import height

# The canvas in head units; the long styles end at its lower edge.
BOUNDS = (-1.15, 1.15, -1.3, 1.8)
FACE_BOUNDS = (-0.92, 0.92, -1.06, 1.28)  # with ears, and with the jaw wide open


@dataclass(frozen=True)
class Head:
    """A lit head on its canvas: linear RGB, coverage, and the height that parallax follows."""

    at: Grid
    rgb: Array
    cover: Array
    z: Array


def build(face: Face, light: Light, scale: float) -> Head:
    """Draw a head in *light* with *scale* pixels per head unit."""
    whole = grid(*BOUNDS, scale)
    window = whole.window(*FACE_BOUNDS)
    at = whole.cut(window)
    who = face.person
    rng = np.random.default_rng([104729, who.texture])
    cover, z = height(at, face)
    skin = albedo(at, face, rng)
    if STYLES[who.style].ears:
        cover = _ears(z, skin, cover, at, face)
    _nostrils(skin, at, face)
    pores = np.float32(0.0005 * (1 + 0.6 * who.age)) * cloud(rng, at.shape, 1.7 * scale / 150)
    redden(skin, at, face)
    for brow in face.brows:
        draw_brow(skin, at, brow, who, rng)
    hair = grow(whole, who, rng)
    over = np.maximum(z, z + (hair.z[window] - z) * hair.cover[window])
    gloss = who.gloss * (0.45 + 0.75 * bell(at.u, 0.25)) * smoothstep(1.0, 0.7, np.abs(at.v))
    lit = shade_skin(skin, z + pores, over, light, scale=scale, gloss=gloss)
    _draw_features(lit, at, face, light)
    rgb, covered = np.zeros((*whole.shape, 3), np.float32), np.zeros(whole.shape, np.float32)
    high = np.minimum(hair.z, 0.5) * hair.cover
    rgb[window], covered[window], high[window] = lit, cover, over
    total = hair.cover + covered * (1 - hair.cover)
    share = hair.cover / np.maximum(total, 1e-4)
    rgb = mix(rgb, shade_hair(hair, who, light, scale), share)
    return Head(whole, rgb, blurred(total, 0.6 * scale / 150), blurred(high, 0.06 * scale))


def _draw_features(lit: Array, at: Grid, face: Face, light: Light) -> None:
    skin = face.person.skin
    for eye in face.eyes:
        glow = _glow(lit, at, (eye.u, 0.17), skin)
        draw_eye(lit, at, eye, face.person, glow=glow, sun=light.towards)
    open_mouth(lit, at, face, _glow(lit, at, (0.0, 0.85 + face.drop), skin))
    if face.person.glasses:
        put_on(lit, at, face, light)


def _glow(rgb: Array, at: Grid, near: tuple[float, float], skin: Array) -> Array:
    """The light that falls on a place, guessed from the lit skin beside it."""
    window = at.window(near[0] - 0.06, near[0] + 0.06, near[1] - 0.03, near[1] + 0.03)
    mean = rgb[window].reshape(-1, 3).mean(axis=0) / np.maximum(skin, 0.02)
    return np.asarray(np.clip(0.75 * mean + 0.25 * mean.mean(), 0.12, 1.25), dtype=np.float32)


def _ears(z: Array, skin: Array, cover: Array, at: Grid, face: Face) -> Array:
    reach = face.person.width + 0.035
    for side in (-1, 1):
        window = at.beside(side, reach - 0.14, reach + 0.16, (-0.25, 0.5))
        u, v = at.within(window)
        x = (side * u - reach - 0.10 * (0.1 - v) * 0.6) / 0.075
        y = (v - 0.10) / 0.20
        round_ = np.hypot(x * (1 + 0.25 * y), y)
        ear = np.clip((1 - round_) * 0.085 * at.scale + 0.5, 0, 1)
        behind = ear * (1 - cover[window])
        rim = 0.20 + 0.05 * bell(round_ - 0.82, 0.10) - 0.06 * bell(round_ - 0.3, 0.25)
        z[window] = z[window] * (1 - behind) + rim * behind
        skin[window] *= (1 - 0.35 * behind * bell(round_ - 0.3, 0.22))[..., None]
        cover[window] = np.maximum(cover[window], ear)
    return cover


def _nostrils(skin: Array, at: Grid, face: Face) -> None:
    who = face.person
    dark = np.zeros(at.shape, dtype=np.float32)
    v = who.nose_long - 0.012 - 0.015 * face.mean(9) - 0.01 * face.mean(10)
    for side in (-1, 1):
        add_bump(
            dark, at, (side * 0.052 * who.nose_width, v), (0.019 * who.nose_width, 0.0105), 0.85
        )
        add_bump(dark, at, (side * 0.085 * who.nose_width, v - 0.002), (0.018, 0.008), 0.2)
    add_bump(dark, at, (0, v + 0.022), (0.05, 0.010), 0.12)
    skin *= (1 - np.clip(dark, 0, 0.92))[..., None]
