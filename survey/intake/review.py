"""What a person decides about a photograph: which face it is, where it is, or that it is none."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from survey.models import Photograph, StudyItem
from survey.models.images import PhotographQuerySet, Reason
from survey.models.studies import State

from .store import drop_file

Status = Photograph.Status
Corners = tuple[int, int, int, int]
SMALLEST = 16  # pixels; less than that is no face, enlarged sixfold it is a blur
UNDOABLE_FOR = timedelta(hours=1)
MOST_AT_ONCE = 200
# As the detector's boxes are: higher than wide.
USUAL_WIDTH, USUAL_HEIGHT = 0.36, 0.48  # of the shorter side


def decidable() -> PhotographQuerySet:
    """Waiting for somebody; or cropped, and in no study that was frozen with this crop."""
    frozen = StudyItem.objects.filter(photograph=OuterRef("pk")).exclude(study__state=State.DRAFT)
    changeable = Q(status=Status.READY) & ~Exists(frozen)
    kept = Photograph.objects.exclude(upload="").exclude(width=None)
    return kept.filter(Q(status=Status.REVIEW) | changeable)


def is_decidable(photograph: Photograph) -> bool:
    return decidable().filter(pk=photograph.pk).exists()


def choose(photograph: Photograph, box: Corners | None) -> bool:
    """Queue *photograph* to be cropped to *box* (x1, y1, x2, y2; None: the whole picture).

    False where nothing can be decided about it any more, or the box holds no face-sized part of
    it. A draft that holds it shows the new crop once a worker has made it.
    """
    width, height = photograph.width or 0, photograph.height or 0
    x1, y1, x2, y2 = box or (0, 0, width, height)
    x1, y1, x2, y2 = max(x1, 0), max(y1, 0), min(x2, width), min(y2, height)
    if x2 - x1 < SMALLEST or y2 - y1 < SMALLEST:
        return False
    return bool(
        decidable()
        .filter(pk=photograph.pk)
        .update(
            status=Status.QUEUED,
            reason="",
            attempts=0,
            cropped=False,
            box=[x1, y1, x2, y2],
            enqueued_at=timezone.now(),  # by its caller: the sweep need not send it at once
        )
    )


def refuse(photograph: Photograph) -> bool:
    """Not usable. Its file stays for an hour, so that this can be taken back."""
    waiting = Photograph.objects.filter(pk=photograph.pk, status=Status.REVIEW)
    return bool(
        waiting.update(status=Status.FAILED, reason=Reason.UNUSABLE, enqueued_at=timezone.now())
    )


def restore(photograph: Photograph) -> bool:
    """Take a refusal back."""
    refused = Photograph.objects.filter(pk=photograph.pk, reason=Reason.UNUSABLE)
    why = Reason.SEVERAL_FACES if photograph.faces else Reason.NO_FACE
    return bool(refused.exclude(upload="").update(status=Status.REVIEW, reason=why))


def forget_refused() -> None:
    """Remove the files of those that were refused more than an hour ago."""
    refused = Photograph.objects.filter(status=Status.FAILED, reason=Reason.UNUSABLE)
    old = refused.exclude(upload="").filter(enqueued_at__lt=timezone.now() - UNDOABLE_FOR)
    for photograph in old.defer("crop")[:MOST_AT_ONCE]:
        if refused.filter(pk=photograph.pk, upload=photograph.upload.name).update(upload=""):
            drop_file(photograph.upload)


def first_box(photograph: Photograph) -> Corners:
    """Where the box lies before anybody has moved it."""
    known = photograph.box or (photograph.faces[0] if photograph.faces else None)
    if known:
        x1, y1, x2, y2 = known
        return x1, y1, x2, y2
    width, height = photograph.width or 0, photograph.height or 0
    across, down = (round(min(width, height) * part) for part in (USUAL_WIDTH, USUAL_HEIGHT))
    x, y = (width - across) // 2, (height - down) // 2
    return x, y, x + across, y + down
