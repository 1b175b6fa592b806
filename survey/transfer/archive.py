"""One file that holds all of a site: a TAR, compressed where its name ends in .gz.

about.json                        format, when and by which version, migrations
tables/survey.answer/000001.jsonl rows, in parts of some megabytes
files/ab/ab12…                    photographs and signed forms, as the storage names them
checkpoints/12ab…/card.json       networks that were uploaded
manifest.json                     the last one: rows of each table, SHA-256 of each member
"""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MADE_BY = "pyojeong backup"
ABOUT, MANIFEST = "about.json", "manifest.json"
LARGEST_JSON = 200_000_000
PIECE = 1_000_000
NAMES = re.compile(
    r"about\.json|manifest\.json|tables/[a-z_0-9]+\.[a-z_0-9]+/\d{6}\.jsonl"
    r"|(?:files|checkpoints)(?:/(?!\.{1,2}(?:/|\Z))[^/\\\x00-\x1f]{1,200}){1,8}"
)
UNREADABLE = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, UnicodeError)


class BadArchive(ValueError):
    """The archive isn't one, isn't whole, or was changed; nothing of it is used."""


@dataclass(frozen=True)
class Rows:
    rows: int
    sha256: str  # over all lines of the table


@dataclass
class Manifest:
    tables: dict[str, Rows] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)  # name → SHA-256
    files: int = 0
    bytes: int = 0  # of files and checkpoints
    gone: list[str] = field(default_factory=list)  # withdrawn while the backup was made

    @property
    def whole(self) -> str:
        """One hash over the hashes of all members."""
        listed = "".join(f"{digest} {name}\n" for name, digest in sorted(self.members.items()))
        return hashlib.sha256(listed.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "whole": self.whole}


class Hashed:
    """A file that notes the SHA-256 of what is read from it, for tarfile."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


class Writer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar, self.manifest = tar, Manifest()

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Raises OSError where *file* has fewer bytes than *size*."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashed = Hashed(file)
        self._tar.addfile(info, hashed)
        self.manifest.members[name] = hashed.digest.hexdigest()

    def add_bytes(self, name: str, data: bytes) -> None:
        self.add(name, io.BytesIO(data), len(data))

    def add_json(self, name: str, data: Any) -> None:
        self.add_bytes(name, json.dumps(data, ensure_ascii=False, indent=1).encode())


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new archive, for its owner only, which stands at *path* once it is whole."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            if path.suffix in (".gz", ".tgz"):
                with gzip.GzipFile("", "wb", 5, file, mtime=0) as packed:
                    yield from _tar(packed)
            else:
                yield from _tar(file)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


def _tar(file: Any) -> Iterator[Writer]:
    with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        writer = Writer(tar)
        yield writer
        writer.add_json(MANIFEST, writer.manifest.as_json())


@contextmanager
def refusing() -> Iterator[None]:
    """What goes wrong in reading an archive is BadArchive."""
    try:
        yield
    except UNREADABLE as error:
        raise BadArchive(f"It is damaged or no archive: {error}.") from None


def members(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Name, size and content of each member, in order. Raises BadArchive."""
    with refusing(), path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        plain: Any = gzip.GzipFile(fileobj=file) if packed else file
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for info in tar:
                content = tar.extractfile(info) if info.isreg() else None
                if content is None or not NAMES.fullmatch(info.name):
                    raise BadArchive(f"It holds something that no backup does: {info.name!r}.")
                yield info.name, info.size, content


def about(path: Path) -> dict[str, Any]:
    """What stands at its beginning. Raises BadArchive."""
    for name, size, content in members(path):
        if name == ABOUT and size < PIECE:
            return _about(content.read())
        break
    raise BadArchive("It is no backup of this program.")


def _about(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
        known = said["made_by"] == MADE_BY
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise BadArchive("It is no backup of this program.")
    if said["format"] != FORMAT:
        raise BadArchive(f"Its format is {said['format']}; this program reads {FORMAT}.")
    return dict(said)


class Reader:
    """Counts and hashes what passes, to be compared with what the manifest says."""

    def __init__(self) -> None:
        self.read = Manifest()
        self._tables: dict[str, Any] = {}
        self._counts: Counter[str] = Counter()

    def take(self, name: str, size: int, content: IO[bytes]) -> None:
        if name in self.read.members:
            raise BadArchive(f"It holds {name} twice.")
        digest = hashlib.sha256()
        table = name.split("/")[1] if name.startswith("tables/") else ""
        while piece := content.read(PIECE):
            digest.update(piece)
            if table:
                self._tables.setdefault(table, hashlib.sha256()).update(piece)
                self._counts[table] += piece.count(b"\n")
        if not table and name != ABOUT:
            self.read.files, self.read.bytes = self.read.files + 1, self.read.bytes + size
        self.read.members[name] = digest.hexdigest()

    def compare(self, said: Manifest) -> None:
        """Raises BadArchive."""
        self.read.gone = said.gone
        empty = hashlib.sha256()
        self.read.tables = {
            table: Rows(self._counts[table], self._tables.get(table, empty).hexdigest())
            for table in {*said.tables, *self._tables}
        }
        if self.read != said:
            raise BadArchive(f"It was changed or is damaged: {_difference(self.read, said)}.")


def verified(path: Path) -> Manifest:
    """Read all of it once: every member is there, and as it was written. Raises BadArchive."""
    reader, said = Reader(), None
    with refusing():
        for name, size, content in members(path):
            if said is not None:
                raise BadArchive(f"It holds more than was put in: {name}.")
            if name == MANIFEST:
                said = _manifest(content.read(LARGEST_JSON))
            else:
                reader.take(name, size, content)
    if said is None:
        raise BadArchive("Its end is missing.")
    reader.compare(said)
    return said


def _manifest(data: bytes) -> Manifest:
    try:
        said = json.loads(data)
        whole = said.pop("whole")
        said["tables"] = {name: Rows(**rows) for name, rows in said["tables"].items()}
        manifest = Manifest(**said)
        if manifest.whole != whole:
            raise ValueError("its hash is another")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadArchive(f"Its list of members can't be used: {error}.") from None
    return manifest


def _difference(read: Manifest, said: Manifest) -> str:
    names = sorted(read.members.keys() | said.members.keys())
    other = [name for name in names if read.members.get(name) != said.members.get(name)]
    return ", ".join(other[:3]) + (" …" if len(other) > 3 else "") if other else "its counts"
