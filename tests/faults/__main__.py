"""Nothing is lost: participants answer in a real browser while everything around them breaks.

python -m tests.faults [--participants 50] [--stack sqlite|services] [--into docs/reliability.md]

Each answers 100 images of the real site, in a Chromium of their own. At random moments their
network goes, their tab or their whole browser is killed, the server is killed (SIGKILL) and
started again, and a tenth of the server's replies never arrive. What each tapped last is then
compared with the database. `services` is PostgreSQL with Redis (`make services`, or DATABASE_URL).
Ends with 1 where anything is lost, doubled or different. Prints a Markdown section; --into puts
it into a file, in place of an older one. Progress, and what is to be known of a difference, goes
to stderr.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.report import section
from tests.faults.run import Outcome, Plan, run
from tests.services import database_server
from tests.stack import Stack
from training.benchmarks import table


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--participants", type=int, default=50)
    parser.add_argument("--images", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--stack", choices=("sqlite", "services"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, metavar="FILE", help="Markdown to keep it in")
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    plan = Plan(args.participants, args.images, args.at_once, args.seed)
    on = table.conditions()
    outcome = run_on(args.stack, plan)
    text = table.markdown(section(outcome, plan, args.stack), on)
    print(text)
    if args.into:
        table.insert(text, args.into)
    tell_differences(outcome)
    return 0 if outcome.nothing_lost else 1


def run_on(kind: str, plan: Plan) -> Outcome:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stack = (
            Stack(folder, database_server=database_server(), redis=True)
            if kind == "services"
            else Stack(folder)
        )
        with stack:
            try:
                return run(stack, plan)
            except BaseException:
                print(stack.logs(), file=sys.stderr)
                raise


def tell_differences(outcome: Outcome) -> None:
    for number, line in enumerate(outcome.lines, start=1):
        if not line.difference.is_none:
            told = (*line.difference.details, *line.tally.log)
            print(f"\nParticipant {number}:", *told, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
