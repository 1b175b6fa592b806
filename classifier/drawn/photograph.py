"""One drawn photograph, or many: a person, an expression, a light, a pose and a camera."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.expressions import EXPRESSIONS

from . import people
from .action_units import activate, asymmetric
from .camera import develop, place, project, random_pose
from .head import build
from .light import random_light, turned
from .scene import background, body
from .shape import face

SUPERSAMPLING = 1.4


@dataclass(frozen=True)
class Drawn:
    """A drawn photograph (BGR) with what it shows; *person* is the number given to `draw`."""

    image: NDArray[np.uint8]
    expression: str
    person: int
    intensity: float


def draw(
    expression: str,
    *,
    seed: int,
    intensity: float = 1.0,
    size: int = 400,
    person: int | None = None,
) -> NDArray[np.uint8]:
    """Draw a photograph of a face: BGR, uint8, size × size.

    *seed* decides light, pose, background, camera and how the expression is made, and, unless
    *person* is given, also who it is. *intensity* goes from 0, at rest, to 1. Raises ValueError
    for an unknown expression or an intensity outside that range.
    """
    if expression not in EXPRESSIONS:
        raise ValueError(f"not one of {', '.join(EXPRESSIONS)}: {expression!r}")
    if not 0.0 <= intensity <= 1.0:
        raise ValueError(f"intensity is not between 0 and 1: {intensity}")
    who = people.person(seed if person is None else person)
    rng = np.random.default_rng([seed, EXPRESSIONS.index(expression)])
    left, right = asymmetric(activate(expression, rng, intensity), rng)
    gaze = (float(rng.normal(0, 0.05)), float(rng.normal(0.02, 0.03)))
    moment = face(who, left, right, gaze)
    # Light, place and camera follow the seed alone: the same ones for every expression.
    setting = np.random.default_rng([seed, 65537])
    light, pose = random_light(setting), random_pose(setting)
    head = build(
        moment, turned(light, pose.yaw, pose.pitch), scale=size * pose.unit * SUPERSAMPLING
    )
    behind = background(size, light, setting)
    u, v = place(pose, size)
    sway = np.float32(np.sin(pose.roll) * 0.6)
    below = (u + sway, v - np.float32(0.6 * moment.drop))
    scene = body(behind, below, moment, light, setting)
    return develop(project(head, scene, pose), setting)


def plan(count: int, *, seed: int) -> Iterator[tuple[str, int, float]]:
    """What `draw_many` draws: expression, the number given to `draw`, intensity."""
    rng = np.random.default_rng([seed, 31337])
    for number in range(count):
        intensity = float(rng.uniform(0.45, 1.0))
        yield EXPRESSIONS[number % len(EXPRESSIONS)], int(rng.integers(2**31)), intensity


def draw_many(count: int, *, seed: int) -> Iterator[Drawn]:
    """Draw *count* photographs, each of a new person, going round the five expressions.

    The intensity varies from 0.45 to 1: some are hard to read.
    """
    for expression, who, intensity in plan(count, seed=seed):
        yield Drawn(draw(expression, seed=who, intensity=intensity), expression, who, intensity)
