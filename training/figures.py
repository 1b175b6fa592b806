"""Figures of training.evaluate and training.report, as PNG files without a display.

Colours are those of Okabe and Ito (2008), which people with any colour vision can tell apart;
the heat map goes from light to dark, so that it can be read in gray as well.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from classifier.expressions import EXPRESSIONS
from training.crops import naming

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
COLORS = (BLUE, ORANGE, GREEN, PINK, "#56B4E9", "#E69F00", "#000000")
STYLES = ("-", "--", ":", "-.")
GRAY = "#666666"
DPI = 130


def draw(figures: dict[str, Any], folder: Path) -> list[Path]:
    """The figures of one evaluation, in *folder*."""
    start = slug(figures["name"])
    made = {"confusion": confusion, "accuracy": accuracies, "reliability": reliability}
    return [save(make(figures), folder / f"{start}-{name}.png") for name, make in made.items()]


def slug(text: str) -> str:
    """*text* as a file's name."""
    return re.sub(r"\W+", "-", text.casefold()).strip("-") or "evaluation"


def save(figure: Figure, path: Path) -> Path:
    """As PNG; the same figure always gives the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with naming(path):
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
    return path


def plain(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def confusion(figures: dict[str, Any]) -> Figure:
    """A heat map of each truth's shares of answers, with the counts."""
    counts = np.array(figures["confusion"])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = plain(5.2, 4.6)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(*counts.shape):
        share = shares[row, column]
        text = f"{share:.0%}\n{counts[row, column]:,}"
        color = "white" if share > 0.5 else "black"
        axes.text(column, row, text, ha="center", va="center", fontsize=9, color=color)
    places = range(len(EXPRESSIONS))
    axes.set_xticks(places, EXPRESSIONS)
    axes.set_yticks(places, EXPRESSIONS)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set(xlabel="the network's answer", ylabel="truth")
    axes.set_title(
        f"{figures['name']}\n{figures['accuracy']:.1%} right of {figures['images']:,}", fontsize=11
    )
    return figure


def together(name: str, several: list[dict[str, Any]]) -> dict[str, Any]:
    """For ``confusion``: the sum of several networks' matrices on the same images."""
    counts = np.sum([figures["confusion"] for figures in several], axis=0)
    images = int(counts.sum())
    accuracy = float(np.trace(counts)) / images
    return {"name": name, "confusion": counts, "images": images, "accuracy": accuracy}


def accuracies(figures: dict[str, Any]) -> Figure:
    """Each expression's accuracy with its interval, beside a single human's."""
    values = {"accuracy": figures["accuracy"]} | figures["per_expression"]
    person = figures.get("single_human", {}).get("same_images")
    figure, axes = plain(6.4, 3.8)
    shift = 0.12 if person else 0.0
    _points(
        axes, values, figures["intervals"], shift=-shift, color=BLUE, marker="o", label="network"
    )
    if person:
        theirs = {"accuracy": person["accuracy"]} | person["per_expression"]
        look = {"color": ORANGE, "marker": "s", "label": "one person, against the others"}
        _points(axes, theirs, person["intervals"], shift=shift, **look)
        axes.legend(loc="lower left", frameon=False)
    axes.set_xticks(range(len(values)), ["all images", *EXPRESSIONS])
    axes.axvline(0.5, color=GRAY, linewidth=0.6)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_ylim(0, 1)
    axes.grid(axis="y", linewidth=0.4)
    axes.set_ylabel("right (with 95% intervals)")
    axes.set_title(f"{figures['name']}: accuracy by expression")
    return figure


def _points(
    axes: Axes,
    values: dict[str, float | None],
    intervals: dict[str, tuple[float, float]],
    *,
    shift: float,
    **look: Any,
) -> None:
    """Each of the *values* as a point with its interval, one after the other."""
    known = [
        (at, kind, value) for at, kind in enumerate(values) if (value := values[kind]) is not None
    ]
    heights = [value for _, _, value in known]
    pairs = [intervals.get(kind, (value, value)) for _, kind, value in known]
    apart = [
        [max(0.0, height - pair[0]) for height, pair in zip(heights, pairs, strict=True)],
        [max(0.0, pair[1] - height) for height, pair in zip(heights, pairs, strict=True)],
    ]
    places = [at + shift for at, _, _ in known]
    axes.errorbar(places, heights, yerr=apart, capsize=3, linestyle="", markersize=6, **look)


def reliability(figures: dict[str, Any]) -> Figure:
    """How often answers of some confidence are right; above the diagonal the network is
    too modest, below it too sure."""
    bins = figures["reliability"]
    figure, axes = plain(4.8, 4.6)
    axes.plot([0, 1], [0, 1], color=GRAY, linewidth=1, linestyle="--", label="as sure as right")
    most = max(each["images"] for each in bins)
    axes.bar(
        [(each["from"] + each["to"]) / 2 for each in bins],
        [0.2 * each["images"] / most for each in bins],
        width=1 / 15, color="#BBBBBB", edgecolor="white", label="how many images",
    )  # fmt: skip
    confidence, right = ([each[name] for each in bins] for name in ("confidence", "right"))
    axes.plot(confidence, right, color=BLUE, marker="o", label="network")
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="right", aspect="equal")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.legend(loc="upper left", frameon=False)
    error = figures["calibration_error"]
    axes.set_title(f"{figures['name']}: calibration error {error:.3f}")
    return figure


def learning_curves(curves: dict[str, list[list[dict[str, Any]]]]) -> Figure:
    """Training loss and accuracy on the part "valid" by epoch; a line per run, the runs of a
    group (differing in their seed) in one colour and line style.

    *curves* holds the groups' logs, a line per epoch as training.train writes it.
    """
    figure = Figure(figsize=(9, 4), layout="constrained")
    loss, valid = figure.subplots(1, 2)
    for at, (group, logs) in enumerate(curves.items()):
        turn = at // len(COLORS) % len(STYLES)
        look = {"color": COLORS[at % len(COLORS)], "linestyle": STYLES[turn], "linewidth": 1.3}
        for number, log in enumerate(logs):
            label = group if number == 0 else None  # once in the legend
            epochs = [line["epoch"] for line in log]
            loss.plot(epochs, [line["loss"] for line in log], label=label, **look)
            judged = [(line["epoch"], line["valid"]["accuracy"]) for line in log if line["valid"]]
            valid.plot([each[0] for each in judged], [each[1] for each in judged], **look)
    for axes, title in ((loss, "training loss"), (valid, "accuracy on the part valid")):
        axes.set(xlabel="epoch", title=title)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(linewidth=0.3)
        axes.xaxis.get_major_locator().set_params(integer=True)
    valid.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    return figure
