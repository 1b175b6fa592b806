"""manage.py demo: what `make run` loads before it starts. Harmless to repeat.

At the first start it makes the administrator, with a password of its own, and the demo study of
drawn faces; it asks for the model's answers, which the worker gives as soon as it runs.
"""

import os
import secrets
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from tqdm import tqdm

from classifier.card import InvalidCheckpoint
from classifier.drawn import draw_many
from classifier.expressions import EXPRESSIONS
from survey.intake.labels import Label
from survey.intake.process import process
from survey.intake.store import Origin, take
from survey.models import Photograph, Study
from survey.queue import enqueue
from survey.runs.request import request_run
from survey.studies.draw import draw_study
from survey.tasks import answer_run

SLUG = "demo"
SEED = 7  # seeds of 1000 and more are the training's
PER_GROUP = 10  # of 5 expressions × public and private: 100 images
ADMIN = "admin"


class Command(BaseCommand):
    help = "Load the demo study and make the administrator, where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        make_administrator(settings.VAR / "admin-password")
        study = Study.objects.filter(slug=SLUG).first() or draw_demo()
        if not study.demo or study.runs.exists():
            return
        try:
            run, is_new = request_run(study, settings.CHECKPOINT)
        except InvalidCheckpoint as error:
            self.stderr.write(f"The demo has no model's answers: {error}")
            return
        if is_new:
            enqueue(answer_run, str(run.id))


def draw_demo() -> Study:
    draw_photographs()
    return draw_study(
        SLUG,
        title="그린 얼굴 · Drawn faces",
        public=PER_GROUP * len(EXPRESSIONS),
        private=PER_GROUP * len(EXPRESSIONS),
        seed=SEED,
        demo=True,
    )


def make_administrator(kept: Path) -> None:
    """An administrator, if the site has none; the password goes into *kept*, for its owner only."""
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return
    password = secrets.token_urlsafe(12)
    with os.fdopen(os.open(kept, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(password + "\n")
    users.create_superuser(ADMIN, password=password)


def draw_photographs() -> None:
    """Draw faces until each group has its images, through the same steps as an upload's."""
    kinds = [kind.value for kind in Photograph.Kind]
    ready: Counter[tuple[str, str]] = Counter(
        Photograph.objects.ready().filter(demo=True).values_list("kind", "expression")
    )
    wanted = PER_GROUP * len(EXPRESSIONS) * len(kinds)
    drawn = draw_many(4 * wanted, seed=SEED)
    with tqdm(total=wanted, desc="drawing the demo's faces", leave=False) as bar:
        for number, face in enumerate(drawn):
            kind = min(kinds, key=lambda kind: ready[kind, face.expression])
            if ready[kind, face.expression] >= PER_GROUP:
                continue
            if store(face, kind, f"drawn-{number:03}.jpg"):
                ready[kind, face.expression] += 1
                bar.update()
            if sum(ready.values()) >= wanted:
                return


def store(face: Any, kind: str, name: str) -> bool:
    """Whether *face* came through as a new photograph with exactly one face in it."""
    jpeg = cv2.imencode(".jpg", face.image, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    origin = Origin(kind, source="Drawn by Pyojeong", demo=True)
    label = Label(face.expression, f"drawn-{face.person}")
    outcome = take([(name, BytesIO(jpeg))], origin, {name: label})
    for photograph in outcome.new:
        process(photograph.pk)
    return Photograph.objects.ready().filter(pk__in=[p.pk for p in outcome.new]).exists()
