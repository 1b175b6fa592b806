"""The face as a height field over the picture plane: skull, features, folds and wrinkles."""

import numpy as np

from .action_units import Units
from .grid import Array, Grid, add_bump, bell, smoothstep
from .people import Person
from .shape import Face

DEPTH = 0.62  # how far the face stands out from the plane of its outline


def resting_rows(at: Grid, face: Face) -> Array:
    """For every row, the row that it would be with the jaw closed."""
    return at.v - face.drop * smoothstep(0.38, 1.0, at.v)


def half_width(who: Person, rows: Array) -> Array:
    """Half the outline's width at these resting rows; 0 above the skull and below the chin."""
    cheek = 0.06
    above = np.clip((cheek - rows) / (cheek + 1.0), 0, 1)
    below = np.clip((rows - cheek) / (1.0 - cheek), 0, 1)
    skull = (1 - above**2.5) ** (1 / 2.2)
    jaw = (1 - below ** (1.45 + 0.55 * who.jaw)) ** (1 / 1.85)
    return np.asarray(who.width * np.where(rows < cheek, skull, jaw), dtype=np.float32)


def outline(at: Grid, face: Face) -> tuple[Array, Array]:
    """The head's coverage without hair and ears (0 to 1), and its smooth height."""
    rows = resting_rows(at, face)
    # An open jaw stretches the cheeks inwards.
    width = half_width(face.person, rows) * (1 - 0.3 * face.drop * bell(at.v - 0.72, 0.22))
    share = np.abs(at.u) / np.maximum(width, 1e-3)
    cover = np.clip((width - np.abs(at.u)) * at.scale + 0.5, 0, 1) * (width > 0.01)
    inside = np.clip(1 - share**2.3, 0, 1) * np.clip(1 - np.abs(rows / 1.04) ** 5, 0, 1)
    return cover.astype(np.float32), np.asarray(DEPTH * np.sqrt(inside), dtype=np.float32)


def height(at: Grid, face: Face) -> tuple[Array, Array]:
    """The face's coverage and its height with every feature, in head units."""
    cover, z = outline(at, face)
    _skull(z, at, face)
    _nose(z, at, face)
    for side, units in face.sides():
        _side(z, at, face, side, units)
    _mouth_mound(z, at, face)
    _lips(z, at, face)
    _wrinkles(z, at, face)
    return cover, z


def _skull(z: Array, at: Grid, face: Face) -> None:
    who, drop = face.person, face.drop
    add_bump(z, at, (0, -0.5), (0.42, 0.2), 0.03)
    add_bump(z, at, (0, -0.2), (0.30, 0.06), 0.02 + 0.02 * (not who.woman))
    add_bump(z, at, (0, -0.08), (0.07, 0.08), -0.02)
    pout = face.mean(17)
    add_bump(z, at, (0, 0.87 + drop - 0.02 * pout), (0.15, 0.075), 0.055 + 0.03 * pout)
    add_bump(z, at, (0, 0.765 + drop), (0.16, 0.032), -0.028 - 0.022 * pout - 0.012 * face.mean(24))


def _nose(z: Array, at: Grid, face: Face) -> None:
    who = face.person
    tip, lift = who.nose_long - 0.07, 0.015 * face.mean(9) + 0.01 * face.mean(10)
    window = at.window(-0.3, 0.3, -0.2, who.nose_long + 0.12)
    u, v = at.within(window)
    along = np.clip((v + 0.12) / (tip + 0.12), 0, 1)
    under = 1 - smoothstep(tip - 0.01, who.nose_long + 0.045 - lift, v + 2.2 * u * u)
    tall = who.nose_high * (0.05 + 0.15 * along**1.3) * smoothstep(-0.16, 0.02, v) * under
    z[window] += (
        tall
        * bell(u, 1.0)
        * np.exp(-0.5 * np.square(u / ((0.05 + 0.05 * along) * who.nose_width))).astype(np.float32)
    )
    add_bump(z, at, (0, tip - lift), (0.055 * who.nose_width, 0.05), 0.07 * who.nose_high)
    spread = 1 + 0.1 * face.mean(9) + 0.12 * face.mean(12) + 0.08 * face.mean(10)
    for side in (-1, 1):
        wing = (side * 0.098 * who.nose_width * spread, tip + 0.03 - lift)
        add_bump(z, at, wing, (0.038, 0.04), 0.062)
        add_bump(z, at, (wing[0] * 1.42, wing[1] + 0.015), (0.018, 0.04), -0.02)


