"""What a table is. Those that there are: every.py."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .columns import Column, Row, Words
from .snapshot import Snapshot

Batches = Iterator[list[Row]]  # some rows at a time


@dataclass(frozen=True)
class Table:
    name: str
    title: Words
    about: Words
    columns: tuple[Column, ...]
    rows: Callable[[Snapshot], Batches]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)
