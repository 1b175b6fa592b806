"""What a person decides about a photograph in which no face, or several, were found."""

from django.utils import timezone

from survey.models import Photograph

Status = Photograph.Status
SMALLEST = 16  # pixels; less than that is no face, enlarged sixfold it is a blur


def choose(photograph: Photograph, box: tuple[int, int, int, int] | None) -> bool:
    """Queue *photograph* to be cropped to *box* (x1, y1, x2, y2; None: the whole picture).

    False where it no longer waits for review, or the box holds no face-sized part of it.
    """
    width, height = photograph.width or 0, photograph.height or 0
    x1, y1, x2, y2 = box or (0, 0, width, height)
    x1, y1, x2, y2 = max(x1, 0), max(y1, 0), min(x2, width), min(y2, height)
    if x2 - x1 < SMALLEST or y2 - y1 < SMALLEST:
        return False
    waiting = Photograph.objects.filter(pk=photograph.pk, status=Status.REVIEW)
    return bool(
        waiting.update(
            status=Status.QUEUED,
            reason="",
            attempts=0,
            box=[x1, y1, x2, y2],
            enqueued_at=timezone.now(),  # by its caller: the sweep need not send it at once
        )
    )
