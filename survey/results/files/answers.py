"""Answers that never went through the site → the arrays that are compared.

Two layouts are read, and told apart by their header:
    long     a line for each answer: person, image, truth, choice, and if known ms (or rt) and kind
             (public or private). Also under the names that CIFAR-10H's raw data, model-vs-human and
             jsPsych give them.
    votes    a line for each image, with so many votes for each expression: FER+'s fer2013new.csv.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from survey.analysis.arrays import answered, answered_enough

from ..compared import Reader, compared
from ..parts import Comparison
from ..rows import Items, Votes
from . import long, votes
from .found import Found
from .text import BadFile, opened


def read_answers(path: Path, *, usages: Sequence[str] = (), seed: int = 1) -> Found:
    """*usages*: of FER+'s Training, PublicTest, PrivateTest, those to read; all without. Raises
    BadFile."""
    with opened(path) as lines:
        if columns := long.columns_of(lines):
            return long.read(lines, columns)
        if columns := votes.columns_of(lines):
            return votes.read(lines, columns, usages=usages, seed=seed)
        header = ", ".join(lines.header)[:200] or "nothing"
    raise BadFile(
        "The first line must name the columns person, image, truth and choice (a line for each "
        "answer), or an image and the five expressions (a line for each image, with its votes). "
        f"It has: {header}."
    )


def compared_files(
    found: Found, readers: Sequence[Reader], *, seed: int, margin: float, fewest: int | None
) -> Comparison:
    """*fewest*: so many answers make somebody count; without, to half of the images. Where whose
    a vote is isn't known, what would be about single people is left out."""
    comparison = compared(_items(found), _votes(found, fewest), readers, seed=seed, margin=margin)
    return _nobodys(comparison) if found.anonymous else comparison


def _items(found: Found) -> Items:
    places = tuple(range(1, len(found.images) + 1))
    return Items(
        ids=tuple(uuid5(NAMESPACE_URL, name) for name in found.images),
        numbers=places,
        positions=places,
        truth=found.truth,
        public=found.public,
        sources=("",) * len(found.images),
    )


def _votes(found: Found, fewest: int | None) -> Votes:
    given = answered(found.choices).sum(axis=1)
    counts = answered_enough(found.choices) if fewest is None else given >= fewest
    nobody = np.zeros(int(counts.sum()), bool)
    return Votes(
        people=tuple(name for name, kept in zip(found.people, counts, strict=True) if kept),
        choices=found.choices[counts],
        times=found.times[counts],
        simulated=nobody,
        imported=nobody,
        left_out=int((~counts).sum()),
        excluded=np.empty((0, len(found.images)), np.int8),
        reasons=(),
    )


def _nobodys(comparison: Comparison) -> Comparison:
    known = comparison.people.scores
    unknown: dict[str, Any] = {
        each.name: None for each in fields(known) if each.name not in ("people", "mean")
    }
    people = replace(comparison.people, scores=replace(known, **unknown | {"histogram": ()}))
    return replace(comparison, people=people, times=None, expected=(), mixed=None)
