"""Walking over folders and zips in a stable order, with names as people see them."""

import os
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from classifier.preprocess import Unreadable
from training.dataset import InvalidData
from training.sources.drawing import Drawing
from training.sources.place import Place

PICTURES = (".jpg", ".jpeg", ".png", ".webp")
UTF8_FLAG = 0x800


@dataclass(frozen=True, slots=True)
class File:
    """A file of a data set. *name* is readable, with slashes, in NFC, below its source."""

    name: str
    place: Place

    @property
    def is_picture(self) -> bool:
        return self.name.lower().endswith(PICTURES)


def walk(source: Path) -> Iterator[File]:
    """All files in a folder, and in the zips in it; or in one zip. Hidden ones are left out.

    The name begins with that of *source*: a folder "Training" says something itself.
    """
    source = source.absolute()
    if source.is_dir():
        yield from _walk_folder(str(source), source.name)
    elif source.is_file():
        yield from _walk_zip(str(source), source.name)
    else:
        raise InvalidData(f"{source}: there is no such folder or file.")


def _walk_folder(folder: str, name: str) -> Iterator[File]:
    with os.scandir(folder) as found:
        # Neither: a link that leads nowhere, a pipe.
        children = sorted((c.name, c.is_dir()) for c in found if c.is_dir() or c.is_file())
    for child, is_folder in children:
        path, inside = f"{folder}/{child}", f"{name}/{readable(os.fsencode(child))}"
        if _is_hidden(child):
            continue
        if is_folder:
            yield from _walk_folder(path, inside)
        elif child.lower().endswith(".zip"):
            yield from _walk_zip(path, inside)
        else:
            yield File(inside, Place.file(path))


def _walk_zip(path: str, name: str) -> Iterator[File]:
    for info in contents(path):
        inside = member_name(info)
        if not info.is_dir() and not any(map(_is_hidden, inside.split("/"))):
            yield File(f"{name}/{inside}", Place.member(path, info))


def contents(path: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise InvalidData(f"{path} is no zip file, or not a whole one.") from error


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name. Without the UTF-8 flag zipfile takes CP949 for CP437: take it back."""
    name = info.filename
    if not info.flag_bits & UTF8_FLAG:
        name = readable(name.encode("cp437", "replace"))
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def readable(name: bytes) -> str:
    """A file's name in NFC, from UTF-8 or else from CP949, as Korean Windows writes it."""
    for encoding in ("utf-8", "cp949"):
        try:
            return unicodedata.normalize("NFC", name.decode(encoding))
        except UnicodeDecodeError:
            continue
    return name.decode("ascii", "backslashreplace")


def read(place: Place | Drawing, where: str) -> bytes:
    """A file's bytes where it can't be left out. Raises InvalidData, which names it."""
    try:
        return place.read()
    except Unreadable as error:
        raise InvalidData(f"{where} can't be read: {error}") from error


def text(data: bytes, where: str) -> str:
    """A text file in UTF-8, with or without BOM, or in CP949. Raises InvalidData."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidData(f"{where} is no text in UTF-8 or CP949.")
