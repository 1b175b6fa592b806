"""A worker's part of intake: photograph → upright copy without metadata → 96×96 gray crop."""

from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone

from classifier import faces, photographs, preprocess
from survey.models import Photograph
from survey.models.images import MOST_ATTEMPTS, Reason
from survey.models.studies import State

Status = Photograph.Status


def process(photograph_id: UUID) -> None:
    """Decide about one queued photograph. Harmless to repeat, also twice at once."""
    waiting = Photograph.objects.waiting().filter(pk=photograph_id)
    if not waiting.update(attempts=F("attempts") + 1, enqueued_at=timezone.now()):
        return
    photograph = waiting.first()
    if photograph is None:
        return
    if photograph.attempts > MOST_ATTEMPTS:
        _fail(photograph, Reason.CRASHED)
        return
    try:
        with photograph.upload.open("rb") as file:
            picture = photographs.Photograph(file.read())
        whole = picture.whole()
    except preprocess.Unreadable as error:
        _fail(photograph, Reason(error.code))
    except FileNotFoundError:
        _fail(photograph, Reason.DAMAGED)
    else:
        _decide(photograph, picture, whole)


def _decide(photograph: Photograph, picture: photographs.Photograph, whole: Any) -> None:
    found = [] if photograph.cropped or photograph.box else picture.faces()
    verdict: dict[str, Any] = {"width": picture.width, "height": picture.height}
    if photograph.cropped:
        verdict |= _ready(preprocess.whole(whole), None)
    elif photograph.box:
        box = faces.Box(*photograph.box)
        verdict |= _ready(picture.crop(box), box)
    elif len(found) == 1:
        verdict |= _ready(picture.crop(found[0]), found[0])
    else:
        reason = Reason.SEVERAL_FACES if found else Reason.NO_FACE
        verdict |= {"status": Status.REVIEW, "reason": reason}
    if found:
        verdict["faces"] = [list(box) for box in found]
    _replace(photograph, verdict, preprocess.stripped(whole))


def _ready(crop: Any, box: faces.Box | None) -> dict[str, Any]:
    return {
        "status": Status.READY,
        "reason": "",
        "crop": preprocess.encode_crop(crop),
        "box": list(box) if box else None,
    }


def _replace(photograph: Photograph, verdict: dict[str, Any], picture: bytes) -> None:
    """Keep *verdict* and the stripped *picture*; the upload with its metadata goes.

    The row is changed only if no other worker was faster, and no file is left behind either way.
    Where a study was frozen with the crop that was to be corrected, the crop stays.
    """
    if _keep_crop(photograph, only_if_frozen=True):
        return
    storage = photograph.upload.storage
    old = photograph.upload.name or ""
    new = storage.save(
        photograph.upload.field.generate_filename(photograph, ""), ContentFile(picture)
    )
    changed = Photograph.objects.waiting().filter(pk=photograph.pk, upload=old)
    storage.delete(old if changed.update(upload=new, **verdict) else new)


def _keep_crop(photograph: Photograph, *, only_if_frozen: bool = False) -> bool:
    """Whether there was a crop before this correction, which then stays as it was."""
    frozen = photograph.items.exclude(study__state=State.DRAFT)
    if photograph.crop is None or (only_if_frozen and not frozen.exists()):
        return False
    Photograph.objects.waiting().filter(pk=photograph.pk).update(status=Status.READY, reason="")
    return True


def _fail(photograph: Photograph, reason: Reason) -> None:
    """The picture can't be used: its file goes, the row stays to say why.

    Also after crashes, which may be the machine's fault: the file still holds its metadata, and
    uploading it again takes it in anew. Only a correction that fails leaves what there was.
    """
    if _keep_crop(photograph):
        return
    name = photograph.upload.name
    changed = Photograph.objects.waiting().filter(pk=photograph.pk)
    if changed.update(status=Status.FAILED, reason=reason, upload="") and name:
        photograph.upload.storage.delete(name)
