"""Measure how the site takes answers from many people at once.

python -m tests.load [--stack sqlite|services|both] [--into docs/benchmarks.md]

On the real server with a single process, as `make run` starts it: first 100 participants who
answer every one to three seconds, then 20 without any pause, in turns with a bare Django view
that inserts one row into the same database. locust is the clients; it takes its share of the
same machine. `services` is PostgreSQL (`make services`, or DATABASE_URL). Prints a Markdown
section; --into puts it into a file, in place of an older one. Ends with 1 where a goal is missed.
Nothing else should be running.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.load import servers
from tests.services import database_server
from tests.stack import ROOT, Stack
from training.benchmarks import table
from training.benchmarks.table import Rounds, Row, Table, ratio, rounded

PEOPLE, HURRIED = 100, 20
SLOWEST = 300.0  # milliseconds that 95 of 100 answers may take
LEAST = 0.7  # of the bare view's rows
OTREE = 33.0  # pages a second of the same survey in oTree 6, 20 people, 2 cores (p95 699 ms)
STACKS = {"sqlite": "SQLite", "services": "PostgreSQL"}
ABOUT = f"""\
One web process with eight threads, as `make run` starts it, and locust's clients on the same
machine. {PEOPLE} participants answer every one to three seconds (people take about four), each
answer in a request of its own; {HURRIED} participants then answer without any pause, in turns with
as many clients of a bare Django view (`tests/load/bare/`: no middleware, one `INSERT`, the same
database settings and server); the ratio is the median of {{rounds}} rounds. The goals: p95 below
{SLOWEST:.0f} ms without an error, at least {LEAST} of the bare view and ten times what oTree 6
serves of the same survey (measured before on such a machine: {OTREE:.0f} pages a second at 20
people)."""


@dataclass(frozen=True)
class Load:
    """What locust saw of the answers, or of the bare view's rows."""

    per_second: float
    p50: float  # milliseconds
    p95: float
    p99: float
    errors: int  # of all requests


def main() -> int:
    args = parse_args()
    on = table.conditions()
    chosen = STACKS if args.stack == "both" else (args.stack,)
    found = [measured(stack, args.seconds, args.rounds) for stack in chosen]
    names = tuple(STACKS[stack] for stack in chosen)
    section = table.markdown(as_table(names, found, args.rounds), on)
    print(section)
    if args.into:
        table.insert(section, args.into)
    return 0 if all(is_good(people, rates) for people, rates in found) else 1


def is_good(people: Load, rates: Rounds) -> bool:
    rate, share = rates.median("Hurried") or 0, rates.times("Hurried", "Bare") or 0
    quick = not people.errors and people.p95 < SLOWEST
    return quick and share >= LEAST and rate >= 10 * OTREE


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", choices=(*STACKS, "both"), default="both")
    parser.add_argument("--seconds", type=int, default=30, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--into", type=Path, metavar="FILE", help="Markdown to keep it in")
    return parser.parse_args()


def measured(kind: str, seconds: int, rounds: int) -> tuple[Load, Rounds]:
    with tempfile.TemporaryDirectory() as name:
        server = database_server() if kind == "services" else None
        with Stack(Path(name), database_server=server, redis=server is not None) as stack:
            stack.worker.clear()  # nothing to do, and its schedule would take its share
            servers.draw(stack)
            # Twice as long: the first part is the arrival, ten a second.
            people = locust(stack, "Participant", PEOPLE, 2 * seconds, stack.url)
            return people, in_turns(stack, seconds, rounds)


def in_turns(stack: Stack, seconds: int, rounds: int) -> Rounds:
    rates = Rounds()
    server, url = servers.bare(stack)
    try:
        for _ in range(rounds):
            for name, host in (("Bare", url), ("Hurried", stack.url)):
                load = locust(stack, name, HURRIED, seconds, host)
                if load.errors:
                    raise AssertionError(f"{name}: {load.errors} errors\n{stack.logs()}")
                rates.add(name, load.per_second)
    finally:
        server.clear()
    return rates


def locust(stack: Stack, user: str, count: int, seconds: int, host: str) -> Load:
    tokens = servers.started(stack, count + 10 * seconds) if user != "Bare" else Path(os.devnull)
    out = stack.folder / f"{user}-{tokens.name}"
    subprocess.run(
        [
            sys.executable, "-m", "locust", "-f", "tests/load/locustfile.py", user,
            "--headless", "--only-summary", "--users", f"{count}", "--spawn-rate", "10",
            "--run-time", f"{seconds}s", "--host", host, "--csv", out, "--exit-code-on-error", "0",
        ],
        cwd=ROOT, check=True, capture_output=True,
        env=stack.env | {"TOKENS": str(tokens), "SLUG": servers.SLUG},
    )  # fmt: skip
    with Path(f"{out}_stats.csv").open() as file:
        rows = {row["Name"]: row for row in csv.DictReader(file)}
    if "answers" not in rows:
        raise AssertionError(f"{user}: no answers in {seconds} seconds\n{stack.logs()}")
    answers = rows["answers"]
    return Load(
        per_second=float(answers["Requests/s"]),
        p50=float(answers["50%"]),
        p95=float(answers["95%"]),
        p99=float(answers["99%"]),
        errors=int(rows["Aggregated"]["Failure Count"]),
    )


def as_table(names: tuple[str, ...], found: list[tuple[Load, Rounds]], rounds: int) -> Table:
    people = [load for load, _ in found]
    rates = [rate for _, rate in found]

    def row(what: str, figures: Iterable[str]) -> Row:
        return Row(what, tuple(figures))

    hurried = [each.median("Hurried") or 0 for each in rates]
    return Table(
        title="Answers from many people at once",
        about=ABOUT.format(rounds=rounds),
        command="python -m tests.load",
        columns=names,
        rows=(
            row(f"{PEOPLE} participants: answers/s", [rounded(each.per_second) for each in people]),
            row("p50", [rounded(each.p50, " ms") for each in people]),
            row("p95", [rounded(each.p95, " ms") for each in people]),
            row("p99", [rounded(each.p99, " ms") for each in people]),
            row("errors", [f"{each.errors}" for each in people]),
            row(f"{HURRIED} without a pause: answers/s", map(rounded, hurried)),
            row("the bare view: rows/s", [rounded(each.median("Bare")) for each in rates]),
            row("against the bare view", [ratio(each.times("Hurried", "Bare")) for each in rates]),
            row("against oTree 6", [ratio(rate / OTREE) for rate in hurried]),
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
