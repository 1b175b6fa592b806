"""The sections of training.report, each from the runs to Markdown. No reading, no writing."""

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from classifier import metrics
from classifier.expressions import EXPRESSIONS
from training import published
from training.choice import Choice
from training.finished import Finished, Group, grouped
from training.measure import Figures

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURES = ("resnet18", "resnet50", "resnet152", "original")


@dataclass(frozen=True)
class Judged:
    """All runs of a report with their figures on the same images."""

    runs: Sequence[Finished]
    figures: Sequence[Figures]
    groups: dict[Group, list[int]] = field(default_factory=dict)  # indices of its runs

    def __post_init__(self) -> None:
        order = sorted(range(len(self.runs)), key=lambda at: _order(self.runs[at]))
        for group, members in grouped([self.runs[at] for at in order]).items():
            self.groups[group] = [order[at] for at in members]


def _order(run: Finished) -> tuple[Any, ...]:
    arch, preset, images = run.kind
    place = ARCHITECTURES.index(arch) if arch in ARCHITECTURES else len(ARCHITECTURES)
    return place, arch, preset, images or float("inf"), run.round, run.seed, run.name


def title(group: Group) -> str:
    arch, preset, images, number, differing = group
    evened = f", evened out {number}×" if number else ""
    more = f", {differing}" if differing else ""
    return f"{arch}, {preset}, {f'{images:,} of each' if images else 'all images'}{evened}{more}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> str:
    """A Markdown table; the first *texts* columns stand left, the numbers right."""
    rule = ["---"] * texts + ["---:"] * (len(head) - texts)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def percent(value: float | None) -> str:
    return "–" if value is None or np.isnan(value) else f"{100 * value:.1f}"


def between_seeds(
    values: Sequence[float | None], show: Callable[[float], str], scale: float = 1.0
) -> str:
    """Mean ± standard deviation; a single run has only its value."""
    known = np.array([scale * each for each in values if each is not None and not np.isnan(each)])
    if not len(known):
        return "–"
    apart = f" ± {show(metrics.spread(known))}" if len(known) > 1 else ""
    return show(float(known.mean())) + apart


def one_digit(value: float) -> str:
    return f"{value:.1f}"


def whole(value: float) -> str:
    return f"{value:,.0f}"


def groups(judged: Judged) -> str:
    """The table that the hand-made study typed."""
    head = [
        "network",
        "seeds",
        *EXPRESSIONS,
        "total",
        "macro",
        "spread",
        "range",
        "calibration error",
    ]
    head += ["epochs", "seconds", "images/s"]
    return table(head, (_group(judged, group) for group in judged.groups))


def _group(judged: Judged, group: Group) -> list[str]:
    members = judged.groups[group]
    found = [judged.figures[at] for at in members]
    ended = [judged.runs[at] for at in members]
    shares = [
        between_seeds([each["per_expression"][name] for each in found], one_digit, 100)
        for name in EXPRESSIONS
    ]
    totals = [
        between_seeds([each[name] for each in found], one_digit, 100)
        for name in ("accuracy", "macro", "spread", "range")
    ]
    errors = between_seeds([each["calibration_error"] for each in found], lambda x: f"{x:.3f}")
    return [
        title(group), str(len(members)), *shares, *totals, errors,
        between_seeds([run.done["epochs"] for run in ended], whole),
        between_seeds([run.done["seconds"] for run in ended], whole),
        between_seeds([run.images_per_second for run in ended], whole),
    ]  # fmt: skip


def each_run(judged: Judged, choice: Choice) -> str:
    head = ["run", "seed", *EXPRESSIONS, "total", "95%", "spread", "95%", "epochs", "seconds"]
    rows = []
    for members in judged.groups.values():
        for at in members:
            run, found = judged.runs[at], judged.figures[at]
            mark = "**" if at == choice.chosen else ""
            rows.append([
                f"{mark}{run.name}{mark}", str(run.seed),
                *(percent(found["per_expression"][name]) for name in EXPRESSIONS),
                percent(found["accuracy"]), _pair(found, "accuracy"),
                percent(found["spread"]), _pair(found, "spread"),
                str(run.done["epochs"]), whole(run.done["seconds"]),
            ])  # fmt: skip
    return table(head, rows)


def _pair(found: Figures, name: str) -> str:
    pair = found["intervals"].get(name)
    return f"{percent(pair[0])}–{percent(pair[1])}" if pair else "–"


def architectures(judged: Judged) -> str:
    """Networks beside each other, wherever several were trained on the same images."""
    kept: dict[tuple[str, int], list[Group]] = {}
    for group, members in judged.groups.items():
        first = judged.runs[members[0]]
        data = ",".join(each["fingerprint"] for each in first.run["data"])
        if not first.round:
            kept.setdefault((data, first.settings["per_expression"]), []).append(group)
    tables = []
    for (_, images), found in kept.items():
        if len({group[0] for group in found}) < 2:
            continue
        head = ["network", "preset", "parameters", "seeds", "total", "spread", "least accurate"]
        rows = [_architecture(judged, group) for group in found]
        of = f"{images:,} images of each expression" if images else "all images"
        text = table([*head, "seconds", "images/s"], rows, texts=2)
        tables.append(f"Trained on {of}:\n\n{text}")
    return "\n\n".join(tables) or "Only one network was trained on each set of images."


