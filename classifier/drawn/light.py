"""Light on a height field: one soft lamp, a sky, hollows that get less of it, a soft shine."""

from dataclasses import dataclass

import numpy as np

from .grid import Array, blurred, smoothstep


@dataclass(frozen=True)
class Light:
    """A lamp and the light of the room, both linear RGB; `towards` is a unit vector (u, v, z)."""

    towards: Array
    lamp: Array
    room: Array


def random_light(rng: np.random.Generator) -> Light:
    """A lamp somewhere in front of and mostly above the face, warmer or cooler than the room."""
    across, up = rng.normal(0.0, 0.55), rng.uniform(0.15, 0.75)
    towards = np.array([np.clip(across, -0.95, 0.95), -up, 1.0])
    warmth = rng.normal(0.0, 0.05)
    lamp = rng.uniform(0.62, 0.85) * np.array([1 + warmth, 1.0, 1 - warmth])
    room = rng.uniform(0.24, 0.46) * np.array([1 - warmth, 1.0, 1 + warmth])
    return Light(
        (towards / np.linalg.norm(towards)).astype(np.float32),
        lamp.astype(np.float32),
        room.astype(np.float32),
    )


def turned(light: Light, yaw: float, pitch: float) -> Light:
    """The light as a head sees it that is turned by *yaw* and *pitch* radians."""
    u, v, z = light.towards
    u, z = u * np.cos(yaw) - z * np.sin(yaw), u * np.sin(yaw) + z * np.cos(yaw)
    v, z = v * np.cos(pitch) - z * np.sin(pitch), v * np.sin(pitch) + z * np.cos(pitch)
    return Light(np.array([u, v, z], dtype=np.float32), light.lamp, light.room)


def halfway(light: Light) -> tuple[float, float, float]:
    """The unit vector halfway between the lamp and the camera, where a mirror would shine."""
    half = light.towards + np.array([0.0, 0.0, 1.0])
    u, v, z = half / np.linalg.norm(half)
    return float(u), float(v), float(z)


def slopes(z: Array, scale: float) -> tuple[Array, Array, Array]:
    """The unit normals' u, v and z parts of a height field with *scale* pixels per unit."""
    du, dv = np.zeros_like(z), np.zeros_like(z)
    du[:, 1:-1] = (z[:, 2:] - z[:, :-2]) * np.float32(scale / 2)
    dv[1:-1] = (z[2:] - z[:-2]) * np.float32(scale / 2)
    length = np.asarray(1.0 / np.sqrt(du * du + dv * dv + 1.0), dtype=np.float32)
    return -du * length, -dv * length, length


def hollows(z: Array, scale: float) -> Array:
    """How open each place is to the room's light, 1 fully: places below their surroundings less."""
    wide = np.clip(blurred(z, 0.12 * scale) - z, 0, 0.12)
    near = np.clip(blurred(z, 0.025 * scale) - z, 0, 0.05)
    return np.asarray(np.clip(1 - 3.2 * wide - 7.0 * near, 0.25, 1.0), dtype=np.float32)


def cast_shadow(z: Array, light: Light, scale: float) -> Array:
    """Where the lamp is hidden by something nearer to it, 0 fully hidden; soft at the edges."""
    import cv2

    shrink = 3
    rows, columns = z.shape
    small = cv2.resize(z, (columns // shrink, rows // shrink), interpolation=cv2.INTER_AREA)
    u, v, up = (float(part) for part in light.towards)
    hidden = np.zeros_like(small)
    for step in (0.05, 0.1, 0.16, 0.23, 0.31):
        across = np.array([[1, 0, u * step * scale / shrink], [0, 1, v * step * scale / shrink]])
        moved = cv2.warpAffine(
            small, across, (small.shape[1], small.shape[0]),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        rise = moved - small - step * up / max(np.hypot(u, v), 0.15) * np.hypot(u, v)
        hidden = np.maximum(hidden, smoothstep(0.0, 0.08, rise))
    soft = cv2.GaussianBlur(hidden, (0, 0), 2.0)
    lit = 1 - 0.75 * cv2.resize(soft, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(lit, dtype=np.float32)


def shade_skin(
    albedo: Array, z: Array, over: Array, light: Light, *, scale: float, gloss: Array
) -> Array:
    """Lit skin: linear RGB. Red light wraps further around an edge, as it scatters in skin.

    *z* is the skin's height, *over* that of whatever lies on top of it and takes its light.
    """
    nu, nv, nz = slopes(z, scale)
    open_ = hollows(over, scale)
    shadow = cast_shadow(over, light, scale)
    lu, lv, lz = (float(part) for part in light.towards)
    facing = nu * lu + nv * lv + nz * lz
    lit = np.empty((*z.shape, 3), dtype=np.float32)
    sky = (0.72 - 0.28 * nv) * open_
    rim = 0.55 + 0.45 * np.clip(nz * 1.6, 0, 1)
    for channel, wrap in enumerate((0.32, 0.18, 0.13)):
        diffuse = np.clip((facing + wrap) / (1 + wrap), 0, 1) * shadow * (0.55 + 0.45 * open_)
        lit[..., channel] = light.lamp[channel] * diffuse + light.room[channel] * sky * rim
    lit *= albedo
    half = halfway(light)
    shine = np.clip(nu * half[0] + nv * half[1] + nz * half[2], 0, 1)
    shine = (0.09 * shine**14 + 0.16 * shine**50) * shadow * open_ * gloss
    return np.asarray(lit + shine[..., None] * light.lamp, dtype=np.float32)
