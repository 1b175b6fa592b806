"""The figures of one run, as docs/reliability.md keeps them."""

from collections.abc import Callable, Sequence

from tests.faults.run import Line, Outcome, Plan
from training.benchmarks.table import Row, Table

STACKS = {"sqlite": "SQLite", "services": "PostgreSQL and Redis"}
ABOUT = """\
{participants} participants, {images} images each, {at_once} at once, a Chromium of their own each;
the server was killed {server_kills} times in {minutes:.0f} minutes. {verdict}"""
KEPT = "Nothing was lost."
LOST = "**Something was lost, doubled or different.**"


def section(outcome: Outcome, plan: Plan, stack: str) -> Table:
    rows = [row(what, [figure(line) for line in outcome.lines]) for what, figure in FIGURES.items()]
    about = ABOUT.format(
        participants=plan.participants, images=plan.images, at_once=plan.at_once,
        server_kills=outcome.server_kills, minutes=outcome.minutes,
        verdict=KEPT if outcome.nothing_lost else LOST,
    )  # fmt: skip
    command = f"python -m tests.faults --stack {stack}"
    if plan != Plan():
        command += f" --participants {plan.participants} --images {plan.images}"
    return Table(
        title=f"The run on {STACKS[stack]}",
        about=about,
        command=command,
        columns=("all together", "each"),
        rows=tuple(rows),
    )


def row(what: str, figures: Sequence[float]) -> Row:
    """The sum, and the range of what happened to one participant."""
    digits = 1 if any(isinstance(figure, float) for figure in figures) else 0
    least, most = (f"{figure:,.{digits}f}" for figure in (min(figures), max(figures)))
    each = least if least == most else f"{least}–{most}"
    return Row(what, (f"{sum(figures):,.{digits}f}", each))


FIGURES: dict[str, Callable[[Line], float]] = {
    "answers stored": lambda line: line.difference.answers,
    "network cut off for 1–8 images": lambda line: line.tally.cuts,
    "tabs killed": lambda line: line.tally.kills["tab"],
    "tabs crashed": lambda line: line.tally.kills["crash"],
    "browsers killed (SIGKILL)": lambda line: line.tally.kills["browser"],
    "replies dropped": lambda line: line.dropped,
    "answers sent again": lambda line: line.resent,
    "corrections": lambda line: line.tally.corrections,
    "corrections cut off before the page went on": lambda line: line.taps.in_doubt,
    "minutes": lambda line: line.tally.minutes,
    "**answers lost**": lambda line: line.difference.lost,
    "**answers doubled**": lambda line: line.difference.doubled,
    "**answers different from the last tap**": lambda line: line.difference.different,
}
