"""The skin's own colour: redness, blotches, freckles, stubble, and the brows that grow on it."""

import numpy as np

from .grid import Array, Grid, add_bump, bell, cloud, mix, smoothstep, wander
from .people import Person
from .shape import Brow, Face

BLUSH = np.array([0.02, -0.13, -0.12], dtype=np.float32)


def albedo(at: Grid, face: Face, rng: np.random.Generator) -> Array:
    """The skin's reflectance, linear RGB, brows and lips not yet on it."""
    who, shape = face.person, at.shape
    red = np.zeros(shape, dtype=np.float32)
    for side in (-1, 1):
        add_bump(red, at, (side * 0.38, 0.25), (0.15, 0.12), 0.75)
        add_bump(red, at, (side * 0.30, 0.10), (0.12, 0.05), 0.30)
        add_bump(red, at, (side * 0.70, 0.15), (0.08, 0.2), 0.9)
    add_bump(red, at, (0, 0.30), (0.11, 0.08), 0.6)
    add_bump(red, at, (0, 0.85), (0.14, 0.08), 0.3)
    red += 0.22 * cloud(rng, shape, at.scale * 0.11)
    tone = 1 + 0.035 * cloud(rng, shape, at.scale * 0.3) + 0.022 * cloud(rng, shape, 2.2)
    tone += 0.02 * rng.standard_normal(shape, dtype=np.float32)
    for side in (-1, 1):
        add_bump(tone, at, (side * who.eye_gap, 0.12), (0.10, 0.04), -0.07 - 0.06 * who.age)
        add_bump(tone, at, (side * who.eye_gap, -0.07), (0.12, 0.05), -0.05)
    if who.freckles > 0.05:
        spots = smoothstep(1.5, 2.3, cloud(rng, shape, at.scale * 0.018))
        tone -= 0.35 * who.freckles * spots * smoothstep(-0.1, 0.2, at.v) * bell(at.v - 0.2, 0.25)
    skin = who.skin * (1 + red[..., None] * BLUSH * np.float32(1.3)) * tone[..., None]
    if who.stubble > 0.05:
        _stubble(skin, at, face, rng)
    return np.asarray(np.clip(skin, 0.01, 1), dtype=np.float32)


def _stubble(skin: Array, at: Grid, face: Face, rng: np.random.Generator) -> None:
    who, mouth = face.person, face.mouth
    low = smoothstep(0.45, 0.75, at.v) * (1 - 0.6 * bell(at.u, 0.5) * bell(at.v - 0.6, 0.1))
    lip = bell(at.v - (mouth.v - 0.10), 0.04) * bell(at.u, 0.16)
    where = np.clip(np.maximum(low, 0.8 * lip), 0, 1)
    dots = 0.6 + 0.5 * rng.standard_normal(at.shape, dtype=np.float32)
    alpha = np.clip(where * who.stubble * 0.38 * dots, 0, 0.6).astype(np.float32)
    skin += (np.array([0.11, 0.10, 0.10], dtype=np.float32) * 0.8 - skin) * alpha[..., None]


def draw_brow(skin: Array, at: Grid, brow: Brow, who: Person, rng: np.random.Generator) -> None:
    """Grow one brow on the skin's albedo, in place: hairs that lean outwards."""
    left, right = sorted((brow.side * 0.0, brow.side * (float(brow.u[-1]) + 0.06)))
    window = at.window(left, right, float(brow.v.min()) - 0.12, float(brow.v.max()) + 0.12)
    u, v = at.within(window)
    out = brow.side * u
    centre = np.interp(out, brow.u, brow.v).astype(np.float32)
    t = (out - brow.u[0]) / (brow.u[-1] - brow.u[0])
    taper = smoothstep(-0.09, 0.12, t) * (1 - 0.72 * smoothstep(0.45, 1.02, t))
    thick = brow.thick * np.maximum(taper, 0.05)
    d = (v - centre) / thick
    ends = smoothstep(-0.10, 0.10, t) * smoothstep(1.06, 0.85, t)
    strands = wander(rng, 2048, 90)
    lean = out + (v - centre) * (0.9 - 1.1 * np.clip(t, 0, 1)) * np.sign(centre - v + 0.01)
    hairs = strands[(np.abs(lean) * 2400).astype(int) % 2048]
    body = smoothstep(1.35, 0.35, np.abs(d) + 0.12 * hairs)
    alpha = np.clip(body * ends * who.brow_dark * (0.93 + 0.10 * hairs), 0, 0.96)
    alpha = 1 - (1 - alpha) ** 1.7  # in linear light a little skin between hairs shines a lot
    colour = who.hair * np.float32(0.7) + np.float32(0.006)
    skin[window] = mix(
        skin[window], np.broadcast_to(colour, (*d.shape, 3)), alpha.astype(np.float32)
    )
