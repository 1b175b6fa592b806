"""A worker's part of showing where a model looked: classifier.gradcam, and a picture of it."""

from uuid import UUID

import cv2
import numpy as np
import numpy.typing as npt
from django.db.models import F
from django.utils import timezone

from classifier import predict, preprocess
from classifier.card import InvalidCheckpoint
from survey.models import Expression, Heatmap, ModelRun
from survey.models.heatmaps import Flat
from survey.models.runs import MOST_ATTEMPTS, Failure, Status

from .answer import MOST_CHARACTERS, load

BATCH = 10
SIDE = 288  # pixels of the picture: three for each of the crop's
STEPS = (0.25, 0.5, 0.75)  # of the most: where the picture's contours are
SHADE = 0.2  # opacity of each step
MODEL_BLUE_GREEN_RED = (0, 94, 213)  # the model's colour: static/css/site.css


def draw_heatmaps(run_id: UUID) -> None:
    """Draw what waits of one run. Harmless to repeat, also twice at once.

    What nobody foresaw is noted and raised: the sweep sends the run again.
    """
    run = ModelRun.objects.filter(pk=run_id).first()
    waiting = Heatmap.objects.waiting().filter(run=run_id)
    if run is None or not waiting.exists():
        return
    try:
        network = load(run)
        while batch := _next_batch(run):
            _store(batch, network)
    except InvalidCheckpoint as error:
        waiting.update(status=Status.FAILED, reason=str(error))
    except Exception as error:
        waiting.exclude(attempts=0).update(
            reason=f"{type(error).__name__}: {error}"[:MOST_CHARACTERS]
        )
        raise


def _next_batch(run: ModelRun) -> list[Heatmap]:
    """Those to try now. What killed its workers too often is given up; what was withdrawn since
    it was asked for is forgotten."""
    waiting = Heatmap.objects.waiting().filter(run=run)
    for row in waiting.filter(attempts__gte=MOST_ATTEMPTS):
        waiting.filter(pk=row.pk).update(status=Status.FAILED, reason=row.reason or Failure.DIED)
    waiting.filter(item__photograph=None).delete()
    found = list(waiting.select_related("item__photograph").order_by("item__position")[:BATCH])
    keys = [row.pk for row in found]
    waiting.filter(pk__in=keys).update(attempts=F("attempts") + 1, heard_at=timezone.now())
    return found


def _store(batch: list[Heatmap], predictor: predict.Predictor) -> None:
    """Somebody may have withdrawn meanwhile: their rows are gone then, and none is made anew."""
    order = list(Expression.values)
    crops = np.stack([preprocess.decode_crop(row.item.png) for row in batch])
    found = predictor.looks(crops, [order.index(row.expression) for row in batch])
    for row, look in zip(batch, found, strict=True):
        here = Heatmap.objects.waiting().filter(pk=row.pk)
        if look.any():
            here.update(status=Status.DONE, reason="", png=picture(look))
        else:
            here.update(status=Status.FAILED, reason=Flat.FLAT)


def picture(look: npt.NDArray[np.float32]) -> bytes:
    """[96, 96] from 0 to 1 → a PNG to lie over the face: steps, each with its contour, so that it
    can be read without colours; see-through where the model looked little."""
    large = cv2.resize(look, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    image = np.zeros((SIDE, SIDE, 4), np.uint8)
    image[:, :, :3] = MODEL_BLUE_GREEN_RED
    for step in STEPS:
        image[large >= step, 3] += round(255 * SHADE)
    for step in STEPS:
        inside = (large >= step).astype(np.uint8)
        contours, _hierarchy = cv2.findContours(inside, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(image, contours, -1, (*MODEL_BLUE_GREEN_RED, 255), 2, cv2.LINE_AA)
    done, data = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not done:
        raise RuntimeError("the picture could not be written")
    return data.tobytes()
