"""The camera: where it stands, and what lens and sensor do to the light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .grid import Array, blurred, mix
from .head import BOUNDS, Head

STEPS = 2048  # entries of the tone curve for one unit of linear light


def _tone_curve() -> Array:
    """Linear light to 8-bit brightness: a power with a shoulder, as a table because it is faster.

    The shoulder keeps bright skin from burning out.
    """
    light = np.arange(4 * STEPS) / STEPS
    curve = np.clip(light * (1 + 0.10 * light) / (0.90 + 0.28 * light), 0, 1) ** (1 / 2.2)
    return np.asarray(255 * curve, dtype=np.float32)


TONE = _tone_curve()


@dataclass(frozen=True)
class Pose:
    """How the head is turned (radians), where it is in the frame, and how large."""

    yaw: float
    pitch: float
    roll: float
    x: float  # the head's centre, in shares of the frame
    y: float
    unit: float  # one head unit in shares of the frame


def random_pose(rng: np.random.Generator) -> Pose:
    """A portrait's pose: the face roughly frontal and about in the middle."""
    return Pose(
        yaw=float(np.clip(rng.normal(0, 0.11), -0.24, 0.24)),
        pitch=float(np.clip(rng.normal(0, 0.06), -0.13, 0.13)),
        roll=float(np.clip(rng.normal(0, np.radians(3.5)), -np.radians(8), np.radians(8))),
        x=float(rng.uniform(0.46, 0.54)),
        y=float(rng.uniform(0.42, 0.50)),
        unit=float(rng.uniform(0.215, 0.285)),
    )


def place(pose: Pose, side: int) -> tuple[Array, Array]:
    """Every pixel of a *side* × *side* frame in head units, not rolled."""
    centres = ((np.arange(side, dtype=np.float32) + 0.5) / side).astype(np.float32)
    u = np.broadcast_to((centres[None, :] - pose.x) / pose.unit, (side, side))
    v = np.broadcast_to((centres[:, None] - pose.y) / pose.unit, (side, side))
    return np.asarray(u, dtype=np.float32), np.asarray(v, dtype=np.float32)


def project(head: Head, behind: Array, pose: Pose) -> Array:
    """Lay the head, turned by the pose, over what is *behind* it.

    The head is a height field, so turning it shifts each point by its height: the nose moves
    more than the cheeks. The shift is found by iterating from the target back to the source.
    """
    import cv2

    side = behind.shape[0]
    u, v = place(pose, side)
    cos, sin = np.cos(pose.roll), np.sin(pose.roll)
    x = (u * cos + v * sin).astype(np.float32)
    y = (v * cos - u * sin).astype(np.float32)
    scale = head.at.scale
    across, down = np.float32(np.sin(pose.yaw)), np.float32(np.sin(pose.pitch))
    source_u, source_v = x, y
    for _ in range(3):
        z = cv2.remap(
            head.z, (source_u - BOUNDS[0]) * scale - 0.5, (source_v - BOUNDS[2]) * scale - 0.5,
            cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0,
        )  # fmt: skip
        source_u = (x - 0.8 * z * across) / np.float32(np.cos(pose.yaw))
        source_v = (y - 0.8 * z * down) / np.float32(np.cos(pose.pitch))
    map_u = ((source_u - BOUNDS[0]) * scale - 0.5).astype(np.float32)
    map_v = ((source_v - BOUNDS[2]) * scale - 0.5).astype(np.float32)
    # The head is drawn larger than it is shown: soften it first, or its edges would alias.
    layer = blurred(np.dstack([head.rgb, head.cover]), 0.32 * scale / (pose.unit * side))
    seen = cv2.remap(layer, map_u, map_v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alpha = seen[..., 3].copy()
    rows, columns = head.at.shape
    alpha[(map_v < 0) | (map_v > rows - 1) | (map_u < 0) | (map_u > columns - 1)] = 0
    return mix(behind, np.asarray(seen[..., :3], dtype=np.float32), alpha)


def develop(scene: Array, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Linear light to an 8-bit BGR picture: lens, exposure, sensor, tone curve."""
    size = scene.shape[0]
    soft = float(rng.uniform(0.0, 0.8)) * size / 400
    if soft > 0.25:
        scene = blurred(scene, soft)
    edge = np.linspace(-1, 1, size, dtype=np.float32) ** 2
    vignette = 1 - np.float32(rng.uniform(0.02, 0.16)) * (edge[None, :] + edge[:, None])
    balance = 1 + 0.025 * rng.standard_normal(3)
    exposure = np.float32(rng.uniform(0.98, 1.4)) * balance.astype(np.float32)
    light = scene * (vignette[..., None] * (exposure * np.float32(STEPS)))
    np.clip(light, 0, len(TONE) - 1, out=light)
    tone = TONE[light.astype(np.int32)]
    grain = rng.standard_normal((size, size, 3), dtype=np.float32)
    grain += grain[..., 1:2] * np.float32(0.8)  # more of it in brightness than in colour
    grain *= np.float32(rng.uniform(0.5, 2.3))
    tone += grain
    picture = np.clip(tone + np.float32(0.5), 0, 255, out=tone).astype(np.uint8)
    return np.ascontiguousarray(picture[..., ::-1])
