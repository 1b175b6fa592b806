"""Numbers → coordinates, for the inline SVG of the templates. Pure; nothing here knows a colour.

Horizontal coordinates are percentages of the plot's width ("45.5%"), vertical ones pixels. An SVG
without a viewBox then fills any width while its text keeps its size: at 390 px as readable as at
1280. Margins are the stylesheet's: a plot goes from 0% to 100% and may overflow.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

HISTOGRAM_HEIGHT = 160  # pixels of the tallest bar
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


@dataclass(frozen=True)
class Line:
    """A value on the axis. *anchor* keeps the text beside it inside of the plot."""

    at: str
    value: float
    anchor: str


@dataclass(frozen=True)
class Histogram:
    bars: tuple[Bar, ...]
    scores: tuple[Tick, ...]  # along the bottom
    people: tuple[Tick, ...]  # up the side; *at* in pixels from the top
    model: Line | None
    height: int


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


def histogram(
    scores: Sequence[tuple[int, int]], *, model: float | None, images: int
) -> Histogram | None:
    """A bar for each score that somebody has. The axis covers the people and the model."""
    if not scores:
        return None
    values = [score for score, _ in scores] + ([model] if model is not None else [])
    first, last = _whole_fives(min(values), max(values), images)
    slots = last - first + 1  # a score stands in the middle of its slot
    most = max(people for _, people in scores)
    step = nice_step(most, 4)
    top = -(-most // step) * step

    def across(score: float) -> float:
        return (score - first + 0.5) / slots

    return Histogram(
        bars=bars(
            scores, across, width=0.84 / slots, floor=HISTOGRAM_HEIGHT, unit=HISTOGRAM_HEIGHT / top
        ),
        scores=tuple(
            Tick(percent(across(score)), str(score))
            for score in range(first, last + 1)
            if score % nice_step(slots, 7) == 0
        ),
        people=tuple(
            Tick(f"{HISTOGRAM_HEIGHT * (1 - people / top):g}", str(people))
            for people in range(0, top + 1, step)
        ),
        model=None
        if model is None
        else Line(percent(across(model)), model, "end" if across(model) > 0.5 else "start"),
        height=HISTOGRAM_HEIGHT,
    )


def _whole_fives(lowest: float, highest: float, images: int) -> tuple[int, int]:
    """The next multiples of five outside of both, within the scores that there can be."""
    first = max(0, int(lowest - 1) // 5 * 5)
    last = min(images, -(-int(highest + 1) // 5) * 5)
    return first, max(last, first + 1)


def nice_step(span: int, wanted: int) -> int:
    """1, 2 or 5 times a power of ten, so that about *wanted* ticks fit on *span*."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if span / (step * factor) <= wanted:
                return step * factor
        step *= 10


@dataclass(frozen=True)
class DotRow:
    """People's and the model's accuracy in one line; None where there is none."""

    label: str
    people: float | None  # 0 to 100
    model: float | None
    people_at: str | None
    model_at: str | None
    gap: str | None  # model minus people in percentage points, with its sign


def dot_row(label: str, people: float | None, model: float | None) -> DotRow:
    """Accuracies from 0 to 1 on an axis from 0% to 100%."""
    return DotRow(
        label=label,
        people=None if people is None else 100 * people,
        model=None if model is None else 100 * model,
        people_at=None if people is None else percent(people),
        model_at=None if model is None else percent(model),
        gap=None if people is None or model is None else signed(100 * (model - people)),
    )


PERCENT_TICKS = tuple(Tick(f"{value}%", f"{value}%") for value in (0, 25, 50, 75, 100))


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
