"""Hair: where each style lies, its bulk over the skull, and strands that catch the light."""

from dataclasses import dataclass

import numpy as np

from .grid import Array, Grid, bell, cloud, smoothstep, wander
from .light import Light, halfway, slopes
from .people import Person


@dataclass(frozen=True)
class Style:
    """How a style lies; lengths in head units."""

    bulk: float  # beyond the skull at the sides
    top: float  # beyond the skull at the top
    line: float  # v of the hairline in the middle
    sides: float  # v that it reaches in front of the ears
    curtain: float = -1.0  # v that long hair hangs to; none if negative
    fringe: float = 0.0  # how ragged the hairline is
    sweep: float = 0.0  # how much lower the line is on the side away from the part
    ears: bool = True


STYLES = {
    "short": Style(0.05, 0.13, -0.53, 0.05, fringe=0.03, sweep=0.06),
    "fringe": Style(0.05, 0.15, -0.36, 0.04, fringe=0.07),
    "side": Style(0.05, 0.16, -0.56, 0.06, fringe=0.02, sweep=0.14),
    "buzz": Style(0.012, 0.05, -0.58, 0.02, fringe=0.015),
    "receding": Style(0.025, 0.07, -0.66, 0.04, fringe=0.02),
    "curtain": Style(0.06, 0.17, -0.60, 0.10, fringe=0.03, sweep=-1.0),
    "long": Style(0.12, 0.15, -0.62, 0.3, curtain=1.62, sweep=-1.0, ears=False),
    "bob": Style(0.15, 0.15, -0.6, 0.3, curtain=0.95, sweep=0.2, ears=False),
    "fringe-long": Style(0.12, 0.15, -0.34, 0.3, curtain=1.62, fringe=0.05, ears=False),
    "fringe-bob": Style(0.16, 0.15, -0.34, 0.3, curtain=0.85, fringe=0.05, ears=False),
    "side-long": Style(0.13, 0.16, -0.58, 0.3, curtain=1.62, sweep=0.22, ears=False),
    "tied": Style(0.03, 0.10, -0.6, 0.06, fringe=0.015),
}


@dataclass(frozen=True)
class Hair:
    """Hair on the canvas: its coverage, its height and the coordinate across its strands."""

    cover: Array
    z: Array
    across: Array
    strand: Array  # −1 to 1 or so


def grow(at: Grid, who: Person, rng: np.random.Generator) -> Hair:
    """Lay a person's hair on the canvas."""
    style = STYLES[who.style]
    u, v = at.u, at.v
    across = (u - who.part) / (np.minimum(v, 0.1) * 0.75 + 1.55)
    across = (
        across + 0.012 * np.sin(5 * v + 9 * who.part) + 0.01 * cloud(rng, at.shape, at.scale * 0.25)
    )
    strand = _strands(across, rng)
    shell_u = who.width + style.bulk
    rise = 1.0 + style.top
    middle = -0.05
    share = np.sqrt(
        np.square(u / shell_u) ** 1.2
        + np.square(np.minimum(v - middle, 0) / (rise + middle)) ** 1.2
    )
    ragged = 0.012 * strand * (1 + 10 * style.fringe)
    shell = np.clip((1 - share + 0.9 * ragged) * shell_u * at.scale * 0.7 + 0.5, 0, 1)
    line = _hairline(at, who, style, rng)
    soft = 0.03 + 0.25 * style.fringe * (style.line > -0.5)
    above = smoothstep(soft, -soft, v - line + 2.2 * ragged)
    cover = shell * above
    if style.curtain > 0:
        cover = np.maximum(cover, _curtain(at, who, style, ragged))
    z = 0.60 * np.sqrt(np.clip(1 - share**2, 0.0, 1)) + 0.06 * np.minimum(cover, 1)
    return Hair(
        cover=cover.astype(np.float32),
        z=(z + 0.005 * strand).astype(np.float32),
        across=across.astype(np.float32),
        strand=strand,
    )


