"""Uploads of models, straight onto the disk where they will stay, and never more than allowed."""

import errno
import hashlib
import shutil
import time
import uuid
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from survey.access import View

MOST_BYTES = 600_000_000  # of one upload
FORGOTTEN_AFTER = 24 * 60 * 60  # seconds; no upload takes as long
PREFIX = ".incoming-"


class Incoming(UploadedFile):  # type: ignore[type-arg]
    """A file that is on the disk already, under a name of ours."""

    def __init__(self, path: Path, sha256: str, **said: Any) -> None:
        super().__init__(path.open("rb"), **said)
        self.path = path
        self.sha256 = sha256


class ToDisk(FileUploadHandler):
    """Writes and hashes what comes. What is too large, or finds no room, is read and forgotten:
    a browser hears an answer only after it has sent everything. *problem* then says what it was.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.folder = settings.CHECKPOINTS / f"{PREFIX}{uuid.uuid4().hex}"
        self.problem = ""
        self._received = 0
        self._files = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._hash = hashlib.sha256()
        self._size = 0
        self._path = self.folder / str(self._files)
        self._files += 1
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = self._path.open("wb", buffering=0)
        except OSError as error:
            self._stop(no_room(error))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._received += len(raw_data)
        if self._received > MOST_BYTES:
            self._stop(too_large())
        self._hash.update(raw_data)
        self._size += len(raw_data)
        try:
            self._file.write(raw_data)
        except OSError as error:
            self._stop(no_room(error))

    def file_complete(self, file_size: int) -> Incoming:
        self._file.close()
        said = {"name": self.file_name, "content_type": self.content_type, "size": self._size}
        return Incoming(self._path, self._hash.hexdigest(), **said)

    def _stop(self, problem: str) -> None:
        self.problem = problem
        self.discard()
        raise StopUpload(connection_reset=False)

    def discard(self) -> None:
        if file := vars(self).get("_file"):
            file.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def no_room(error: OSError) -> str:
    """What to tell of a full disk. Raises *error* again where it is another one."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    return _("The server’s disk is full: nothing was kept. Make room and send it again.")


def too_large() -> str:
    return _("At most %(most)d MB are taken.") % {"most": MOST_BYTES // 1_000_000}


def received_to_disk(view: Callable[..., HttpResponseBase]) -> View:
    """Give *view* its files by ToDisk, which it gets as *received*, and tidy up behind it.

    The check against forged forms reads the form: it has to come after the choice of how files are
    received, which is why it is taken off outside and put on again inside.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def receiving(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        received = ToDisk(request)
        request.upload_handlers = [received]
        forget_old()
        try:
            return protected(request, *args, received=received, **kwargs)
        finally:
            received.discard()

    return receiving


def forget_old() -> None:
    """Remove what a killed web process left half received."""
    for folder in settings.CHECKPOINTS.glob(f"{PREFIX}*"):
        if time.time() - folder.stat().st_mtime > FORGOTTEN_AFTER:
            shutil.rmtree(folder, ignore_errors=True)
