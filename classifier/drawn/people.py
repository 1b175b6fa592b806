"""Who is in the picture: everything about a face that stays when its expression changes."""

from dataclasses import dataclass

import numpy as np

from .grid import Array

# sRGB of lit skin, from light to dark. The first five are common in Korea and drawn most.
SKINS = (
    (236, 202, 178), (229, 190, 162), (220, 178, 148), (208, 164, 132), (194, 148, 116),
    (238, 204, 188), (170, 120, 88), (136, 92, 66), (104, 68, 50),
)  # fmt: skip
SKIN_SHARES = (0.2, 0.22, 0.18, 0.12, 0.08, 0.06, 0.06, 0.05, 0.03)
HAIRS = ((22, 18, 17), (34, 25, 21), (52, 36, 27), (84, 56, 38), (122, 82, 50), (150, 146, 142))
HAIR_SHARES = (0.4, 0.26, 0.15, 0.1, 0.04, 0.05)
STYLES_WOMEN = ("long", "bob", "fringe-long", "tied", "fringe-bob", "side-long")
STYLES_MEN = ("short", "fringe", "side", "buzz", "receding", "curtain")


@dataclass(frozen=True)
class Person:
    """One identity. Factors are around 1, offsets around 0 in head units, amounts 0 to 1."""

    woman: bool
    age: float  # 0 young adult to 1 old
    skin: Array  # linear RGB
    hair: Array  # linear RGB
    style: str
    width: float  # half width at the cheekbones
    jaw: float  # how square: 0 pointed to 1 square
    eye_gap: float  # half the distance between the pupils
    eye_half: float  # half the width of an eye
    eye_open: float
    eye_tilt: float
    crease: float  # depth of the upper lid's fold; near 0 a single eyelid
    iris: Array
    brow_height: float
    brow_thick: float
    brow_dark: float
    brow_arch: float
    nose_width: float
    nose_long: float
    nose_high: float
    mouth_v: float
    mouth_half: float
    mouth_rest: float  # where the corners are at rest, down positive
    lip_upper: float
    lip_lower: float
    lip_red: float
    cheek: float
    stubble: float
    freckles: float
    gloss: float  # how oily the skin shines
    glasses: str  # "", "round", "square"
    glasses_dark: float
    neck: float
    part: float  # where the hair is parted
    texture: int  # seed for freckles, strands, pores


def linear(srgb: tuple[int, int, int]) -> Array:
    """An sRGB triple as linear light, 0 to 1."""
    return np.asarray((np.array(srgb) / 255.0) ** 2.2, dtype=np.float32)


def _colours(rng: np.random.Generator, woman: bool, age: float) -> dict[str, Array]:
    skin = linear(SKINS[int(rng.choice(len(SKINS), p=SKIN_SHARES))])
    tint = rng.uniform(0.9, 1.08) * (1 + 0.03 * rng.standard_normal(3))
    skin = skin * tint.astype(np.float32)
    hair = linear(HAIRS[int(rng.choice(len(HAIRS), p=HAIR_SHARES))])
    if age > 0.7 and rng.random() < 0.7:
        hair = linear(HAIRS[-1]) * np.float32(rng.uniform(0.4, 1.0))
    iris = linear((60, 38, 24)) * np.float32(rng.uniform(0.6, 1.5))
    if rng.random() < 0.12 and skin[0] > linear((215, 0, 0))[0]:
        iris = linear((96, 112, 116))
    return {
        "skin": np.clip(skin, 0.02, 0.95).astype(np.float32),
        "hair": np.asarray(hair, dtype=np.float32),
        "iris": np.asarray(iris, dtype=np.float32),
    }


def person(seed: int) -> Person:
    """The person with this number: the same one on every call."""
    rng = np.random.default_rng([7919, seed])
    woman = bool(rng.random() < 0.5)
    age = float(rng.beta(1.3, 2.0))
    spread = rng.normal
    styles = STYLES_WOMEN if woman else STYLES_MEN
    return Person(
        woman=woman,
        age=age,
        style=styles[int(rng.integers(len(styles)))],
        width=float(np.clip(spread(0.645 if woman else 0.675, 0.025), 0.59, 0.73)),
        jaw=float(np.clip(spread(0.3 if woman else 0.62, 0.18), 0, 1)),
        eye_gap=float(np.clip(spread(0.282, 0.012), 0.255, 0.31)),
        eye_half=float(np.clip(spread(0.180 if woman else 0.170, 0.009), 0.15, 0.198)),
        eye_open=float(np.clip(spread(1.05 if woman else 0.95, 0.1), 0.75, 1.25)),
        eye_tilt=float(spread(0.06, 0.06)),
        crease=float(rng.choice([0.12, 0.55, 0.9], p=[0.35, 0.3, 0.35])),
        brow_height=float(spread(0.235 if woman else 0.215, 0.015)),
        brow_thick=float(np.clip(spread(0.034 if woman else 0.043, 0.006), 0.024, 0.058)),
        brow_dark=float(np.clip(spread(0.86 if woman else 0.92, 0.06), 0.7, 1.0)),
        brow_arch=float(np.clip(spread(0.035 if woman else 0.02, 0.012), 0, 0.07)),
        nose_width=float(np.clip(spread(0.95 if woman else 1.08, 0.1), 0.75, 1.35)),
        nose_long=float(np.clip(spread(0.405, 0.022), 0.36, 0.46)),
        nose_high=float(np.clip(spread(0.95 if woman else 1.08, 0.14), 0.7, 1.4)),
        mouth_v=float(np.clip(spread(0.645, 0.018), 0.60, 0.69)),
        mouth_half=float(np.clip(spread(0.222 if woman else 0.237, 0.016), 0.185, 0.275)),
        mouth_rest=float(np.clip(spread(-0.010, 0.008), -0.03, 0.008)),
        lip_upper=float(np.clip(spread(0.058 if woman else 0.05, 0.009), 0.032, 0.08)),
        lip_lower=float(np.clip(spread(0.078 if woman else 0.07, 0.011), 0.05, 0.105)),
        lip_red=float(np.clip(spread(0.85 if woman else 0.55, 0.12), 0.3, 1.05)),
        cheek=float(np.clip(spread(0.5, 0.25), 0, 1)),
        stubble=0.0 if woman else float(np.clip(spread(0.3, 0.3), 0, 1)),
        freckles=float(np.clip(spread(-0.1, 0.35), 0, 1)),
        gloss=float(np.clip(spread(0.5, 0.2), 0.1, 1)),
        glasses=str(rng.choice(["", "round", "square"], p=[0.8, 0.1, 0.1])),
        glasses_dark=float(rng.uniform(0.3, 1.0)),
        neck=float(spread(0.34 if woman else 0.42, 0.02)),
        part=float(rng.choice([-1, 1]) * rng.uniform(0.05, 0.3)),
        texture=int(rng.integers(2**31)),
        **_colours(rng, woman, age),
    )
