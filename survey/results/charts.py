"""Numbers → coordinates, for the inline SVG of the templates. Pure; nothing here knows a colour.

Horizontal coordinates are percentages of the plot's width ("45.5%"), vertical ones pixels. An SVG
without a viewBox then fills any width while its text keeps its size: at 390 px as readable as at
1280. Margins are the stylesheet's: a plot goes from 0% to 100% and may overflow.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

FULL_SHADE = 0.7  # opacity of a cell with the whole row: the number on it stays readable


def percent(share: float) -> str:
    """0.455 → "45.5%": a coordinate, written the same in every language."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def signed(value: float) -> str:
    """+7.3, −0.8 with a real minus, 0.0."""
    written = f"{value:+.1f}".replace("-", "−")
    return written[1:] if written[1:] == "0.0" else written


@dataclass(frozen=True)
class Tick:
    at: str
    label: str


@dataclass(frozen=True)
class Bar:
    """One score's people, with its corner above on the left."""

    x: str
    width: str
    y: float
    height: float
    score: int
    people: int


def bars(
    scores: Iterable[tuple[int, int]],
    across: Callable[[float], float],
    *,
    width: float,
    floor: float,
    unit: float,
) -> tuple[Bar, ...]:
    """A bar for each score that somebody has, centred on where *across* puts it.

    *width*: a share of the plot. They stand on *floor*, *unit* pixels tall for each person.
    """
    return tuple(
        Bar(
            x=percent(across(score) - width / 2),
            width=percent(width),
            y=round(floor - unit * people, 1),
            height=round(unit * people, 1),
            score=score,
            people=people,
        )
        for score, people in scores
        if people
    )


def nice_step(span: int, wanted: int) -> int:
    """1, 2 or 5 times a power of ten, so that about *wanted* ticks fit on *span*."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if span / (step * factor) <= wanted:
                return step * factor
        step *= 10


@dataclass(frozen=True)
class Cell:
    count: int
    share: float | None  # 0 to 100, of its row
    opacity: str  # of the cell's shading: SVG rather than a background, so that it prints
    is_truth: bool


def matrix(
    counts: Sequence[Sequence[int]], shares: Sequence[Sequence[float] | None]
) -> tuple[tuple[Cell, ...], ...]:
    """A confusion matrix's cells. Shaded by the row's share, so that two matrices compare."""
    return tuple(
        tuple(
            Cell(
                count=count,
                share=None if row is None else 100 * row[column],
                opacity=f"{FULL_SHADE * row[column]:.2f}" if row else "0",
                is_truth=line == column,
            )
            for column, count in enumerate(counts[line])
        )
        for line, row in enumerate(shares)
    )


def largest_mistake(shares: Sequence[Sequence[float] | None]) -> tuple[int, int, float] | None:
    """(truth, taken for, share) of the largest cell off the diagonal; None without mistakes."""
    mistakes = [
        (share, truth, taken)
        for truth, row in enumerate(shares)
        for taken, share in enumerate(row or ())
        if truth != taken and share > 0
    ]
    if not mistakes:
        return None
    share, truth, taken = max(mistakes, key=lambda mistake: mistake[0])
    return truth, taken, share
