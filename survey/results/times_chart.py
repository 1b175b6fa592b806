"""How long people took for one image, as a histogram of right and wrong answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import BinaryField
from django.db.models.functions import Substr

from survey.analysis.arrays import Integers, answered_enough
from survey.analysis.times import FASTEST_MS, SLOWEST_MS
from survey.models import Study

from .charts import Tick, nice_step, percent
from .comparison import Comparison, Image
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
    """None where no answer has a time of reading a face: see survey.analysis.times."""
    chosen, times = _read(study, comparison, image)
    counts = (times >= FASTEST_MS) & (times <= SLOWEST_MS) & (chosen >= 0)
    if not counts.any():
        return None
    given = int((chosen >= 0).sum())
    return chart(times[counts], chosen[counts] == image.truth, left_out=given - int(counts.sum()))


def _read(study: Study, comparison: Comparison, image: Image) -> tuple[Integers, Integers]:
    """[people] of both: what they chose and the milliseconds, of everybody who counts."""
    people = study.participants.counted().filter(sheet__isnull=False)
    one = Substr("sheet__choices", image.number, 1, output_field=BinaryField())
    other = Substr("sheet__times", 2 * image.number - 1, 2, output_field=BinaryField())
    rows = list(people.order_by("pk").values_list(one, other))
    chosen = read_choices([row[0] for row in rows], 1)[:, 0]
    times = read_times([row[1] for row in rows], 1)[:, 0]
    if comparison.people.left_out:  # few ever are: only then whole sheets are read
        sheets = list(people.order_by("pk").values_list("sheet__choices", flat=True))
        places = len(comparison.images) + len(comparison.withdrawn)
        present = np.array([each.number - 1 for each in comparison.images], int)
        enough = answered_enough(read_choices(sheets, places)[:, present])
        chosen, times = chosen[: len(enough)][enough], times[: len(enough)][enough]
    return chosen, times


def chart(times: Integers, right: Sequence[bool], *, left_out: int = 0) -> TimesChart:
    """*times* [answers] in milliseconds, and which of them were right."""
    flags = np.asarray(right, bool)
    step = _step(float(np.quantile(times, SHOWN)))
    first = int(times.min() // step)
    last = max(int(np.quantile(times, SHOWN) // step), first)
    slot = np.minimum(times // step, last + 1).astype(int) - first
    slots = int(slot.max()) + 1
    rights = np.bincount(slot[flags], minlength=slots)
    wrongs = np.bincount(slot[~flags], minlength=slots)
    tick = nice_step(int((rights + wrongs).max()), 4)
    top = -(-int((rights + wrongs).max()) // tick) * tick
    unit = HEIGHT / top
    bars = []
    for n, (ok, no) in enumerate(zip(rights.tolist(), wrongs.tolist(), strict=True)):
        floor = HEIGHT - unit * ok
        bars.append(
            Bar(
                x=percent((n + 0.06) / slots),
                width=percent(0.88 / slots),
                right=ok,
                wrong=no,
                right_y=round(floor, 1),
                right_height=round(unit * ok, 1),
                wrong_y=round(floor - unit * no, 1),
                wrong_height=round(unit * no, 1),
                since=(first + n) * step / 1000,
                until=None if first + n > last else (first + n + 1) * step / 1000,
            )
        )
    every = -(-slots // 8)
    return TimesChart(
        bars=tuple(bars),
        seconds=tuple(
            Tick(percent(n / slots), f"{(first + n) * step / 1000:g}")
            for n in range(0, slots + (slots <= last - first + 1), every)
        ),
        people=tuple(
            Tick(f"{HEIGHT * (1 - count / top):g}", str(count)) for count in range(0, top + 1, tick)
        ),
        height=HEIGHT,
        n=len(times),
        median=float(np.median(times)) / 1000,
        median_right=float(np.median(times[flags])) / 1000 if flags.any() else None,
        median_wrong=float(np.median(times[~flags])) / 1000 if not flags.all() else None,
        left_out=left_out,
    )


def _step(longest: float) -> int:
    """Milliseconds of one bar, so that up to *longest* there are MOST_BARS at most."""
    return next((step for step in STEPS_MS if longest / step <= MOST_BARS), STEPS_MS[-1])
