"""A comparison outside of the page: as JSON and as text.

The JSON is the dataclasses of parts.py and of survey.analysis, key for key; the page's charts, the
API and `manage.py compare --json` get the same. Accuracies and shares are fractions from 0 to 1,
scores are images read right, differences are percentage points, entropies bits. What can't be said
is null. An interval is {value, low, high} of 95%; low and high are null where the sample says too
little about them.

    study        slug, title, images, digest, demo, open; not where there is no study (--csv)
    expressions  the five, in the order of every list of five below
    margin       of equivalence: a smaller difference counts as none
    people       n (finished and counted), simulated (of them), imported (of them, from a form),
                 left_out (finished too, but answered fewer than half of the images: in no figure),
                 excluded (by an editor: in no figure but the next), mean_with_excluded,
                 reasons [[why excluded, people], …] ("other" for what was said in own words),
                 scores {people, mean, sd, median, lowest, highest,
                 histogram [[score, people], …]}, side
    models       the chosen run, or the newest, first; else one run of each name:
                 run, name, title, total (images read right), answered, side,
                 difference {points, low, high, low90, high90}: model minus people, or null;
                 equivalence {margin, equivalent, p_lower, p_upper} or null;
                 verdict "model", "people" (who is better), "equal", "open" or null;
                 calibration {bins [{low, high, images, confidence, accuracy}], ece,
                 ece_by_chance, brier, images} or null;
                 likeness {images, cross_entropy, entropy_of_people, rank_correlation,
                 rank_correlation_per_image, jensen_shannon} or null;
                 consistency (of its errors with each person's) null, or {kappa, observed,
                 expected, pairs}, kappa an interval;
                 crowd (against the majority of people) null, or {people, images, accuracy, model,
                 tied, both_right, only_crowd, only_model, both_wrong, p, halves, curve [[people,
                 accuracy], …], people_for_model}; halves null or {crowd, model, p};
                 kinds: its public minus private, minus people's, in points, or null
    side         overall, per_expression [5], public, private: intervals or null;
                 kinds: public minus private in points, an interval or null;
                 confusion {counts [5][5], shares [5][5 or null]}: rows truth, columns choice;
                 detections [{recall, precision, f1, d_prime, criterion}]
    agreement    null, or how people agree with one another: fleiss, alpha: intervals or null;
                 ceiling: the consistency of people's errors, as of a model's
    times        null, or people's response times: answers, left_out, median_ms, median_right_ms,
                 median_wrong_ms, difference (how many times as long a wrong answer takes),
                 per_expression [5], by_quintile [5] (accuracy in one's own fastest … slowest
                 fifth), correlation_with_entropy
    expected     [{people, images, margin}]: half the interval that the first model's difference
                 would have with so many, in points
    mixed        null, or the mixed model: effects [{value, low, high, p} or null] (log odds of each
                 model, beside the average person's), intercept, person_sd, image_sd, people, images
    withdrawn    [{number, at}]: images that were taken out as somebody's consent ended. They are in
                 no figure, and study.images doesn't count them
    images       [{id, number, truth, kind, source, votes [5], people, models, disagreement,
                 entropy, median_ms}]; people, and models in the order above: null, or
                 {shares [5], top, tied, right}; disagreement: between people and each model
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from survey.analysis.intervals import Interval
from survey.analysis.shares import Reading
from survey.models import Exclusion, Expression, Study

from .closing import closing
from .comparison import Comparison, Image, Model, People

EXPRESSIONS = tuple(Expression.values)


def as_json(study: Study, comparison: Comparison) -> dict[str, Any]:
    """What json.dumps takes, documented above."""
    about = {
        "slug": study.slug,
        "title": study.title,
        "images": len(comparison.images),
        "digest": study.digest,
        "demo": study.demo,
        "open": study.is_open,
    }
    return {"study": about, **figures(comparison)}


def figures(comparison: Comparison) -> dict[str, Any]:
    """All of it that no study is needed for."""
    return {
        "expressions": list(EXPRESSIONS),
        **plain(comparison),
        "people": plain(comparison.people) | {"reasons": _reasons(comparison.people)},
        "images": [_image(image) for image in comparison.images],
    }


def plain(value: Any) -> Any:
    """Dataclasses, tuples, ids, times and words → what JSON has."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _reasons(people: People) -> list[list[Any]]:
    """What an editor wrote down in own words is for editors."""
    found: Counter[str] = Counter()
    for reason, n in people.reasons:
        found[reason if reason in Exclusion.values else "other"] += n
    return [[reason, n] for reason, n in found.most_common()]


def _image(image: Image) -> dict[str, Any]:
    named = {
        "truth": EXPRESSIONS[image.truth],
        "people": _reading(image.people),
        "models": [_reading(reading) for reading in image.models],
    }
    others = (each.name for each in fields(image) if each.name not in named)
    return {name: plain(getattr(image, name)) for name in others} | named


def _reading(reading: Reading | None) -> dict[str, Any] | None:
    return None if reading is None else plain(reading) | {"top": EXPRESSIONS[reading.top]}


def as_text(study: Study, comparison: Comparison) -> str:
    """A table for a terminal, in English like the other commands."""
    images = len(comparison.images)
    title = f"{study.title} ({study.slug}): {images} images" + _withdrawn(comparison)
    return f"{title}\n{text(comparison)}"


def text(comparison: Comparison) -> str:
    """All of it that no study is needed for."""
    people, models = comparison.people, comparison.models
    return "\n".join(
        [
            f"People: {people.n} finished"
            + _simulated(people)
            + _imported(people)
            + _left_out(people)
            + _excluded(people),
            *(f"Model: {model.name}" + _run(model) for model in models),
            *([] if models else ["Model: no done run"]),
            "",
            *_table(_rows(people, models)),
            *closing(comparison),
        ]
    )


def _run(model: Model) -> str:
    return f" (run {model.run})" if model.run else ""


def _rows(people: People, models: Sequence[Model]) -> Iterable[Sequence[str]]:
    sides = (people.side, *(model.side for model in models))
    names = [model.name for model in models] if len(models) > 1 else ["model"]
    yield "", "people", *names
    totals = [_number(model.total) for model in models] or ["-"]
    yield "read right", _number(people.scores.mean), *totals
    missing = [] if models else ["-"]
    for index, name in enumerate(EXPRESSIONS):
        yield name, *(_percent(side.per_expression[index]) for side in sides), *missing
    yield "public", *(_percent(side.public) for side in sides), *missing
    yield "private", *(_percent(side.private) for side in sides), *missing


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


def _table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Columns as wide as their names, and at least nine letters."""
    header, *others = rows
    widths = [max(9, len(name) + 2) for name in header[1:]]
    return [
        f"{row[0]:<12}"
        + "".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths, strict=True))
        for row in (header, *others)
    ]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _percent(found: Interval | None) -> str:
    return "-" if found is None else f"{100 * found.value:.1f}%"
