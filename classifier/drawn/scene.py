"""Everything behind the head: an out-of-focus background, neck, shoulders and clothes."""

import numpy as np

from .grid import Array, bell, blurred, cloud, mix, smoothstep
from .light import Light
from .people import Person
from .shape import Face

CLOTHES = (
    (0.03, 0.035, 0.05), (0.55, 0.56, 0.58), (0.06, 0.10, 0.22), (0.30, 0.05, 0.06),
    (0.12, 0.16, 0.12), (0.42, 0.36, 0.28), (0.20, 0.21, 0.23), (0.10, 0.22, 0.26),
    (0.50, 0.30, 0.30), (0.02, 0.02, 0.02),
)  # fmt: skip


def background(size: int, light: Light, rng: np.random.Generator) -> Array:
    """A wall, a room or greenery, size × size, linear RGB; out of focus, so it is drawn small."""
    import cv2

    rows = columns = size // 2
    tint = rng.uniform(0.10, 0.62) * (1 + 0.06 * rng.standard_normal(3))
    other = np.clip(tint * rng.uniform(0.45, 1.5) * (1 + 0.07 * rng.standard_normal(3)), 0.02, 0.8)
    ramp = np.linspace(0, 1, columns)[None, :] * rng.uniform(-1, 1)
    ramp = ramp + np.linspace(0, 1, rows)[:, None] * rng.uniform(-1, 1)
    ramp = np.clip(ramp - ramp.min(), 0, 1)[..., None]
    wall = (tint + (other - tint) * ramp).astype(np.float32)
    if rng.random() < 0.6:
        wall = _things(wall, rng)
    texture = 1 + 0.018 * cloud(rng, (rows, columns), columns * 0.06)[..., None]
    glow = light.room + np.float32(0.5) * light.lamp
    lit = np.clip(wall, 0.01, 0.9).astype(np.float32) * texture.astype(np.float32) * glow
    return np.asarray(
        cv2.resize(lit, (size, size), interpolation=cv2.INTER_LINEAR), dtype=np.float32
    )


def _things(wall: Array, rng: np.random.Generator) -> Array:
    """Shelves, windows, leaves: what blur leaves of them."""
    rows, columns = wall.shape[:2]
    for _ in range(int(rng.integers(2, 8))):
        top, left = int(rng.uniform(-0.2, 1) * rows), int(rng.uniform(-0.2, 1) * columns)
        tall, wide = int(rng.uniform(0.08, 0.7) * rows), int(rng.uniform(0.05, 0.4) * columns)
        colour = np.clip(rng.uniform(0.04, 0.7) * (1 + 0.15 * rng.standard_normal(3)), 0.01, 0.9)
        wall[max(top, 0) : top + tall, max(left, 0) : left + wide] = colour
    return blurred(wall, columns * rng.uniform(0.02, 0.05))


def body(
    behind: Array, place: tuple[Array, Array], face: Face, light: Light, rng: np.random.Generator
) -> Array:
    """Neck and shoulders over *behind*; *place* holds each pixel's u and v, upright."""
    first = int(np.searchsorted(place[1][:, 0], 0.2))  # the body begins somewhere below the eyes
    scene = behind.copy()
    u, v = place[0][first:], place[1][first:]
    who = face.person
    pixel = float(u[0, 1] - u[0, 0])
    side = np.abs(u)
    wide = (1.30 if who.woman else 1.5) * rng.uniform(0.94, 1.05)
    neck = who.neck + 0.05 * bell(v - 0.7, 0.25)
    slope = smoothstep(1.08, 1.75, v) ** 1.25
    edge = neck + (wide - neck) * slope
    cover = smoothstep(-pixel, pixel, edge - side) * smoothstep(0.2, 0.3, v)
    skin = _neck(u, v, side, who, light)
    cloth = _cloth(u, v, edge, light, rng)
    dip = rng.choice([0.12, 0.2, 0.42])
    collar = 1.34 + float(dip) * np.clip(1 - (side / 0.52) ** (1.2 if dip > 0.3 else 2.0), -0.4, 1)
    on = smoothstep(-pixel, pixel, v - collar)
    rim = bell(v - collar, 0.012) * 0.35 + 0.3 * bell(v - collar - 0.065, 0.01)
    shadow = 1 - 0.45 * smoothstep(0.05, 0.0, collar - v) * (1 - on)
    dressed = mix(skin * shadow[..., None], cloth * (1 - rim)[..., None], on)
    scene[first:] = mix(scene[first:], dressed, cover)
    return scene


def _neck(u: Array, v: Array, side: Array, who: Person, light: Light) -> Array:
    lu, lv, lz = (float(part) for part in light.towards)
    x = np.clip(u / (who.neck + 0.06 + 0.9 * smoothstep(1.1, 1.8, v)), -1, 1)
    nz = np.sqrt(np.clip(1 - x * x, 0, 1))
    facing = np.clip((x * lu * 0.9 - 0.15 * lv + nz * lz + 0.2) / 1.2, 0, 1)
    chin = 1 - 0.72 * smoothstep(1.34, 1.0, v + 0.12 * x * x - 0.06 * lu * x)
    cords = 1 - 0.10 * bell(side - 0.16 - 0.12 * (1.4 - v), 0.03) * smoothstep(1.0, 1.3, v)
    bones = 1 - 0.16 * bell(v - 1.52 + 0.10 * side, 0.03) * bell(side - 0.25, 0.14)
    amount = facing * chin * cords * bones
    room = (0.45 + 0.45 * nz) * (0.45 + 0.55 * chin)
    lit = light.lamp * amount.astype(np.float32)[..., None]
    lit += light.room * room.astype(np.float32)[..., None]
    return np.asarray(
        lit * who.skin * np.array([0.90, 0.82, 0.80], dtype=np.float32), dtype=np.float32
    )


def _cloth(u: Array, v: Array, edge: Array, light: Light, rng: np.random.Generator) -> Array:
    colour = np.array(CLOTHES[int(rng.integers(len(CLOTHES)))], dtype=np.float32)
    colour = colour * np.float32(rng.uniform(0.7, 1.25))
    folds = cloud(rng, (u.shape[1], u.shape[1]), 0.16 * u.shape[1])[-u.shape[0] :]
    turn = np.clip(np.abs(u) / np.maximum(edge, 0.3), 0, 1)
    facing = 0.35 + 0.65 * np.sqrt(1 - 0.85 * turn**3)
    facing = facing * (1 + 0.3 * float(light.towards[0]) * u) * (1 + 0.13 * folds)
    if rng.random() < 0.25:
        stripes = np.sin((v if rng.random() < 0.6 else u) * rng.uniform(30, 60))
        facing = facing * (1 + 0.22 * np.sign(stripes))
    weave = 1 + 0.04 * rng.standard_normal((u.shape[1], u.shape[1]), dtype=np.float32)[-len(u) :]
    lit = (light.lamp * np.float32(0.8) + light.room) * colour
    return np.asarray(
        lit * (np.clip(facing, 0.1, 2) * weave).astype(np.float32)[..., None], dtype=np.float32
    )