def _strands(across: Array, rng: np.random.Generator) -> Array:
    fine, coarse = wander(rng, 4096, 620), wander(rng, 4096, 170)
    index = ((across + 4) * 620).astype(np.int32) % 4096
    return np.asarray(0.55 * fine[index] + 0.5 * coarse[index], dtype=np.float32)


def _hairline(at: Grid, who: Person, style: Style, rng: np.random.Generator) -> Array:
    """The v down to which hair covers the forehead and temples, over a row of u."""
    side = np.abs(at.u) / who.width
    if style.line > -0.5:  # a fringe hides the hairline
        locks = wander(rng, at.shape[1], 11) * style.fringe * 0.35
        fringe = style.line + 2.0 * np.clip(side - 0.72, 0, 1) ** 2 + locks[None, :]
        return np.asarray(fringe, dtype=np.float32)
    away = np.clip((at.u - who.part) * -np.sign(who.part) / 0.6, 0, 1)
    row = style.line + (style.sides - style.line) * smoothstep(0.62, 1.0, side) ** 1.3
    row = row + 0.05 * side**2
    if style.sweep < 0:  # parted like a curtain: two arcs that meet at the part
        apart = np.abs(at.u - who.part * 0.4)
        row = style.line - 0.08 + 1.35 * np.clip(apart, 0, 0.7) ** 1.7 + 0.3 * side**6
    row = row + max(style.sweep, 0) * np.sin(np.pi * np.clip(away * 0.75, 0, 1))
    if who.style == "receding":
        row = row - 0.16 * bell(np.abs(at.u) - 0.30, 0.12)
    return np.asarray(row, dtype=np.float32)


def _curtain(at: Grid, who: Person, style: Style, ragged: Array) -> Array:
    """Hair that hangs beside the face, in front of the shoulders."""
    u, v = np.abs(at.u), at.v
    inner = who.width * (0.94 - 0.05 * smoothstep(0.0, 0.6, v)) - 0.10 * bell(v - 0.95, 0.25)
    inner = inner + 0.12 * smoothstep(1.0, 1.7, v)
    outer = who.width + style.bulk + 0.05 * smoothstep(-0.1, 0.7, v)
    outer = outer - 0.10 * smoothstep(style.curtain - 0.35, style.curtain + 0.05, v)
    edge = 0.02
    side = smoothstep(-edge, edge, u - inner + 1.5 * ragged)
    side = side * smoothstep(-edge, edge, outer - u + 1.2 * ragged)
    end = smoothstep(0.06, -0.06, v - style.curtain - 2 * ragged)
    return np.asarray(side * end * smoothstep(-0.55, -0.35, v), dtype=np.float32)


def shade_hair(hair: Hair, who: Person, light: Light, scale: float) -> Array:
    """Lit hair, linear RGB: a highlight where the strands bend towards the lamp (Kajiya–Kay)."""
    lit = np.zeros((*hair.z.shape, 3), dtype=np.float32)
    there = hair.cover > 0.004
    nu, nv, nz = (part[there] for part in slopes(hair.z, scale))
    across, strand = hair.across[there], hair.strand[there]
    nz = np.maximum(nz, 0.15)
    lu, lv, lz = (float(part) for part in light.towards)
    half = halfway(light)
    tu = across * 0.6
    tz = -(nu * tu + nv) / nz
    along = (tu * half[0] + half[1] + tz * half[2] + 0.06 * strand) / np.sqrt(tu * tu + 1 + tz * tz)
    glint = np.clip(1 - along * along, 0, 1) ** 20
    facing = np.clip(0.25 + 0.75 * (nu * lu + nv * lv + nz * lz), 0, 1)
    body = np.clip(0.75 + 0.42 * strand, 0.15, 1.9)
    sheen = glint * facing * np.clip(0.55 + 0.5 * strand, 0, 1.6)
    for channel in range(3):
        lamp, room = float(light.lamp[channel]), float(light.room[channel])
        own = float(who.hair[channel])
        light_here = 1.1 * lamp * facing + room * (0.6 - 0.3 * nv)
        lit[..., channel][there] = light_here * body * own + sheen * ((0.055 + 0.6 * own) * lamp)
    return lit
