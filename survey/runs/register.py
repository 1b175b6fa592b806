"""Bringing models in: named on this machine, or uploaded. A worker verifies them afterwards."""

import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from classifier import card
from survey.models import Checkpoint

from .incoming import Incoming
from .parcels import WEIGHTS_NAME, unpack
from .request import as_json
from .tensors import Refused, check


class NameTaken(ValueError):
    """There is a model of this name already."""


class InUse(ValueError):
    """A run of it is not finished."""


def register_folder(text: str, name: str, user: User | None) -> tuple[Checkpoint, bool]:
    """The checkpoint in the folder that *text* names, and whether it is new.

    Raises Refused, NameTaken. Nothing outside of the allowed folders is looked at, and links are
    followed before that is asked.
    """
    folder = _allowed(text)
    described = _described(folder)
    with (folder / WEIGHTS_NAME).open("rb") as weights:
        check(weights, WEIGHTS_NAME)
    return _created(folder, described, name, user, uploaded=False)


def register_upload(
    files: Sequence[Incoming], staging: Path, name: str, user: User | None
) -> tuple[Checkpoint, bool]:
    """The same for an upload; *staging* is where its files lie. Raises Refused, NameTaken."""
    if not files:
        raise Refused(_("No file was chosen."))
    sha256 = unpack(files, staging / "checkpoint")
    described = _described(staging / "checkpoint")
    if described.weights_sha256 != sha256:
        raise Refused(_("The card describes other weights: its weights_sha256 doesn’t fit."))
    folder = settings.CHECKPOINTS / uuid.uuid4().hex
    (staging / "checkpoint").rename(folder)
    try:
        found, is_new = _created(folder, described, name, user, uploaded=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if not is_new:
        shutil.rmtree(folder, ignore_errors=True)
    return found, is_new


def _allowed(text: str) -> Path:
    roots = [root.resolve() for root in settings.CHECKPOINT_FOLDERS]
    try:
        for root in roots:
            folder = (root / text).resolve()
            if _holds_checkpoint(folder) and _is_within(folder, roots):
                return folder
    except (OSError, ValueError, RuntimeError):  # a name too long, with a NUL, links in a circle
        pass
    raise Refused(_("None of the allowed folders holds such a checkpoint."))


def _holds_checkpoint(folder: Path) -> bool:
    return all((folder / name).is_file() for name in (WEIGHTS_NAME, card.FILE_NAME))


def _is_within(folder: Path, roots: Sequence[Path]) -> bool:
    files = [(folder / name).resolve() for name in (WEIGHTS_NAME, card.FILE_NAME)]
    return all(any(file.is_relative_to(root) for root in roots) for file in files)


def offered() -> list[str]:
    """Folders with a checkpoint directly in an allowed one that nobody registered yet."""
    known = set(Checkpoint.objects.values_list("folder", flat=True)) | {str(settings.CHECKPOINT)}
    found = [
        file.parent.resolve()
        for root in settings.CHECKPOINT_FOLDERS
        for file in sorted(root.glob(f"[!.]*/{card.FILE_NAME}"))
    ]
    return [str(f) for f in dict.fromkeys(found) if str(f) not in known and _holds_checkpoint(f)]


def _described(folder: Path) -> card.Card:
    try:
        return card.read(folder)
    except card.InvalidCheckpoint as error:
        said = str(error).replace(f"{folder}/", "").replace(f"{folder} ", "")
        text = _("The card can’t be used: %(why)s")
        raise Refused(text % {"why": said}) from None


def _created(
    folder: Path, described: card.Card, name: str, user: User | None, *, uploaded: bool
) -> tuple[Checkpoint, bool]:
    if described.weights_sha256 == shipped_sha256():
        raise Refused(_("These are the weights of the installed model: it is here already."))
    row = Checkpoint(
        name=name,
        folder=str(folder),
        uploaded=uploaded,
        weights_sha256=described.weights_sha256,
        card=as_json(described),
        added_by=user,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        same = Checkpoint.objects.unrefused().filter(weights_sha256=row.weights_sha256).first()
        if same is None:
            raise NameTaken(name) from None
        return same, False
    return row, True


def shipped() -> card.Card | None:
    """The card of the model that answers where no other is named; None where it is damaged."""
    try:
        return card.read(settings.CHECKPOINT)
    except card.InvalidCheckpoint:
        return None


def shipped_sha256() -> str:
    found = shipped()
    return found.weights_sha256 if found else ""


def remove(checkpoint: Checkpoint) -> None:
    """Forget it and, where it was uploaded, delete its files. Finished runs keep their predictions
    and its card. Raises InUse."""
    with transaction.atomic():
        current = Checkpoint.objects.select_for_update().filter(pk=checkpoint.pk).first()
        if current is None:
            return
        if current.is_in_use:
            raise InUse(current.name)
        current.delete()
    remove_files(current)


def remove_files(checkpoint: Checkpoint) -> None:
    """Only those that are the site's own."""
    folder = Path(checkpoint.folder)
    if checkpoint.uploaded and folder.parent == settings.CHECKPOINTS:
        shutil.rmtree(folder, ignore_errors=True)
