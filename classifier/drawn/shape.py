"""Where the features are: a person's brows, eyes, mouth and jaw with action units applied.

How far a unit moves what, in head units, follows the photographs of the FACS manual by eye.
"""

from dataclasses import dataclass

import numpy as np

from .action_units import Units
from .grid import Array
from .people import Person


@dataclass(frozen=True)
class Eye:
    """One eye; `side` is −1 on the image's left. Openings are in half widths of the eye."""

    side: int
    u: float
    v: float
    half: float
    tilt: float
    upper: float
    lower: float
    droop: float  # how far the outer half of the upper lid hangs
    press: float  # how far the brow pushes the inner half down
    crease: float
    gaze: tuple[float, float]


@dataclass(frozen=True)
class Brow:
    """One brow: knots from the inner to the outer end, in head units."""

    side: int
    u: Array
    v: Array
    thick: float


@dataclass(frozen=True)
class Mouth:
    """The lips' curves. Offsets of the corners are down positive; openings from the lip line."""

    u: float
    v: float
    half: float
    corners: tuple[float, float]
    power: float  # 2 a parabola; larger, only the ends bend
    up: float
    down: float
    square: float  # exponent of the opening's outline
    upper: float
    lower: float
    teeth: tuple[float, float]  # how much of the upper and the lower row shows
    pout: float


@dataclass(frozen=True)
class Face:
    """All features of one face in one moment."""

    person: Person
    left: Units
    right: Units
    eyes: tuple[Eye, Eye]
    brows: tuple[Brow, Brow]
    mouth: Mouth
    drop: float  # how far the jaw hangs

    def mean(self, number: int) -> float:
        """A unit's activation over both sides."""
        return 0.5 * (self.left[number] + self.right[number])

    def sides(self) -> tuple[tuple[int, Units], tuple[int, Units]]:
        """−1 with the left half's units, 1 with the right half's."""
        return (-1, self.left), (1, self.right)


def _eye(who: Person, side: int, au: Units, gaze: tuple[float, float]) -> Eye:
    rest = 0.385 * who.eye_open
    upper = rest * (1 - 0.5 * au[43] - 0.2 * au[7] - 0.22 * au[6] - 0.12 * au[9])
    upper += 0.33 * au[5] - 0.05 * au[4]
    lower = 0.26 * who.eye_open * (1 - 0.42 * au[7] - 0.62 * au[6] - 0.2 * au[9] + 0.18 * au[5])
    return Eye(
        side=side,
        u=side * who.eye_gap,
        v=0.0,
        half=who.eye_half,
        tilt=who.eye_tilt - 0.05 * au[1] * (1 - au[2]),
        upper=max(upper, 0.1),
        lower=max(lower, 0.05),
        droop=0.08 * au[43] + 0.08 * au[1] * (1 - min(au[2], 1)) + 0.08 * who.age,
        press=0.20 * au[4] * (1 - 0.8 * min(au[1], 1)),
        crease=who.crease,
        gaze=gaze,
    )


def _brow(who: Person, side: int, au: Units) -> Brow:
    t = np.linspace(0, 1, 7, dtype=np.float32)
    inner = np.clip(1 - t / 0.55, 0, 1) ** 1.2
    outer = np.clip(t / 0.5, 0, 1) * (1 - 0.25 * np.clip((t - 0.7) / 0.3, 0, 1))
    u = 0.095 + (who.eye_gap + 0.165 - 0.095) * t
    v = -who.brow_height - who.brow_arch * np.sin(np.pi * np.clip(t * 0.8, 0, 1)) + 0.035 * t**3
    v = v - 0.125 * au[1] * inner - 0.13 * au[2] * outer - 0.03 * au[1] * au[2] * np.sin(np.pi * t)
    v = v + au[4] * (0.115 * inner + 0.035 * (1 - inner)) * (1 - 0.75 * min(au[1], 1))
    v = v + 0.03 * au[4] * au[1] * t + 0.02 * au[9] * inner + 0.015 * au[6] * t
    u = u - 0.04 * inner * au[4] + 0.01 * au[2] * t
    return Brow(side, u.astype(np.float32), v.astype(np.float32), who.brow_thick)


def _corner(au: Units) -> float:
    return -0.115 * au[12] + 0.10 * au[15] - 0.012 * au[10] + 0.008 * au[26]


def _mouth(who: Person, left: Units, right: Units, drop: float) -> Mouth:
    au = {number: 0.5 * (left[number] + right[number]) for number in left}
    closed = 1 - min(au[25], 1)
    tight = 0.62 * au[24] * closed + 0.35 * au[23] + 0.2 * au[12] * (0.5 + 0.5 * au[25])
    half = who.mouth_half * (1 + 0.36 * au[12] + 0.15 * au[20] + 0.08 * au[10] + 0.03 * au[15])
    half *= 1 - 0.10 * au[23] - 0.06 * au[24] - 0.2 * max(au[26], au[27]) * (1 - au[12])
    bared = min(au[10] * au[25] + 0.8 * au[12] * au[25], 1.0)
    parted = 0.016 * au[25]
    return Mouth(
        u=0.012 * (right[12] - left[12]) * 4,
        v=who.mouth_v + 0.012 * au[12] - 0.022 * au[17] - 0.01 * au[24] + 0.25 * drop * au[25],
        half=half,
        corners=(who.mouth_rest + _corner(left), who.mouth_rest + _corner(right)),
        power=1.9 + 0.9 * au[15],
        up=parted + 0.02 * au[12] * au[25] + 0.052 * au[10] * au[25] + 0.20 * drop,
        down=parted + 0.075 * au[12] * au[25] + 0.055 * au[16] * au[25] + 0.62 * drop,
        square=2.0 + 2.2 * au[10] * au[25],
        upper=who.lip_upper * max(1 - tight - 0.25 * au[10], 0.22),
        lower=who.lip_lower * max(1 - tight + 0.18 * au[17] + 0.1 * au[15], 0.28),
        teeth=(bared + 0.5 * au[26] * (1 - bared), au[16] * au[25]),
        pout=0.5 + 0.6 * au[17] + 0.5 * au[22],
    )


def face(who: Person, left: Units, right: Units, gaze: tuple[float, float]) -> Face:
    """Put a person's features where the units of both halves move them."""
    drop = 0.09 * (left[26] + right[26]) / 2 * left[25] + 0.23 * left[27]
    drop = max(drop, 0.21 * left[26] * (1 - left[12]) * (1 - left[10]) * left[25])
    drop = min(drop, 0.21)
    return Face(
        person=who,
        left=left,
        right=right,
        eyes=(_eye(who, -1, left, gaze), _eye(who, 1, right, gaze)),
        brows=(_brow(who, -1, left), _brow(who, 1, right)),
        mouth=_mouth(who, left, right, drop),
        drop=drop,
    )
