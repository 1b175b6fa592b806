"""manage.py draw_practice: the committed pictures in static/faces/. Same seed, same face.

Drawn and cropped as the demo's are, so that practice looks like the real thing.
"""

from typing import Any

import cv2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from classifier.drawn import draw
from classifier.photographs import Photograph
from classifier.preprocess import encode_crop
from survey.participation.practice import ATTENTION, FACES, Practice


class Command(BaseCommand):
    help = "Draw the faces for practice and attention checks into static/faces/."

    def handle(self, *args: Any, **options: Any) -> None:
        for each in (*FACES, ATTENTION):
            path = settings.BASE_DIR / "static" / each.picture
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(picture_of(each))
            self.stdout.write(each.picture)


def picture_of(practice: Practice) -> bytes:
    """The PNG of 96×96 gray pixels."""
    drawn = draw(practice.shows.value, seed=practice.seed)
    jpeg = cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    photograph = Photograph(jpeg)
    faces = photograph.faces()
    if len(faces) != 1:
        raise CommandError(f"{practice.picture}: {len(faces)} faces were found, not one")
    return encode_crop(photograph.crop(faces[0]))
