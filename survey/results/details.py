"""The tables of a comparison that need no figure."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from survey.models import Expression

from .charts import signed
from .comparison import Comparison, Model
from .tables import Table, sides
from .words import NONE, one, percent, points, ranging, two


def scores(comparison: Comparison) -> Table:
    found = comparison.people.scores
    numbers = (
        (_("Mean"), one(found.mean)),
        (_("Median"), one(found.median)),
        (_("Standard deviation"), one(found.sd)),
        (_("Lowest"), one(found.lowest)),
        (_("Highest"), one(found.highest)),
    )
    return Table((_("Images read right"), _("People")), numbers)


def detections(comparison: Comparison) -> tuple[Table, ...]:
    """How well each side tells an expression from the other four."""
    heading = (_("Expression"), _("Recall, %"), _("Precision, %"), "F1", "d′", _("Criterion"))
    tables = []
    for place, (name, side) in enumerate(sides(comparison)):
        whose = "people" if comparison.people.n and place == 0 else "model"
        rows = tuple(
            (
                str(label.label),
                percent(found.recall),
                percent(found.precision),
                two(found.f1),
                two(found.d_prime),
                two(found.criterion),
            )
            for label, found in zip(Expression, side.detections, strict=False)
        )
        if rows:
            tables.append(Table(heading, rows, caption=name, side=whose))
    return tuple(tables)


def agreement(comparison: Comparison) -> Table | None:
    found = comparison.agreement
    if found is None:
        return None
    rows = [
        ("Fleiss’ κ", ranging(found.fleiss, two)),
        ("Krippendorff’s α", ranging(found.alpha, two)),
    ]
    return Table((_("Agreement of people"), _("Value")), tuple(rows))


def mcnemar(comparison: Comparison) -> Table | None:
    """Each model against the majority of all people."""
    found = [(model.name, model.crowd) for model in comparison.models if model.crowd]
    heading = (
        _("Images, against the majority"),
        _("Both right"),
        _("Only the majority right"),
        _("Only the model right"),
        _("Both wrong"),
        "p",
        _("People whose majority is as good"),
    )
    rows = (
        (
            name,
            *(points(n) for n in (of.both_right, of.only_crowd, of.only_model, of.both_wrong)),
            probability(of.p),
            NONE if of.people_for_model is None else str(of.people_for_model),
        )
        for name, of in found
    )
    return _columns(heading, rows)


def _columns(heading: tuple[str, ...], models: Iterable[tuple[str, ...]]) -> Table | None:
    """A column for each model, a row for each figure: names of figures are the longer ones."""
    columns = list(models)
    if not columns:
        return None
    top, *rows = zip(heading, *columns, strict=True)
    return Table(top, tuple(rows))


def probability(p: float | None) -> str:
    """A p-value as papers write it."""
    if p is None:
        return NONE
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def confidence(comparison: Comparison) -> Table | None:
    """Whether a model's probabilities can be taken at their word, and how like votes they are."""
    rows = tuple(_confidence(model) for model in comparison.models if model.calibration)
    heading = (
        _("Probabilities"),
        _("Calibration error, points"),
        _("Brier score"),
        _("Cross-entropy with votes, bits"),
        _("Votes’ own entropy, bits"),
        _("Rank correlation with votes"),
        _("Jensen–Shannon divergence, bits"),
    )
    return _columns(heading, rows)


def _confidence(model: Model) -> tuple[str, ...]:
    sure, like = model.calibration, model.likeness
    return (
        model.name,
        percent(sure.ece if sure else None),
        two(sure.brier if sure else None),
        two(like.cross_entropy if like else None),
        two(like.entropy_of_people if like else None),
        two(like.rank_correlation if like else None),
        two(like.jensen_shannon if like else None),
    )


def difference(comparison: Comparison) -> Table | None:
    """What the verdict rests on."""
    heading = (
        _("Model minus people"),
        _("Difference, points (95%)"),
        _("The same at 90%"),
        _("p: worse by the margin"),
        _("p: better by the margin"),
    )
    return _columns(heading, (_difference(each) for each in comparison.models if each.difference))


def _difference(model: Model) -> tuple[str, ...]:
    found, equal = model.difference, model.equivalence
    if found is None:
        return (model.name, NONE, NONE, NONE, NONE)
    around = _("%(low)s to %(high)s")
    return (
        model.name,
        _("%(value)s (%(low)s to %(high)s)")
        % {"value": signed(found.points), "low": signed(found.low), "high": signed(found.high)},
        around % {"low": signed(found.low90), "high": signed(found.high90)},
        probability(equal.p_lower if equal else None),
        probability(equal.p_upper if equal else None),
    )


def mixed(comparison: Comparison) -> Table | None:
    """The same question asked of a mixed model, as a check."""
    found = comparison.mixed
    if found is None:
        return None
    heading = (_("Model"), _("Log odds, model minus an average person (95%)"), "p")
    rows = tuple(
        (model.name, ranging(effect, two), probability(effect.p if effect else None))
        for model, effect in zip(comparison.models, found.effects, strict=True)
    )
    return Table(heading, rows)


def times(comparison: Comparison) -> Table | None:
    found = comparison.times
    if found is None:
        return None
    medians = (
        (_("All answers"), found.median_ms),
        (_("Right answers"), found.median_right_ms),
        (_("Wrong answers"), found.median_wrong_ms),
        *(
            (str(label.label), ms)
            for label, ms in zip(Expression, found.per_expression, strict=True)
        ),
    )
    return Table(
        (_("Answers"), _("Median response time, s")),
        tuple((name, seconds(ms)) for name, ms in medians),
    )


def pace(comparison: Comparison) -> Table | None:
    """What response times go along with."""
    found = comparison.times
    if found is None:
        return None
    rows = (
        (
            _("A wrong answer takes so many times as long as a right one"),
            ranging(found.difference, two),
        ),
        (
            _("Rank correlation, over images, of times with how much people disagree"),
            ranging(found.correlation_with_entropy, two),
        ),
        (_("Answers with a time that counts"), f"{found.answers:,}"),
        (_("Left out: below 0.1 or above 60 seconds"), f"{found.left_out:,}"),
    )
    return Table((_("Response times"), _("Value")), rows)


def seconds(ms: int | None) -> str:
    return NONE if ms is None else two(ms / 1000)
