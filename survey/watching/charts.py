"""Counts → coordinates of small column charts, in the manner of survey.results.charts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.results.charts import Tick, nice_step, percent

HEIGHT = 120  # pixels of the tallest column
MOST_BINS = 20


@dataclass(frozen=True)
class Column:
    x: str
    width: str
    y: float
    height: float
    kind: str  # the class that colours it


@dataclass(frozen=True)
class Columns:
    """One or two series side by side. *rows*: the same numbers, for the table."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]  # along the bottom
    counts: tuple[Tick, ...]  # up the side; *at* in pixels from the top
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    height: int = HEIGHT

    @property
    def is_empty(self) -> bool:
        return not self.columns


def columns(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], *, ticks: int = 8
) -> Columns:
    """*series*: (class, a count for each label). About so many *ticks* are named."""
    most = max((n for _kind, counts in series for n in counts), default=0)
    step = nice_step(max(most, 1), 3)
    top = -(-max(most, 1) // step) * step
    slots, share = max(len(labels), 1), 0.8 / len(series)
    every = nice_step(slots, ticks)
    return Columns(
        columns=tuple(
            Column(
                x=percent((at + 0.1 + share * number) / slots),
                width=percent(share / slots),
                y=round(HEIGHT * (1 - n / top), 1),
                height=round(HEIGHT * n / top, 1),
                kind=kind,
            )
            for number, (kind, counts) in enumerate(series)
            for at, n in enumerate(counts)
            if n
        ),
        ticks=tuple(
            Tick(percent((at + 0.5) / slots), label)
            for at, label in enumerate(labels)
            if at % every == 0
        ),
        counts=tuple(Tick(f"{HEIGHT * (1 - n / top):g}", str(n)) for n in range(0, top + 1, step)),
        rows=tuple(
            (label, tuple(counts[at] for _kind, counts in series))
            for at, label in enumerate(labels)
        ),
    )


def bins(counts: dict[int, int], most: int) -> tuple[list[str], list[int]]:
    """How many people for each count from 0 to *most*; neighbours together where these are many."""
    step = nice_step(most + 1, MOST_BINS)
    starts = range(0, most + 1, step)
    names = [
        str(start) if step == 1 else f"{start}–{min(start + step - 1, most)}" for start in starts
    ]
    found = [
        sum(n for value, n in counts.items() if start <= value < start + step) for start in starts
    ]
    return names, found
