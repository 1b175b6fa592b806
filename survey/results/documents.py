"""A comparison outside of the page: as JSON and as text.

The JSON's keys (accuracies and shares are fractions from 0 to 1, scores are images read right;
what can't be computed is null):
    study        slug, title, images, digest, demo, open
    expressions  the five, in the order of every list below
    people       n (finished and counted), simulated (of them), imported (of them, from a form),
                 left_out (finished too, but answered fewer than half of the images: in no figure),
                 excluded (by an editor, for a reason: in no figure but the next),
                 mean_with_excluded,
                 mean, median, min, max,
                 histogram [[score, people], ...], per_expression [5], public, private,
                 confusion {counts [5][5], shares [5][5]}: rows truth, columns choice
    model        null, or run, name, total (images read right), answered, per_expression,
                 public, private, confusion
    difference   null, or model minus people in percentage points: points, low, high (95%)
    withdrawn    [{number, at}]: images that were taken out as somebody's consent ended. They are in
                 no figure, and study.images doesn't count them
    images       [{id, number, truth, kind, votes [5], people, model, disagreement}]; people and
                 model: null, or shares [5], top, tied, right
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from survey.analysis.shares import Reading
from survey.models import Expression, Study

from .comparison import Accuracies, Comparison, Image, Model, People

EXPRESSIONS = tuple(Expression.values)


def as_json(study: Study, comparison: Comparison) -> dict[str, Any]:
    """What json.dumps takes, documented above."""
    found = comparison.difference
    return {
        "study": {
            "slug": study.slug,
            "title": study.title,
            "images": len(comparison.images),
            "digest": study.digest,
            "demo": study.demo,
            "open": study.is_open,
        },
        "expressions": list(EXPRESSIONS),
        "people": _people(comparison.people),
        "model": comparison.model and _model(comparison.model),
        "difference": found and asdict(found),
        "withdrawn": [
            {"number": gone.number, "at": gone.at.isoformat()} for gone in comparison.withdrawn
        ],
        "images": [_image(image) for image in comparison.images],
    }


def _accuracies(side: Accuracies) -> dict[str, Any]:
    return {
        "per_expression": list(side.per_expression),
        "public": side.public,
        "private": side.private,
        "confusion": asdict(side.confusion),
    }


def _people(people: People) -> dict[str, Any]:
    return {
        "n": people.n,
        "simulated": people.simulated,
        "imported": people.imported,
        "left_out": people.left_out,
        "excluded": people.excluded,
        "mean_with_excluded": people.mean_with_excluded,
        "mean": people.scores.mean,
        "median": people.scores.median,
        "min": people.scores.lowest,
        "max": people.scores.highest,
        "histogram": [list(bar) for bar in people.scores.histogram],
        **_accuracies(people.accuracies),
    }


def _model(model: Model) -> dict[str, Any]:
    return {
        "run": str(model.run),
        "name": model.name,
        "total": model.total,
        "answered": model.answered,
        **_accuracies(model.accuracies),
    }


def _image(image: Image) -> dict[str, Any]:
    return {
        "id": str(image.id),
        "number": image.number,
        "truth": EXPRESSIONS[image.truth],
        "kind": str(image.kind),
        "votes": list(image.votes),
        "people": _reading(image.people),
        "model": _reading(image.model),
        "disagreement": image.disagreement,
    }


def _reading(reading: Reading | None) -> dict[str, Any] | None:
    return None if reading is None else asdict(reading) | {"top": EXPRESSIONS[reading.top]}


def as_text(study: Study, comparison: Comparison) -> str:
    """A table for a terminal, in English like the other commands."""
    people, model = comparison.people, comparison.model
    images = len(comparison.images)
    one, other = people.accuracies, model.accuracies if model else None
    rows = [
        ("read right", _number(people.scores.mean), _number(model.total if model else None)),
        *(
            (name, _percent(value), _percent(other.per_expression[index] if other else None))
            for index, (name, value) in enumerate(zip(EXPRESSIONS, one.per_expression, strict=True))
        ),
        ("public", _percent(one.public), _percent(other.public if other else None)),
        ("private", _percent(one.private), _percent(other.private if other else None)),
    ]
    return "\n".join(
        [
            f"{study.title} ({study.slug}): {images} images" + _withdrawn(comparison),
            f"People: {people.n} finished"
            + _simulated(people)
            + _imported(people)
            + _left_out(people)
            + _excluded(people),
            f"Model: {model.name} (run {model.run})" if model else "Model: no done run",
            "",
            *_table([("", "people", "model"), *rows]),
            *_closing(comparison),
        ]
    )


def _withdrawn(comparison: Comparison) -> str:
    gone = len(comparison.withdrawn)
    return f"; {gone} more withdrawn, in no figure" if gone else ""


def _simulated(people: People) -> str:
    if not people.simulated:
        return ""
    return f", {people.simulated} of them SIMULATED: no finding about people"


def _imported(people: People) -> str:
    return f", {people.imported} of them imported from a form" if people.imported else ""


def _left_out(people: People) -> str:
    if not people.left_out:
        return ""
    return f"; {people.left_out} more answered fewer than half of the images: left out"


def _excluded(people: People) -> str:
    if not people.excluded:
        return ""
    both = f"{_number(people.mean_with_excluded)} instead of {_number(people.scores.mean)}"
    return f"; {people.excluded} more are excluded: with them the mean is {both}"


def _closing(comparison: Comparison) -> Iterable[str]:
    scores, found = comparison.people.scores, comparison.difference
    if scores.people:
        yield ""
        yield f"People's median {scores.median:g}, range {scores.lowest} to {scores.highest}"
    if found:
        yield (
            f"Model minus people: {found.points:+.1f} points, 95% {found.low:+.1f} … "
            f"{found.high:+.1f}" + (": which is better can't be told" * found.can_be_chance)
        )


def _table(rows: Iterable[tuple[str, str, str]]) -> list[str]:
    return [f"{name:<12}{people:>9}{model:>9}" for name, people, model in rows]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"
