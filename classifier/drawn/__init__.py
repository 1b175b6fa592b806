"""Draws faces as shaded photographs of people who do not exist.

No real photograph may enter the repository, so the demo study, the tests and a part of the
training set are drawn: a head as a height field, lit, with the face moved by FACS action units.

    python -m classifier.drawn OUT_DIR --count 100 --seed 7
    python -m classifier.drawn --sheet sheet.png --count 40

The same arguments give the same picture. Importing this package loads numpy; cv2 is loaded by
the first drawing.
"""

from .photograph import Drawn, draw, draw_many, plan

__all__ = ["Drawn", "draw", "draw_many", "plan"]
