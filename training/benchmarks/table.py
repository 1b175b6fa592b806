"""Figures of one run, as a Markdown section: the form in which docs/benchmarks.md keeps them."""

import datetime
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training import runs

NOT_MEASURED = "—"


@dataclass(frozen=True)
class Row:
    what: str
    figures: tuple[str, ...]  # one for each of the table's columns


@dataclass(frozen=True)
class Table:
    title: str
    about: str  # how it was measured, in sentences
    command: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    measured: Mapping[str, Any] = field(default_factory=dict)  # for --json, not rounded


@dataclass
class Rounds:
    """What several contenders reached in the same rounds, so that all saw the same machine."""

    rates: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, rate: float) -> None:
        self.rates.setdefault(name, []).append(rate)

    def median(self, name: str) -> float | None:
        return statistics.median(self.rates[name]) if self.rates.get(name) else None

    def times(self, name: str, baseline: str) -> float | None:
        """How many times the baseline's rate: the median over rounds of the ratio in each."""
        pairs = zip(self.rates.get(name, ()), self.rates.get(baseline, ()), strict=False)
        ratios = [one / other for one, other in pairs]
        return statistics.median(ratios) if ratios else None


def rounded(value: float | None, unit: str = "") -> str:
    """To three digits, as many as such a measurement has."""
    if value is None:
        return NOT_MEASURED
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{unit}"


def ratio(value: float | None) -> str:
    return rounded(value, " ×")


def conditions() -> dict[str, str]:
    """On what, and when; the load tells a figure from a busy machine."""
    return {
        "processor": runs.processor(),
        "date": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC",
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def markdown(table: Table, on: Mapping[str, str]) -> str:
    where = f"`{table.command}` on {on['processor']}, {on['date']}, load before it {on['load']}."
    head = ["", *table.columns]
    lines = [line(head), line(["---"] * len(head))]
    lines += [line([row.what, *row.figures]) for row in table.rows]
    return "\n".join([f"## {table.title}", "", table.about, "", *lines, "", where, ""])


def line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def insert(section: str, file: Path) -> None:
    """Put a section into a Markdown file: where one of the same title is, or at the end."""
    title = section.partition("\n")[0]
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    before, found, rest = text.partition(f"{title}\n")
    _, following, after = rest.partition("\n## ")
    kept = f"\n## {after}" if found and following else ""
    file.write_text(f"{before.rstrip()}\n\n{section}{kept}".lstrip("\n"), encoding="utf-8")
