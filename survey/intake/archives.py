"""Pictures out of a ZIP that may have been made to do harm."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from . import labels
from .checks import MOST_BYTES

MOST_ENTRIES = 10_000
MOST_UNPACKED = 4_000_000_000
ARCHIVES = {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"}
# Pictures are compressed already; text such as labels.csv shrinks more, a bomb a thousandfold.
MOST_SHRUNK = 100
# Others can claim gigabytes for their dictionary, and hardly any program writes them.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
)


class BadArchive(ValueError):
    """The archive is refused as a whole; the message says why, in the reader's language."""


def is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


class Archive:
    """A ZIP that was checked from end to end; raises BadArchive otherwise.

    Entries that systems add by themselves (__MACOSX, dot files) are passed over.
    """

    def __init__(self, file: BinaryIO) -> None:
        if _count(file) > MOST_ENTRIES:
            raise BadArchive(_("The archive holds more than 10,000 files."))
        try:
            self._zip = zipfile.ZipFile(file)
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
            _check_all(entries)
            broken = self._zip.testzip()
        except BadArchive:
            raise
        except BROKEN:
            raise BadArchive(_("The archive is damaged or incomplete.")) from None
        if broken:
            raise BadArchive(_("The archive is damaged or incomplete."))
        self._entries = [entry for entry in entries if _is_users_own(entry)]

    def labels(self) -> bytes | None:
        """The content of its labels.csv, if there is one."""
        for entry in self._entries:
            if PurePosixPath(_name(entry)).name.lower() == "labels.csv":
                with self._zip.open(entry) as member:
                    return member.read(labels.MOST_BYTES + 1)
        return None

    def names(self) -> list[str]:
        """What the pictures are called, without their folders."""
        paths = (PurePosixPath(_name(entry)) for entry in self._entries)
        return [path.name for path in paths if path.suffix.lower() != ".csv"]

    def pictures(self) -> Iterator[tuple[str, BinaryIO]]:
        """Each picture's name, without its folders, and content."""
        for entry in self._entries:
            path = PurePosixPath(_name(entry))
            if path.suffix.lower() != ".csv":
                with self._zip.open(entry) as member:
                    # One byte over the limit is enough for the next check to refuse it.
                    yield path.name, io.BytesIO(member.read(MOST_BYTES + 1))


def _count(file: BinaryIO) -> int:
    """Entries as the end of the directory says: asked first, as zipfile would read them all."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 10 : at + 12], "little") if at >= 0 else 0


def _check_all(entries: list[zipfile.ZipInfo]) -> None:
    # The count in the directory's end may lie; what was read does not.
    if len(entries) > MOST_ENTRIES:
        raise BadArchive(_("The archive holds more than 10,000 files."))
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BadArchive(_("The archive unpacks to more than 4 GB."))
    for entry in entries:
        _check(entry)


def _check(entry: zipfile.ZipInfo) -> None:
    name = _name(entry)
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name:
        raise BadArchive(_("The archive names files outside itself."))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadArchive(_("The archive holds links."))
    if path.suffix.lower() in ARCHIVES:
        raise BadArchive(_("The archive holds another archive."))
    if entry.compress_type not in METHODS:
        raise BadArchive(_("The archive is damaged or incomplete."))
    if entry.flag_bits & 1:
        raise BadArchive(_("The archive is locked with a password."))
    if entry.file_size > 1_000_000 and entry.file_size > MOST_SHRUNK * entry.compress_size:
        raise BadArchive(_("The archive unpacks to far more than a picture would."))


def _name(entry: zipfile.ZipInfo) -> str:
    """Korean Windows writes CP949 without saying so; zipfile then reads it as CP437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("cp949")
    except UnicodeError:
        return entry.filename


def _is_users_own(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(_name(entry))
    return not path.name.startswith(".") and "__MACOSX" not in path.parts
