"""The verdict in plain words, and how numbers are written: in the language that is active, and the
same on the page, in the report and on the cards."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from survey.analysis.intervals import Interval
from survey.analysis.mixed import Effect

from .charts import signed
from .comparison import Comparison, Model

NONE = "–"  # what can't be said


def points(value: float) -> str:
    """5, 2.5: a margin, without a sign."""
    return f"{value:.1f}".removesuffix(".0")


def one(value: float | None) -> str:
    """78.8, −8.9 with a real minus."""
    return _written(value, 1)


def percent(share: float | None) -> str:
    """0.788 → 78.8: the unit stands in the heading."""
    return NONE if share is None else f"{100 * share:.1f}"


def two(value: float | None) -> str:
    """0.46, −0.12."""
    return _written(value, 2)


def _written(value: float | None, digits: int) -> str:
    if value is None:
        return NONE
    written = f"{value:.{digits}f}".replace("-", "−")
    return written if written.strip("−0.") else written.removeprefix("−")


def ranging(
    found: Interval | Effect | None, written: Callable[[float | None], str] = percent
) -> str:
    """78.8 (70.1 to 84.2)."""
    if found is None:
        return NONE
    if found.low is None or found.high is None:
        return written(found.value)
    return _("%(value)s (%(low)s to %(high)s)") % {
        "value": written(found.value),
        "low": written(found.low),
        "high": written(found.high),
    }


def people(n: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", n) % {"n": f"{n:,}"}


def images(n: int) -> str:
    return ngettext("%(n)s image", "%(n)s images", n) % {"n": f"{n:,}"}


def name(comparison: Comparison, model: Model, *, first: bool = False) -> str:
    """ "the model" where there is but one, else its own name. *first*: it begins a sentence."""
    if len(comparison.models) > 1:
        return model.name
    return _("The model") if first else _("the model")


def verdict(comparison: Comparison, model: Model) -> str:
    """Both scores, their difference and what it is worth: one sentence."""
    found = model.difference
    n = len(comparison.images)
    said = {
        "people": one(comparison.people.scores.mean),
        "name": model.name if len(comparison.models) > 1 else _("model"),
        "model": one(model.total),
        "images": n,
        "conclusion": conclusion(comparison, model),
    }
    if found is None:
        return _("People %(people)s, %(name)s %(model)s of %(images)s: %(conclusion)s.") % said
    return _(
        "People %(people)s, %(name)s %(model)s of %(images)s; difference %(points)s"
        " points (95%% %(low)s to %(high)s): %(conclusion)s."
    ) % {
        **said,
        "points": signed(found.points),
        "low": one(found.low),
        "high": one(found.high),
    }


def conclusion(comparison: Comparison, model: Model) -> str:
    """Who is better, as far as can be told; a clause, without a stop."""
    said = {
        "people": people(comparison.people.n),
        "images": images(len(comparison.images)),
        "name": name(comparison, model),
        "margin": points(comparison.margin),
    }
    if model.difference is None or model.verdict is None:
        return _("with %(people)s and %(images)s nothing can be said yet") % said
    return _CONCLUSIONS[_case(model)]() % said


def _case(model: Model) -> str:
    """The verdict, and whether the margin was tested, or kept by who is better."""
    tested = model.equivalence
    if model.verdict == "open":
        return "open" if tested else "untested"
    return f"{model.verdict} by little" if _is_small(model) else str(model.verdict)


def _is_small(model: Model) -> bool:
    better = model.verdict in ("model", "people")
    return better and model.equivalence is not None and model.equivalence.equivalent


_CONCLUSIONS: dict[str, Callable[[], str]] = {
    "open": lambda: _(
        "with %(people)s and %(images)s it can't be told which is better, nor that they are equal"
    ),
    "untested": lambda: _("with %(people)s and %(images)s it can't be told which is better"),
    "equal": lambda: _(
        "with %(people)s and %(images)s they count as equal, to within %(margin)s points"
    ),
    "model": lambda: _("%(name)s reads these faces better, and chance doesn't explain its lead"),
    "people": lambda: _("people read these faces better, and chance doesn't explain their lead"),
    "model by little": lambda: _(
        "%(name)s reads these faces better, but by less than %(margin)s points"
    ),
    "people by little": lambda: _(
        "people read these faces better, but by less than %(margin)s points"
    ),
}