def _side(z: Array, at: Grid, face: Face, side: int, au: Units) -> None:
    who = face.person
    eye = who.eye_gap * side
    add_bump(z, at, (eye * 1.02, -0.03), (0.16, 0.085), -0.075)
    add_bump(z, at, (eye * 0.62, -0.03), (0.05, 0.07), -0.035)
    add_bump(z, at, (eye, 0.0), (0.10, 0.072), 0.05)
    add_bump(
        z, at, (eye * 1.05, -0.155), (0.17, 0.045), 0.02 + 0.02 * au[4] + 0.01 * (not who.woman)
    )
    add_bump(z, at, (side * 0.60, -0.2), (0.09, 0.16), -0.03)
    lift = 0.05 * au[6] + 0.04 * au[12]
    full = 0.03 + 0.03 * who.cheek + 0.065 * au[6] + 0.055 * au[12]
    add_bump(z, at, (side * 0.37, 0.29 - lift), (0.13, 0.10), full)
    add_bump(z, at, (side * 0.45, 0.20), (0.10, 0.06), 0.025 * (1 - 0.3 * who.cheek))
    add_bump(z, at, (side * 0.44, 0.55), (0.12, 0.14), -0.03 * (1 - who.cheek) - 0.02 * who.age)
    # The lower lid's bulge, and the trough beneath it.
    bulge = 0.012 + 0.022 * au[6] + 0.016 * au[7] + 0.01 * who.age
    add_bump(z, at, (eye, 0.092 - 0.02 * au[6]), (0.10, 0.02), bulge)
    add_bump(z, at, (eye * 0.9, 0.14), (0.10, 0.018), -0.012 - 0.014 * who.age - 0.012 * au[6])
    _nasolabial(z, at, face, side, au)


def _nasolabial(z: Array, at: Grid, face: Face, side: int, au: Units) -> None:
    """The fold from the nose's wing around the mouth: a smile, a sneer and age deepen it."""
    mouth = face.mouth
    deep = 0.003 + 0.010 * face.person.age + 0.020 * au[12] + 0.018 * au[10] + 0.014 * au[9]
    deep += 0.007 * au[15]
    window = at.beside(side, 0.06, 0.62, (0.24, 0.85))
    u, v = at.within(window)
    corner = mouth.v + mouth.corners[0 if side < 0 else 1]
    t = np.clip((v - 0.31) / (corner + 0.02 - 0.31), 0, 1.3)
    curve = 0.135 + (mouth.half + 0.075 - 0.135) * np.sin(1.5 * np.clip(t, 0, 1.1))
    fade = smoothstep(0.27, 0.37, v) * (1 - smoothstep(corner - 0.06, corner + 0.08, v))
    d = side * u - curve
    crease = -deep * bell(d, 0.022) + 1.1 * deep * bell(d - 0.07, 0.05)
    z[window] += crease * fade


def _mouth_mound(z: Array, at: Grid, face: Face) -> None:
    mouth = face.mouth
    add_bump(z, at, (0, mouth.v), (0.24, 0.15), 0.065)
    add_bump(z, at, (0, (face.person.nose_long + mouth.v) / 2), (0.022, 0.05), -0.009)
    for side, offset in zip((-1, 1), mouth.corners, strict=True):
        smile = max(-offset, 0.0)
        add_bump(z, at, (mouth.u + side * (mouth.half + 0.02), mouth.v + offset), (0.026, 0.032),
                 -0.016 - 0.06 * smile - 0.06 * max(offset, 0))  # fmt: skip
        # Corners that are pulled down push up a pad beneath them.
        add_bump(z, at, (side * (mouth.half + 0.03), mouth.v + offset + 0.075), (0.05, 0.03),
                 0.16 * max(offset, 0))  # fmt: skip


