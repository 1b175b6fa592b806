"""Plain folders, ``DIR/happy/*.jpg`` (English or Korean names), or a CSV ``path,label[,person]``.

A folder ``train``, ``valid`` or ``test`` on the way names the part. A CSV's paths are seen
from where it lies, its encoding is UTF-8 or CP949, and ``file`` is another name of ``path``.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from classifier import expressions
from classifier.expressions import EXPRESSIONS
from training.dataset import InvalidData
from training.sources import files
from training.sources.place import Place
from training.sources.row import Entry, LeftOut, Row, one_vote

SOURCE = "folders"
PARTS = {"train": "train", "training": "train", "valid": "valid", "validation": "valid"}
PARTS |= {"val": "valid", "test": "test"}
OUTSIDE = "expression outside the five"


def entries(sources: Sequence[Path]) -> Iterator[Entry]:
    for source in sources:
        if source.suffix.lower() == ".csv":
            yield from _of_csv(source)
        else:
            yield from _of_folder(source)


def parsed(label: str) -> str | None:
    try:
        return expressions.parse(label)
    except ValueError:
        return None


def _of_folder(source: Path) -> Iterator[Entry]:
    pictures = dict.fromkeys(_named_folders(source), 0)
    for file in files.walk(source):
        if not file.is_picture:
            continue
        name = file.name.partition("/")[2]
        above = name.split("/")[:-1]
        labels = [label for folder in reversed(above) if (label := parsed(folder))]
        if not labels:
            yield LeftOut(name, f"{OUTSIDE}: {above[-1]}" if above else "not in a folder")
            continue
        pictures[labels[0]] = pictures.get(labels[0], 0) + 1
        yield _row(name, file.place, labels[0], _part(above), "")
    if not pictures:
        wanted = ", ".join(EXPRESSIONS)
        raise InvalidData(f"{source}: no folder is named after an expression ({wanted}).")
    for label, count in pictures.items():
        if not count:
            raise InvalidData(f"{source}: the folder of {label!r} holds no pictures.")


def _named_folders(source: Path) -> list[str]:
    """The expressions that have a folder of their own, perhaps an empty one."""
    if not source.is_dir():
        return []
    found = (parsed(child.name) for child in sorted(source.iterdir()) if child.is_dir())
    return [label for label in found if label]


def _part(above: Sequence[str]) -> str:
    found = [PARTS[folder.lower()] for folder in above if folder.lower() in PARTS]
    return found[-1] if found else ""


def _row(name: str, place: Place, label: str, part: str, person: str) -> Row:
    return Row(name, place, label, one_vote(label), part=part, person=person, source=SOURCE)


def _of_csv(source: Path) -> Iterator[Entry]:
    lines = _lines(source)
    labels: dict[str, set[str | None]] = {}
    for path, label, _ in lines:
        labels.setdefault(path, set()).add(parsed(label))
    seen: set[str] = set()
    pictures = 0
    for path, label, person in lines:
        entry = _listed(source, path, label, person, contradicted=len(labels[path]) > 1)
        if path in seen and isinstance(entry, Row):
            entry = LeftOut(path, "listed again")
        seen.add(path)
        pictures += isinstance(entry, Row)
        yield entry
    if not pictures:
        raise InvalidData(f"{source}: not one of its {len(lines)} lines has a picture.")


def _listed(source: Path, path: str, label: str, person: str, *, contradicted: bool) -> Entry:
    expression = parsed(label)
    if contradicted:
        return LeftOut(path, "listed with different labels")
    if expression is None:
        return LeftOut(path, f"{OUTSIDE}: {label}")
    file = source.parent.absolute() / path
    if not file.is_file():
        return LeftOut(path, "no picture")
    return _row(path, Place.file(str(file)), expression, "", person)


def _lines(source: Path) -> list[tuple[str, str, str]]:
    """Path, label and person of every line."""
    lines = csv.DictReader(io.StringIO(files.text(source.read_bytes(), str(source))))
    try:
        columns = [(name or "").strip().lower() for name in lines.fieldnames or ()]
        lines.fieldnames = ["path" if name == "file" else name for name in columns]
        if ("path" not in columns and "file" not in columns) or "label" not in columns:
            found = ", ".join(columns)
            raise InvalidData(f"{source}: its columns are {found}; path and label are needed.")
        return [
            tuple((line.get(name) or "").strip() for name in ("path", "label", "person"))  # type: ignore[misc]
            for line in lines
        ]
    except csv.Error as error:
        raise InvalidData(f"{source} is no CSV: {error}.") from error
