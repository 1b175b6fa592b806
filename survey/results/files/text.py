"""A CSV file, line by line, with what is wrong in it said by line."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MOST_PROBLEMS = 20  # told; the others are counted
SEPARATORS = (",", ";", "\t")
ENCODINGS = ("utf-8-sig", "utf-16", "cp949")

Columns = Mapping[str, int]  # what it holds → its place


class BadFile(ValueError):
    """The file can't be used; *problems*: why, a sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class BadLine(ValueError):
    """What is wrong with one line."""


class Problems:
    """Gathers what is wrong, so that a file needn't be mended line by line."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.more = 0

    @contextmanager
    def on(self, line: int) -> Iterator[None]:
        try:
            yield
        except BadLine as error:
            self.add(f"Line {line}: {error}")

    def add(self, problem: str) -> None:
        if len(self.said) < MOST_PROBLEMS:
            self.said.append(problem)
        else:
            self.more += 1

    def check(self) -> None:
        """Raises BadFile where there was one."""
        if self.said:
            raise BadFile(*self.said, *([f"… and {self.more:,} more."] if self.more else []))


@contextmanager
def opened(path: Path) -> Iterator["Lines"]:
    """*path*, in the first encoding in which all of it can be read. Raises BadFile."""
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            yield Lines(file)
    except csv.Error as error:
        raise BadFile(f"{path.name} is no CSV: {error}.") from error


def _encoding(path: Path) -> str:
    try:
        with path.open("rb") as file:
            marked = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
        for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp949"):
            if _fits(path, encoding):
                return encoding
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}.") from error
    raise BadFile(f"{path.name} is no text in UTF-8, UTF-16 or CP949.")


def _fits(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            return all("\0" not in block for block in iter(lambda: file.read(1 << 20), ""))
    except UnicodeError:
        return False


class Lines:
    """The header, and below it every line that isn't empty, with its number in the file."""

    def __init__(self, file: Any) -> None:
        first = file.readline()
        file.seek(0)
        self.reader = csv.reader(file, delimiter=max(SEPARATORS, key=first.count), strict=True)
        self.header = tuple(next(self.reader, []))

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self.header)
        for cells in self.reader:
            if any(cell.strip() for cell in cells):
                yield self.reader.line_num, cells + [""] * (width - len(cells))

    def columns(self, known: Callable[[str], str]) -> dict[str, int]:
        """What *known* makes of the header's words; "" for a column that isn't needed. Raises
        BadFile where two columns hold the same."""
        found: dict[str, int] = {}
        for place, word in enumerate(self.header):
            if what := known(plain(word)):
                if what in found and what == "image":
                    continue  # its number and its file's name, for example: the first counts
                if what in found:
                    twice = f"“{self.header[found[what]]}” and “{word}”"
                    raise BadFile(f"Two columns hold the {what}: {twice}.")
                found[what] = place
        return found


def plain(word: str) -> str:
    """ "Image name", "image_name" and "IMAGE-NAME" are one."""
    return re.sub(r"[\s_-]+", " ", word).strip().casefold()
