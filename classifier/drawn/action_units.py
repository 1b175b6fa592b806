"""Which facial muscles move for an expression: action units of the Facial Action Coding System.

The prototypes follow EMFACS (Friesen & Ekman 1983): happy 6+12, surprise 1+2+5+26,
angry 4+5+7+23 with closed lips or 10+22+25 with bared teeth, sad 1+4+15.
"""

from dataclasses import dataclass

import numpy as np

# Action unit number → activation, from 0 (at rest) to 1 (as far as it goes).
Units = dict[int, float]

NUMBERS = (1, 2, 4, 5, 6, 7, 9, 10, 12, 15, 16, 17, 20, 22, 23, 24, 25, 26, 27, 43)


@dataclass(frozen=True)
class Part:
    """One unit's share in a prototype: its usual activation, and how often it takes part."""

    usual: float
    chance: float = 1.0
    spread: float = 0.12


Prototype = dict[int, Part]

# More than one prototype for an expression: one of them is drawn, all alike.
PROTOTYPES: dict[str, tuple[Prototype, ...]] = {
    "happy": (
        {6: Part(0.85), 12: Part(1.0, spread=0.08), 25: Part(0.9), 26: Part(0.25, 0.5)},
        {6: Part(0.8), 12: Part(1.0, spread=0.08), 25: Part(0.6), 7: Part(0.2, 0.5)},
        {6: Part(0.9), 12: Part(1.0, spread=0.06), 1: Part(0.15, 0.3), 2: Part(0.15, 0.3)},
    ),
    "surprise": (
        {1: Part(1.0), 2: Part(1.0), 5: Part(0.95), 25: Part(0.9), 26: Part(0.85)},
        {1: Part(0.95), 2: Part(1.0), 5: Part(1.0), 25: Part(1.0), 27: Part(0.75, spread=0.2)},
        {1: Part(1.0), 2: Part(1.0), 5: Part(0.95), 25: Part(0.7), 26: Part(0.5, spread=0.15)},
    ),
    "angry": (
        {4: Part(1.0), 5: Part(0.6), 7: Part(0.7), 17: Part(0.4, 0.6), 23: Part(0.9),
         24: Part(0.8)},
        {4: Part(1.0), 5: Part(0.7), 7: Part(0.6), 9: Part(0.5, 0.6), 23: Part(0.8),
         24: Part(0.7)},
        {4: Part(1.0), 5: Part(0.6), 7: Part(0.6), 9: Part(0.7), 10: Part(0.8), 16: Part(0.7),
         22: Part(0.5), 25: Part(0.9)},
    ),
    "sad": (
        {1: Part(1.0), 4: Part(0.45), 15: Part(1.0), 17: Part(0.6, 0.7), 43: Part(0.5)},
        {1: Part(1.0), 4: Part(0.6), 7: Part(0.2), 15: Part(0.95), 17: Part(0.8, 0.6),
         43: Part(0.6)},
        {1: Part(0.95), 4: Part(0.4), 15: Part(1.0), 43: Part(0.65), 24: Part(0.2, 0.3)},
    ),
    "neutral": ({},),
}  # fmt: skip


def activate(expression: str, rng: np.random.Generator, intensity: float) -> Units:
    """Draw the activations of every unit for *expression* at *intensity* (0 to 1).

    On top of the prototype every face moves a few units a little at random, neutral faces too:
    nobody's face is quite at rest.
    """
    prototypes = PROTOTYPES[expression]
    chosen = prototypes[int(rng.integers(len(prototypes)))]
    units = dict.fromkeys(NUMBERS, 0.0)
    for number in rng.choice(NUMBERS[:16], size=4, replace=False):
        units[int(number)] = float(abs(rng.normal(0.0, 0.05)))
    for number, part in chosen.items():
        moved = rng.random() < part.chance
        value = part.usual + rng.normal(0.0, part.spread)
        if moved:
            units[number] = float(np.clip(value, 0.0, 1.15)) * intensity
    return units


def asymmetric(units: Units, rng: np.random.Generator) -> tuple[Units, Units]:
    """The same units on the image's left and right half: no face moves both sides alike."""
    lean = {number: rng.normal(0.0, 0.05) for number in units}
    left = {number: value * (1.0 + lean[number]) for number, value in units.items()}
    right = {number: value * (1.0 - lean[number]) for number, value in units.items()}
    return left, right
