"""A model out of what was uploaded: two files, or one ZIP with both, which may mean harm."""

import hashlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from classifier import card

from .incoming import MOST_BYTES, Incoming, no_room, too_large
from .tensors import PICKLED, Refused, check, pickled, refuse_pickle

WEIGHTS_NAME = "weights.safetensors"  # classifier.checkpoint's, which imports torch
MOST_CARD = 1_000_000
MOST_ENTRIES = 100
MOST_SHRUNK = 100  # weights hardly shrink, a bomb a thousandfold
BLOCK = 1 << 20
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError)


def unpack(files: Sequence[Incoming], folder: Path) -> str:
    """Put weights and card from *files* into *folder*; the weights' SHA-256. Raises Refused."""
    for file in files:
        refuse_pickle(file.name or "")
    try:
        folder.mkdir(mode=0o700)
        if len(files) == 1 and (files[0].name or "").lower().endswith(".zip"):
            sha256, name = _from_archive(files[0].path, folder), files[0].name or ""
        else:
            sha256, name = _from_two(files, folder)
        with (folder / WEIGHTS_NAME).open("rb") as weights:
            check(weights, name if not name.lower().endswith(".zip") else WEIGHTS_NAME)
    except OSError as error:
        raise Refused(no_room(error)) from None
    return sha256


def _from_two(files: Sequence[Incoming], folder: Path) -> tuple[str, str]:
    cards = [file for file in files if (file.name or "").lower().endswith(".json")]
    others = [file for file in files if file not in cards]
    if len(cards) != 1 or len(others) != 1:
        raise Refused(
            _("Choose the weights (.safetensors) and their card.json, or one ZIP with both.")
        )
    if (cards[0].size or 0) > MOST_CARD:
        raise Refused(_("The card is larger than 1 MB."))
    others[0].path.rename(folder / WEIGHTS_NAME)
    cards[0].path.rename(folder / card.FILE_NAME)
    return others[0].sha256, others[0].name or ""


def _from_archive(path: Path, folder: Path) -> str:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            weights, described = _wanted(archive.infolist())
            _extract(archive, described, folder / card.FILE_NAME, MOST_CARD)
            return _extract(archive, weights, folder / WEIGHTS_NAME, MOST_BYTES)
    except Refused:
        raise
    except BROKEN:
        raise Refused(_("The archive is damaged or incomplete.")) from None


def _wanted(entries: list[zipfile.ZipInfo]) -> tuple[zipfile.ZipInfo, zipfile.ZipInfo]:
    """The weights' entry and the card's. Raises Refused where something is strange."""
    entries = [entry for entry in entries if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise Refused(_("The archive holds more than a model’s two files."))
    for entry in entries:
        _check(entry)
    own = [e for e in entries if not _base(e).startswith(".") and "__MACOSX" not in e.filename]
    weights = [entry for entry in own if _base(entry).lower().endswith(".safetensors")]
    cards = [entry for entry in own if _base(entry).lower() == card.FILE_NAME]
    if strange := [entry for entry in own if PurePosixPath(_base(entry)).suffix in PICKLED]:
        raise Refused(pickled(_base(strange[0])))
    if len(weights) > 1 or len(cards) > 1:
        raise Refused(_("The archive holds more than one model."))
    if not weights or not cards:
        raise Refused(_("The archive needs one file of weights (.safetensors) and a card.json."))
    return weights[0], cards[0]


def _base(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).name


def _check(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
        raise Refused(_("The archive names files outside itself."))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused(_("The archive holds links."))
    if entry.flag_bits & 1:
        raise Refused(_("The archive is locked with a password."))
    if entry.compress_type not in METHODS:
        raise Refused(_("The archive is damaged or incomplete."))
    if entry.file_size > 1_000_000 and entry.file_size > MOST_SHRUNK * entry.compress_size:
        raise Refused(_("The archive unpacks to far more than a model would."))


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, most: int) -> str:
    """Its SHA-256. Sizes that an archive claims may be lies: what comes out is counted."""
    digest, left = hashlib.sha256(), most
    with archive.open(entry) as member, to.open("xb") as out:
        while block := member.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise Refused(too_large())
            digest.update(block)
            out.write(block)
    return digest.hexdigest()
