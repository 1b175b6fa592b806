"""People and models on the same images: every number that the page, the command and tests use.

Counted are the participants who finished with at least half of the images answered. Simulated ones
are among them and are counted separately as well, so that nobody takes a rehearsal for a finding.
"""

from survey.models import ModelRun, Study

from .compared import Reader, compared
from .kept import keep, kept, making, state_of
from .parts import Agreement, Comparison, Image, Model, People, Side
from .rows import read_items, read_probabilities, read_votes

__all__ = [
    "Agreement",
    "Comparison",
    "Image",
    "Model",
    "NoSuchRun",
    "People",
    "Reader",
    "Side",
    "compare",
    "compared",
    "pick_run",
]


class NoSuchRun(LookupError):
    """The study has no done run with this id."""


def pick_run(study: Study, wanted: str) -> tuple[ModelRun | None, tuple[ModelRun, ...]]:
    """The done run with this id, else the newest, and all done ones. Raises NoSuchRun."""
    runs = tuple(study.runs.done())
    if not wanted:
        return (runs[0] if runs else None), runs
    for run in runs:
        if str(run.id) == wanted.lower():
            return run, runs
    raise NoSuchRun(wanted)


def compare(study: Study, first: ModelRun | None = None) -> Comparison:
    """*study*'s finished participants against the newest done run of each name, *first* first.

    Kept until a figure can have changed. Whoever asks while it is made waits for it, so that the
    work isn't done twice at once.
    """
    runs = side_by_side(tuple(study.runs.done()), first)
    return kept(study, runs) or _made(study, runs)


def side_by_side(done: tuple[ModelRun, ...], first: ModelRun | None) -> tuple[ModelRun, ...]:
    """One run of each name: *first*, then of the others the newest. *done*: the newest first."""
    found: dict[str, ModelRun] = {first.name: first} if first else {}
    for run in done:
        found.setdefault(run.name, run)
    return tuple(found.values())


def _made(study: Study, runs: tuple[ModelRun, ...]) -> Comparison:
    with making:
        if found := kept(study, runs):
            return found  # somebody else made it meanwhile
        state = state_of(study)  # before the rows are read: what comes later is read anew
        found = _compared(study, runs)
        keep(study, runs, state, found)
        return found


def _compared(study: Study, runs: tuple[ModelRun, ...]) -> Comparison:
    items = read_items(study)
    probabilities = read_probabilities(runs, items)
    readers = [
        Reader(run.name, answers, run.title, run.id)
        for run, answers in zip(runs, probabilities, strict=True)
    ]
    return compared(
        items, read_votes(study, items), readers, seed=study.seed, margin=study.equivalence_margin
    )