def _lips(z: Array, at: Grid, face: Face) -> None:
    from .mouth import lip_curves

    mouth = face.mouth
    window = at.window(-mouth.half - 0.05, mouth.half + 0.05, mouth.v - 0.3, mouth.v + 0.5)
    u, v = at.within(window)
    curves = lip_curves(mouth, u)
    puff = 0.030 + 0.02 * mouth.pout
    ends = smoothstep(1.0, 0.8, np.abs(curves.x))
    for upper_edge, lower_edge in (
        (curves.outer_upper, curves.inner_upper),
        (curves.inner_lower, curves.outer_lower),
    ):
        middle = 0.5 * (upper_edge + lower_edge)
        thick = np.maximum(0.5 * (lower_edge - upper_edge), 0.006)
        profile = np.clip(1 - np.square((v - middle) / (1.25 * thick)), 0, 1)
        z[window] += puff * np.sqrt(np.minimum(thick / 0.035, 1.5)) * profile * ends


def _wrinkles(z: Array, at: Grid, face: Face) -> None:
    who = face.person
    _forehead(z, at, face)
    furrow = 0.003 * who.age + 0.020 * max(face.mean(4) - 0.35 * face.mean(1), 0)
    brow = -who.brow_height + 0.02
    for side in (-1, 1):
        add_bump(z, at, (side * 0.038, brow + 0.02), (0.011, 0.06), -furrow)
        add_bump(z, at, (side * 0.082, brow), (0.022, 0.05), furrow * 0.8)
    add_bump(z, at, (0, brow + 0.01), (0.014, 0.05), furrow * 0.6)
    for row in (0.0, 0.035, 0.07):
        add_bump(z, at, (0, -0.06 + row), (0.06, 0.008), -0.010 * face.mean(9))
    for side, au in face.sides():
        _crow_feet(z, at, face, side, 0.005 * who.age + 0.011 * au[6] * (0.6 + 0.6 * who.age))


def _forehead(z: Array, at: Grid, face: Face) -> None:
    """Lines across the forehead: all along for a surprise, only in the middle for grief."""
    who = face.person
    inner, outer = face.mean(1), face.mean(2)
    deep = 0.0025 * who.age + (0.006 + 0.006 * who.age) * max(inner, outer)
    reach = 0.13 + 0.24 * outer + 0.1 * who.age
    window = at.window(-0.6, 0.6, -0.72, -0.26)
    u, v = at.within(window)
    bow = v + 0.05 * np.cos(u * 5) * (1 if outer > 0.3 else -0.6)
    wave = np.zeros(np.broadcast_shapes(u.shape, v.shape), dtype=np.float32)
    for line, share in ((-0.36, 0.8), (-0.43, 1.0), (-0.50, 0.9), (-0.575, 0.5)):
        wave -= share * bell(bow - line - 0.05, 0.009)
    z[window] += deep * wave * bell(u, reach)


def _crow_feet(z: Array, at: Grid, face: Face, side: int, deep: float) -> None:
    start = face.person.eye_gap + face.person.eye_half * 1.12
    window = at.beside(side, start, (start + 0.17), (-0.14, 0.18))
    u, v = at.within(window)
    out = side * u - start
    fade = smoothstep(0.0, 0.03, out) * (1 - smoothstep(0.07, 0.16, out))
    lines = np.zeros(np.broadcast_shapes(u.shape, v.shape), dtype=np.float32)
    for slope in (-0.5, -0.05, 0.42):
        lines -= bell(v - 0.015 - slope * (out + 0.03), 0.007)
    z[window] += deep * lines * fade
