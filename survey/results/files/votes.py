"""Votes: a line for each image, with how many people said each expression, as FER+ publishes them.

Whose a vote is isn't in such a file. Each image's votes are dealt out to rows in an order by chance
(of the seed), so that figures about images and about pairs of votes are as they should be; figures
about single people can't be had.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from classifier.expressions import EXPRESSIONS, parse
from survey.analysis.arrays import COUNT, NO_ANSWER, Integers

from .found import IMAGE, TRUTH, Found, expression
from .text import BadFile, BadLine, Lines, Problems

# Columns of people who saw none of the five.
OTHERS = ("disgust", "fear", "contempt", "unknown", "nf", "not a face", "unsure")
MOST_VOTES = 10_000  # of one image: each makes a row
ABOUT = ("usage",)


def columns_of(lines: Lines) -> dict[str, int]:
    """Where the image and all five expressions stand; nothing where they aren't all there."""
    found = lines.columns(_column)
    return found if found.keys() >= {"image", *EXPRESSIONS} else {}


def _column(word: str) -> str:
    if word in IMAGE:
        return "image"
    if word in TRUTH:
        return "truth"
    if word in (*OTHERS, *ABOUT):
        return word
    try:
        return parse(word)
    except ValueError:
        return ""


def read(lines: Lines, columns: dict[str, int], *, usages: Sequence[str], seed: int) -> Found:
    """Raises BadFile with all that is wrong."""
    rows: dict[str, tuple[list[int], int]] = {}
    left_out, problems = Counter[str](), Problems()
    kinds = [*EXPRESSIONS, *(name for name in OTHERS if name in columns)]
    known = {usage.casefold() for usage in usages}
    for number, cells in lines:
        usage = cells[columns["usage"]].strip() if "usage" in columns else ""
        if known and usage.casefold() not in known:
            continue
        with problems.on(number):
            name = _name(cells[columns["image"]].strip(), usage, rows)
            counts = [_count(kind, cells[columns[kind]].strip()) for kind in kinds]
            said = cells[columns["truth"]].strip() if "truth" in columns else ""
            truth = expression("truth", said) if said else _majority(counts)
            if isinstance(truth, str):
                left_out[truth] += 1
            else:
                rows[name] = counts, truth
    problems.check()
    if not rows:
        raise BadFile("There is no image in the file that most people saw one of the five in.")
    table = np.array([counts for counts, _ in rows.values()], np.int64)
    choices = dealt(table, seed)
    return Found(
        images=tuple(rows),
        truth=np.array([truth for _, truth in rows.values()], np.int8),
        public=np.ones(len(rows), bool),
        people=tuple(f"row {number}" for number in range(1, len(choices) + 1)),
        choices=choices,
        times=np.full(choices.shape, NO_ANSWER, np.int32),
        notes=_notes(left_out, by_votes="truth" not in columns),
        anonymous=True,
    )


def _name(image: str, usage: str, rows: dict[str, tuple[list[int], int]]) -> str:
    """Upstream uses some names in two parts, for different images."""
    if not image:
        raise BadLine("it names no image.")
    if image not in rows:
        return image
    if not usage or (name := f"{usage}/{image}") in rows:
        raise BadLine(f"image “{image[:60]}” comes twice.")
    return name


def _count(kind: str, cell: str) -> int:
    if not cell.isascii() or not cell.isdigit() or int(cell) > MOST_VOTES:
        raise BadLine(f"“{cell[:40]}” is no number of votes for {kind}.")
    return int(cell)


def _majority(counts: list[int]) -> int | str:
    """What most people saw; else why there is no such thing."""
    most = max(counts)
    if not most:
        return "have no votes"
    if counts.count(most) > 1:
        return "have two answers with equally many votes"
    top = counts.index(most)
    return top if top < COUNT else "show none of the five to most people"


def dealt(table: Integers, seed: int) -> Integers:
    """[images, kinds] counts → [rows, images] choices; kinds beyond the five are no answer."""
    images, kinds = table.shape
    people = int(table.sum(axis=1).max())
    values = np.where(np.arange(kinds) < COUNT, np.arange(kinds), NO_ANSWER)
    filled = np.column_stack([table, people - table.sum(axis=1)])  # no vote at all
    each = np.repeat(np.tile([*values, NO_ANSWER], images), filled.ravel())
    rows: Integers = each.reshape(images, people).astype(np.int8)
    return np.ascontiguousarray(np.random.default_rng(seed).permuted(rows, axis=1).T)


def _notes(left_out: Counter[str], *, by_votes: bool) -> tuple[str, ...]:
    why = "; ".join(f"{n:,} {reason}" for reason, n in left_out.most_common())
    return (
        *(
            ["The truth is what most of these votes say: people's accuracy is how often a vote "
             "agrees with most others, itself among them, and so is on the high side."]
            if by_votes
            else []
        ),
        *([f"Left out: {why}."] if why else []),
        "Whose a vote is isn't known: it is dealt out by chance. What single people scored, and "
        "how far people differ, can't be said; intervals hold the images' share only.",
    )  # fmt: skip
