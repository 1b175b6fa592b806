"""Glasses: two frames, a bridge, arms that run to the ears, and lenses that shine a little."""

import numpy as np

from .grid import Array, Grid, Numbers, smoothstep
from .light import Light
from .shape import Face


def put_on(rgb: Array, at: Grid, face: Face, light: Light) -> None:
    """Draw the person's glasses over the lit head, in place."""
    who = face.person
    window = at.window(-0.85, 0.85, -0.3, 0.36)
    u, v = at.within(window)
    side = np.abs(u)
    round_ = who.glasses == "round"
    half_u, half_v, power = (0.212, 0.165, 2.7) if round_ else (0.215, 0.145, 4.5)
    centre = who.eye_gap + 0.012
    x, y = (side - centre) / half_u, (v - 0.045) / half_v
    radius = (np.abs(x) ** power + np.abs(y) ** power) ** (1 / power)
    thick = (0.05 + 0.07 * who.glasses_dark) * (0.55 if round_ else 1.0)
    frame = _band(radius - 1.0, thick, 0.03)
    bridge = _band((v + 0.02 + 0.9 * side**2) / 0.2, thick * 0.9, 0.04)
    bridge = bridge * smoothstep(centre - half_u + 0.01, centre - half_u - 0.01, side)
    arm = _band((v + 0.03) / 0.2, thick * 1.1, 0.04) * smoothstep(
        centre + half_u - 0.01, centre + half_u + 0.01, side
    )
    arm = arm * smoothstep(who.width + 0.01, who.width - 0.02, side)
    metal = np.clip(frame + bridge + arm, 0, 1)
    lens = smoothstep(1.0, 0.97, radius)
    shadow = _band(
        (np.roll(radius, -max(int(0.03 * at.scale), 1), axis=0)) - 1.0, thick * 1.3, 0.12
    )
    patch = rgb[window] * (1 - 0.22 * shadow * (1 - metal))[..., None]
    streak = _band((u * 0.7 + v - 0.05 + 0.25 * float(light.towards[0])) / 0.3, 0.13, 0.12)
    patch = patch + (lens * (0.015 + 0.035 * streak))[..., None] * light.lamp
    colour = np.array([0.30, 0.27, 0.22]) * (1 - who.glasses_dark) ** 2 + 0.012
    lit = colour * (light.room + 0.6 * light.lamp)
    glint = np.clip(-y, 0, 1) ** 3 * 0.10
    colour_ = lit[None, None, :] + (glint * np.ones_like(radius))[..., None] * light.lamp
    rgb[window] = patch + (colour_.astype(np.float32) - patch) * metal[..., None]


def _band(distance: Numbers, half: float, soft: float) -> Array:
    return smoothstep(half + soft, half - soft * 0.3, np.abs(distance))
