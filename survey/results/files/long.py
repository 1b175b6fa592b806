"""A long table: a line for each answer."""

from array import array
from dataclasses import dataclass, field, replace

import numpy as np

from classifier.expressions import EXPRESSIONS
from survey.analysis.arrays import NO_ANSWER

from .found import IMAGE, TRUTH, Found, expression
from .text import BadFile, BadLine, Lines, Problems, plain

# What a column may be called; of several that are there the first counts.
NAMES = {
    "person": ("person", "participant", "participant id", "annotator id", "subj", "subject"),
    "image": IMAGE,
    "truth": TRUTH,
    "choice": ("choice", "chosen category", "object response", "response", "chosen label"),
    "time": ("ms", "response ms", "rt ms", "reaction time", "rt"),
    "kind": ("kind", "condition", "subcategory"),
    "counted": ("counted",),
    "check": ("is attn check",),
}
NEEDED = {"person", "image", "truth", "choice"}
NONE = {"", "na", "n/a", "nan", "none", "skipped", "-"}
KINDS = {"public": True, "private": False, "공개": True, "비공개": False}
HUMAN = "subject-"
MOST_MS = 2**31 - 1


@dataclass
class Seen:
    """What was read so far; a line's numbers are at the same place of each array."""

    people: dict[str, int] = field(default_factory=dict)
    images: dict[str, int] = field(default_factory=dict)
    truths: list[tuple[int, int]] = field(default_factory=list)  # of an image, and of which line
    kinds: list[bool] = field(default_factory=list)
    person: "array[int]" = field(default_factory=lambda: array("i"))
    image: "array[int]" = field(default_factory=lambda: array("i"))
    choice: "array[int]" = field(default_factory=lambda: array("b"))
    ms: "array[int]" = field(default_factory=lambda: array("i"))
    line: "array[int]" = field(default_factory=lambda: array("i"))
    checks: int = 0
    uncounted: int = 0


def columns_of(lines: Lines) -> dict[str, int]:
    """Where what is needed stands; nothing where it isn't all there."""
    words = [plain(word) for word in lines.header]
    found = {
        what: words.index(name)
        for what, names in NAMES.items()
        for name in reversed(names)
        if name in words
    }
    return found if found.keys() >= NEEDED else {}


def read(lines: Lines, columns: dict[str, int]) -> Found:
    """Raises BadFile with all that is wrong."""
    seen, problems = Seen(), Problems()
    words = [plain(word) for word in lines.header]
    # model-vs-human's rt are seconds, jsPsych's and CIFAR-10H's are milliseconds.
    seconds = "time" in columns and "object response" in words and words[columns["time"]] == "rt"
    for number, cells in lines:
        with problems.on(number):
            _add(seen, number, cells, columns, 1000 if seconds else 1)
    _find_twice(seen, problems)
    problems.check()
    if not seen.image:
        raise BadFile("There is no answer in the file.")
    return _without_models(_arrays(seen), "object response" in words)


def _add(seen: Seen, line: int, cells: list[str], columns: dict[str, int], unit: int) -> None:
    said = {what: cells[place].strip() for what, place in columns.items()}
    if said.get("check", "0").casefold() in ("1", "true"):
        seen.checks += 1
        return
    if said.get("counted", "1").casefold() in ("0", "false"):
        seen.uncounted += 1
        return
    for what in ("person", "image"):
        if not said[what]:
            raise BadLine(f"it names no {what}.")
    image = _image(seen, line, said)
    none = said["choice"].casefold() in NONE
    choice = NO_ANSWER if none else expression("choice", said["choice"])
    ms = _milliseconds(said.get("time", ""), unit)
    seen.person.append(seen.people.setdefault(said["person"], len(seen.people)))
    seen.image.append(image)
    seen.choice.append(choice)
    seen.ms.append(ms)
    seen.line.append(line)


def _image(seen: Seen, line: int, said: dict[str, str]) -> int:
    truth = expression("truth", said["truth"])
    image = seen.images.setdefault(said["image"], len(seen.images))
    if image == len(seen.truths):
        seen.truths.append((truth, line))
        seen.kinds.append(KINDS.get(said.get("kind", "").casefold(), True))
    known, where = seen.truths[image]
    if known != truth:
        name, one, other = said["image"][:60], EXPRESSIONS[known], EXPRESSIONS[truth]
        raise BadLine(f"image “{name}” is {other} here and {one} in line {where}.")
    return image


def _milliseconds(word: str, unit: int) -> int:
    if word.casefold() in NONE:
        return NO_ANSWER
    try:
        value = float(word) * unit
    except ValueError:
        raise BadLine(f"the time “{word[:40]}” is no number.") from None
    if not 0 <= value <= MOST_MS:
        raise BadLine(f"the time “{word[:40]}” can't be.")
    return round(value)


def _find_twice(seen: Seen, problems: Problems) -> None:
    """Somebody's second answer to the same image: which of the two counts can't be known."""
    codes = np.array(seen.person, np.int64) * max(1, len(seen.images)) + np.array(seen.image, int)
    order = np.argsort(codes, kind="stable")
    again = order[1:][codes[order][1:] == codes[order][:-1]]
    before = order[:-1][codes[order][1:] == codes[order][:-1]]
    people, images = list(seen.people), list(seen.images)
    for place, first in zip(again.tolist(), before.tolist(), strict=True):
        who, what = people[seen.person[place]][:60], images[seen.image[place]][:60]
        problems.add(
            f"Line {seen.line[place]}: “{who}” answers image “{what}” again, as in line "
            f"{seen.line[first]}."
        )


def _arrays(seen: Seen) -> Found:
    shape = len(seen.people), len(seen.images)
    choices, times = np.full(shape, NO_ANSWER, np.int8), np.full(shape, NO_ANSWER, np.int32)
    choices[seen.person, seen.image] = seen.choice
    times[seen.person, seen.image] = seen.ms
    left = {
        f"Attention checks were left out: {seen.checks:,}.": seen.checks,
        f"Answers were left out of people who don't count: {seen.uncounted:,}.": seen.uncounted,
    }
    return Found(
        images=tuple(seen.images),
        truth=np.array([truth for truth, _ in seen.truths], np.int8),
        public=np.array(seen.kinds, bool),
        people=tuple(seen.people),
        choices=choices,
        times=times,
        notes=tuple(note for note, number in left.items() if number),
    )


def _without_models(found: Found, model_vs_human: bool) -> Found:
    """model-vs-human has people and models in one table; people are called subject-something."""
    human = np.array([name.startswith(HUMAN) for name in found.people], bool)
    if not model_vs_human or not human.any() or human.all():
        return found
    models = [name for name, is_human in zip(found.people, human, strict=True) if not is_human]
    return replace(
        found,
        people=tuple(name for name in found.people if name.startswith(HUMAN)),
        choices=found.choices[human],
        times=found.times[human],
        notes=(*found.notes, f"Left out, as they are models: {', '.join(models)}."),
    )
