"""Write what came of training runs: tables, figures, and which network is taken and why.

python -m training.report var/runs/grid --out docs/performance.md --figures docs/performance

RUNS are folders of training.train, or of training.sweep with several in them, all judged by
training.evaluate on the same images: on the part "test" where all of them were, else on "valid",
or on those that --on names. What has not ended is named and left out.

Between two marks in OUT the text is replaced; what people wrote before and after them stays.
The same runs give the same text and the same figures.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from training import cli, figures, finished
from training import report_sections as sections
from training.choice import Choice, choose
from training.crops import naming
from training.dataset import InvalidData
from training.finished import Finished
from training.measure import Figures
from training.report_sections import Judged, percent

BEGIN = "<!-- What follows is written by training.report: change it there. -->"
END = "<!-- End of what training.report writes. -->"
TITLE = "# Performance"


def judged_on(runs: Sequence[Finished], name: str) -> list[Figures]:
    """Each run's figures on the images *name*, or on the same part. Raises InvalidData."""
    if name:
        found = [run.evaluations.get(name) for run in runs]
    else:
        found = [run.on("test") for run in runs]
        if not all(found):
            found = [run.on("valid") for run in runs]
    for run, each in zip(runs, found, strict=True):
        if each is None:
            raise InvalidData(f"{run.folder} was not judged on {name or 'the part valid'}.")
    return [each for each in found if each is not None]


def chosen(runs: Sequence[Finished], judging: list[Figures]) -> tuple[Choice, list[Figures]]:
    """By the part "valid" where all runs were judged on it, so that choosing a network doesn't
    flatter it; and the figures that decided."""
    valid = [run.on("valid") for run in runs]
    deciding = [each for each in valid if each is not None]
    deciding = deciding if len(deciding) == len(runs) else judging
    return choose(deciding), deciding


def choice_text(runs: Sequence[Finished], judging: list[Figures]) -> tuple[Choice, str]:
    choice, deciding = chosen(runs, judging)
    name, found, best = runs[choice.chosen].name, deciding[choice.chosen], choice.best
    if len(runs) == 1:
        return choice, f"**{name}** is the only run."
    rivals = len(choice.level) - 1
    told = (
        f"{rivals} of the other {len(runs) - 1} can't be told from it."
        f" The evenest of these is {name}: spread {percent(found['spread'])} points, total"
        f" {percent(found['accuracy'])}%."
        if rivals
        else "All others are worse by more than chance explains."
    )
    reason = (
        f"**{name}**. The rule: of the runs whose total accuracy can't be told from the best one's"
        " (the 95% interval of the difference on the same images holds 0), the one with the"
        " smallest spread between expressions."
        f" On {found['name']} ({found['images']:,} images) the best is {runs[best].name} with"
        f" {percent(deciding[best]['accuracy'])}% and a spread of"
        f" {percent(deciding[best]['spread'])} points. {told}"
    )
    there = judging[choice.chosen]
    if found["name"] == there["name"]:
        caution = "It was chosen on the images on which it is judged, which flatters it a little."
    else:
        caution = (
            f"The tables below are of images that had no part in this, {there['name']}: on these it"
            f" reaches {percent(there['accuracy'])}%, spread {percent(there['spread'])} points."
        )
    return choice, f"{reason}\n\n{caution}"


def text(runs: Sequence[Finished], judging: list[Figures], pictures: str, broken: list[str]) -> str:
    """The generated part. *pictures* is the figures' folder as seen from the text."""
    judged = Judged(runs, judging)
    choice, reason = choice_text(runs, judging)
    first = judging[0]
    about = (
        f"Accuracies in percent on {first['name']}: {first['images']:,} images. ± is the standard"
        " deviation between seeds; intervals are of 95%, bootstrapped over"
        f" {first['bootstrap']['of']}. *Spread* is the standard deviation (n − 1), *range* the"
        " difference between the best and the worst expression, *macro* the mean of the five."
    )
    curves = f"![Learning curves]({pictures}/learning-curves.png)"
    matrices = "\n".join(
        f"![Confusion matrix: {sections.title(group)}]({pictures}/{_matrix(group)})"
        for group in judged.groups
    )
    parts = {
        "The choice": f"{reason}\n\n{sections.single_human(judged, choice)}",
        "Networks": f"{about}\n\n{sections.groups(judged)}",
        "Architectures": sections.architectures(judged),
        "Every run": sections.each_run(judged, choice),
        "Evening out": sections.evening(judged),
        "Learning curves": curves,
        "Confusion matrices": f"All seeds together.\n\n{matrices}",
        "The hand-made study's networks": sections.original(),
        "How these runs were made": f"{sections.machines(judged)}\n\n{sections.commands(judged)}",
        "Not ended": ", ".join(broken),
    }
    return "\n\n".join(
        f"## {name}\n\n{part.strip()}" for name, part in parts.items() if part.strip()
    )


def _matrix(group: finished.Group) -> str:
    return f"confusion-{figures.slug(sections.title(group))}.png"


def draw(runs: Sequence[Finished], judging: list[Figures], folder: Path) -> None:
    judged = Judged(runs, judging)
    curves = {
        sections.title(group): [runs[at].log for at in members]
        for group, members in judged.groups.items()
    }
    figures.save(figures.learning_curves(curves), folder / "learning-curves.png")
    for group, members in judged.groups.items():
        summed = figures.together(sections.title(group), [judging[at] for at in members])
        figures.save(figures.confusion(summed), folder / _matrix(group))


def written(path: Path, generated: str) -> str:
    """The whole file: what people wrote in it, with the generated part anew."""
    block = f"{BEGIN}\n\n{generated}\n\n{END}\n"
    if not path.is_file():
        return f"{TITLE}\n\n{block}"
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and not end:
        raise InvalidData(f"{path} has lost the mark {END!r}; put it where the written part ends.")
    if not begin:
        return f"{before.rstrip()}\n\n{block}"
    return before + block + after.removeprefix("\n")


def parse_args(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUNS")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--figures", type=Path, metavar="DIR", help="beside FILE if not given")
    parser.add_argument("--on", default="", metavar="NAME", help="of the evaluations to report")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    args = parse_args(arguments)
    with cli.refusing():
        found = {folder: finished.read(folder) for folder in finished.find(args.runs)}
        runs = [run for run in found.values() if run]
        broken = [folder.name for folder, run in found.items() if not run]
        if not runs:
            raise InvalidData(f"none of the runs has ended: {', '.join(broken)}.")
        judging = judged_on(runs, args.on)
        folder = args.figures or args.out.with_suffix("")
        pictures = Path(os.path.relpath(folder, args.out.parent)).as_posix()
        whole = written(args.out, text(runs, judging, pictures, broken))
        draw(runs, judging, folder)
        args.out.parent.mkdir(parents=True, exist_ok=True)
        temporary = args.out.with_name(f".{args.out.name}")
        with naming(args.out):
            temporary.write_text(whole, encoding="utf-8")
            temporary.replace(args.out)
    print(f"{len(runs)} runs in {args.out}" + (f", without {', '.join(broken)}" if broken else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