def _architecture(judged: Judged, group: Group) -> list[str]:
    members = judged.groups[group]
    found = [judged.figures[at] for at in members]
    ended = [judged.runs[at] for at in members]
    means = {
        name: float(np.mean([each["per_expression"][name] or 0 for each in found]))
        for name in EXPRESSIONS
    }
    worst = min(means, key=lambda name: means[name])
    return [
        group[0], ", ".join(each for each in (group[1], group[4]) if each),
        whole(ended[0].run["parameters"]), str(len(members)),
        between_seeds([each["accuracy"] for each in found], one_digit, 100),
        between_seeds([each["spread"] for each in found], one_digit, 100),
        f"{worst} {percent(means[worst])}",
        between_seeds([run.done["seconds"] for run in ended], whole),
        between_seeds([run.images_per_second for run in ended], whole),
    ]  # fmt: skip


def evening(judged: Judged) -> str:
    """Each round's weights and what they did, where training.sweep evened accuracies out."""
    rounds = [run for run in judged.runs if run.round]
    if not rounds:
        return ""
    starts = {run.name.removesuffix(f"-even{run.round}") for run in rounds}
    rows = []
    for members in judged.groups.values():
        for at in members:
            run, found = judged.runs[at], judged.figures[at]
            if run.name.removesuffix(f"-even{run.round}") not in starts:
                continue
            weights = " ".join(f"{each:g}" for each in run.settings["weights"])
            shares = (found["accuracy"], found["spread"], found["range"])
            rows.append((run.name.split("-even")[0], run.round, run.name, weights, shares))
    rows.sort()
    return table(
        ["run", "weights (" + ", ".join(EXPRESSIONS) + ")", "total", "spread", "range"],
        ([name, weights, *map(percent, shares)] for _, _, name, weights, shares in rows),
        texts=2,
    )


def single_human(judged: Judged, choice: Choice) -> str:
    found = judged.figures[choice.chosen].get("single_human")
    if not found:
        return ""
    same, every = found["same_images"], found["every_image"]
    return (
        f"A single human, one tagger against the plurality of the others, is right on"
        f" {percent(same['accuracy'])}% of these images ({_pair(same, 'accuracy')}), the chosen"
        f" network by the same rule on {percent(same['network'])}% ({_pair(same, 'network')})."
        f" With the images on which people don't agree on one of the five, {every['images']:,}"
        f" in all, it is {percent(every['accuracy'])}% against {percent(every['network'])}%."
    )


def original() -> str:
    rows = [
        [
            each.run, whole(each.per_expression), *(f"{x:.2f}" for x in each.accuracies),
            f"{each.total:.2f}", f"{metrics.spread(np.array(each.accuracies)):.1f}",
            str(each.epochs), whole(each.seconds),
        ]
        for each in published.RUNS
    ]  # fmt: skip
    head = [
        "run",
        "images of each",
        *EXPRESSIONS,
        "total",
        "spread",
        "epochs",
        "seconds",
    ]
    return f"{table(head, rows)}\n\n{published.REMARK}"


def machines(judged: Judged) -> str:
    """What the runs were made on and of: a line for each that differs, with its runs."""
    lines: dict[str, list[str]] = {}
    for members in judged.groups.values():
        for at in members:
            for text in _made_of(judged.runs[at].run):
                lines.setdefault(text, []).append(judged.runs[at].name)
    everywhere = len(judged.runs)
    return "\n".join(
        f"- {text}" + ("" if len(names) == everywhere else f" ({', '.join(names)})")
        for text, names in lines.items()
    )


def _made_of(run: dict[str, Any]) -> list[str]:
    versions = ", ".join(f"{name} {each}" for name, each in run["versions"].items())
    device = "" if run["device"] == "cpu" else f"{run['device']}; "
    folders = [
        f"data {PurePath(each['folder']).name}, split {run['split']}:"
        f" fingerprint {each['fingerprint'][:16]}"
        for each in run["data"]
    ]
    return [f"{device}{run['processor']}", versions, f"commit {run['commit'] or '?'}", *folders]


def commands(judged: Judged) -> str:
    found = [
        portable(judged.runs[at].run["command"])
        for members in judged.groups.values()
        for at in members
    ]
    return "```sh\n" + "\n".join(found) + "\n```"


def portable(command: str) -> str:
    """*command* without the places of the machine on which it was given."""
    return shlex.join(_relative(word) for word in shlex.split(command))


def _relative(word: str) -> str:
    path = Path(word)
    if not path.is_absolute():
        return word
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
