"""How long people took for one image, as a histogram of right and wrong answers."""

from dataclasses import dataclass

import numpy as np
from django.core.cache import cache
from django.db.models import BinaryField, F
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr

from survey.analysis.arrays import Flags, Integers, answered_enough
from survey.analysis.times import FASTEST_MS, SLOWEST_MS
from survey.models import Study

from .charts import Tick, nice_step, percent
from .comparison import Comparison, Image
from .kept import KEPT_SECONDS, state_of
from .sheets import read_choices, read_times

HEIGHT = 140  # pixels of the tallest bar
MOST_BARS = 16
STEPS_MS = (100, 200, 250, 500, 1000, 2000, 2500, 5000)
SHOWN = 0.95  # of the answers have a bar of their own; the others share the last


@dataclass(frozen=True)
class Bar:
    """Right answers stand on the floor, wrong ones on them. Pixels from the top."""

    x: str
    width: str
    right: int
    wrong: int
    right_y: float
    right_height: float
    wrong_y: float
    wrong_height: float
    since: float  # seconds
    until: float | None  # None: and all that took longer


@dataclass(frozen=True)
class TimesChart:
    bars: tuple[Bar, ...]
    seconds: tuple[Tick, ...]  # along the bottom
    people: tuple[Tick, ...]  # up the side; *at* in pixels from the top
    height: int
    n: int
    median: float  # seconds
    median_right: float | None
    median_wrong: float | None
    left_out: int  # answers without a time that counts


def times_chart(study: Study, comparison: Comparison, image: Image) -> TimesChart | None:
    """None where no answer has a time of reading a face: see survey.analysis.times.

    Kept as the comparison is: of 100,000 people it is read once.
    """
    key = f"times-{study.pk}-{study.created_at.timestamp()}-{image.number}"
    state = state_of(study)
    found: tuple[object, TimesChart | None] | None = cache.get(key)
    if found is None or found[0] != state:
        found = state, _made(study, comparison, image)
        cache.set(key, found, KEPT_SECONDS)
    return found[1]


def _made(study: Study, comparison: Comparison, image: Image) -> TimesChart | None:
    chosen, times = _read(study, comparison, image)
    counts = (times >= FASTEST_MS) & (times <= SLOWEST_MS) & (chosen >= 0)
    if not counts.any():
        return None
    given = int((chosen >= 0).sum())
    return chart(times[counts], chosen[counts] == image.truth, left_out=given - int(counts.sum()))


def _read(study: Study, comparison: Comparison, image: Image) -> tuple[Integers, Integers]:
    """[people] of both: what they chose and the milliseconds, of everybody who counts."""
    people = study.participants.counted().filter(sheet__isnull=False)
    columns: list[Combinable] = [
        Substr("sheet__choices", image.number, 1, output_field=BinaryField()),
        Substr("sheet__times", 2 * image.number - 1, 2, output_field=BinaryField()),
    ]
    if comparison.people.left_out:  # few ever are: only then whole sheets are read
        columns.append(F("sheet__choices"))
    rows = list(people.values_list(*columns))
    chosen = read_choices([row[0] for row in rows], 1)[:, 0]
    times = read_times([row[1] for row in rows], 1)[:, 0]
    if not comparison.people.left_out:
        return chosen, times
    places = len(comparison.images) + len(comparison.withdrawn)
    present = np.array([each.number - 1 for each in comparison.images], int)
    enough = answered_enough(read_choices([row[2] for row in rows], places)[:, present])
    return chosen[enough], times[enough]


def chart(times: Integers, right: Flags, *, left_out: int = 0) -> TimesChart:
    """*times* [answers] in milliseconds, and which of them were right."""
    longest = float(np.quantile(times, SHOWN))
    step = _step(longest)
    first, last = int(times.min() // step), int(longest // step)
    slot = np.minimum(times // step, last + 1).astype(int) - first
    slots = int(slot.max()) + 1
    rights = np.bincount(slot[right], minlength=slots)
    wrongs = np.bincount(slot[~right], minlength=slots)
    most = int((rights + wrongs).max())
    tick = nice_step(most, 4)
    top = -(-most // tick) * tick
    edges = [(first + n) * step / 1000 for n in range(slots + 1)]
    is_open = first + slots > last + 1  # the last bar holds all that took longer
    return TimesChart(
        bars=_bars(rights.tolist(), wrongs.tolist(), edges, HEIGHT / top, is_open=is_open),
        seconds=_ticks(edges, slots, is_open=is_open),
        people=tuple(
            Tick(f"{HEIGHT * (1 - count / top):g}", str(count)) for count in range(0, top + 1, tick)
        ),
        height=HEIGHT,
        n=len(times),
        median=_median(times) or 0,
        median_right=_median(times[right]),
        median_wrong=_median(times[~right]),
        left_out=left_out,
    )


def _ticks(edges: list[float], slots: int, *, is_open: bool) -> tuple[Tick, ...]:
    """Some of the bars' edges; an open bar's says that it is."""
    every = -(-slots // 8)
    closed = slots - 1 if is_open else slots
    found = [Tick(percent(n / slots), f"{edges[n]:g}") for n in range(0, closed + 1, every)]
    if is_open:
        here = Tick(percent(closed / slots), f"{edges[closed]:g} +")
        found = [*(tick for tick in found[: -(-closed // every)]), here]
    return tuple(found)


def _bars(
    rights: list[int], wrongs: list[int], edges: list[float], unit: float, *, is_open: bool
) -> tuple[Bar, ...]:
    """*unit*: pixels of one person."""
    slots = len(rights)
    return tuple(
        Bar(
            x=percent((n + 0.06) / slots),
            width=percent(0.88 / slots),
            right=right,
            wrong=wrong,
            right_y=round(HEIGHT - unit * right, 1),
            right_height=round(unit * right, 1),
            wrong_y=round(HEIGHT - unit * (right + wrong), 1),
            wrong_height=round(unit * wrong, 1),
            since=edges[n],
            until=None if is_open and n == slots - 1 else edges[n + 1],
        )
        for n, (right, wrong) in enumerate(zip(rights, wrongs, strict=True))
    )


def _median(times: Integers) -> float | None:
    """Seconds."""
    return float(np.median(times)) / 1000 if len(times) else None


def _step(longest: float) -> int:
    """Milliseconds of one bar, so that up to *longest* there are MOST_BARS at most."""
    return next((step for step in STEPS_MS if longest / step <= MOST_BARS), STEPS_MS[-1])
