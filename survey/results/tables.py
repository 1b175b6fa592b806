"""A comparison's numbers as tables of words, for the page and the report: each figure's own, and
those that need no figure. Nothing that can't be said is a number: "–" stands there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from survey.analysis.intervals import Interval
from survey.models import Expression

from .comparison import Comparison, Side
from .words import NONE, images, one, people, percent, ranging, two


@dataclass(frozen=True)
class Table:
    heading: tuple[str, ...]  # the first one is the rows' own
    rows: tuple[tuple[str, ...], ...]  # the first cell is the row's name
    caption: str = ""
    side: str = ""  # "people" or "model": whose it is alone

    @property
    def name(self) -> str:
        return self.caption or self.heading[0]


def sides(comparison: Comparison) -> tuple[tuple[str, Side], ...]:
    """People, where there are any, and the models, by name."""
    named = [(model.name, model.side) for model in comparison.models]
    if comparison.people.n:
        named.insert(0, (_("People"), comparison.people.side))
    return tuple(named)


def histogram(comparison: Comparison) -> Table:
    rows = tuple((str(score), str(n)) for score, n in comparison.people.scores.histogram)
    return Table((_("Score"), _("People")), rows)


def _shares(
    comparison: Comparison,
    heading: str,
    names: Iterable[str],
    pick: Callable[[Side], Iterable[Interval | None]],
) -> Table:
    """A column of percentages with their intervals for each side."""
    found = sides(comparison)
    if not found:
        return Table((heading,), ())
    columns = zip(*([ranging(each) for each in pick(side)] for _name, side in found), strict=True)
    return Table(
        (heading, *(f"{side}, %" for side, _side in found)),
        tuple((name, *cells) for name, cells in zip(names, columns, strict=True)),
    )


def expressions(comparison: Comparison) -> Table:
    names = [_("All images"), *(str(each.label) for each in Expression)]
    return _shares(
        comparison, _("Expression"), names, lambda side: (side.overall, *side.per_expression)
    )


def sources(comparison: Comparison) -> Table:
    names = [_("Public"), _("Private")]
    shares = _shares(comparison, _("Source"), names, lambda side: (side.public, side.private))
    between = tuple(ranging(side.kinds, one) for _name, side in sides(comparison))
    if not shares.rows:
        return shares
    return replace(shares, rows=(*shares.rows, (_("Public minus private, points"), *between)))


def consistency(comparison: Comparison) -> Table | None:
    """Error consistency: observed and expected by chance, and what is left."""
    found = comparison.agreement.ceiling if comparison.agreement else None
    rows = [(_("People among themselves"), found)] if found else []
    rows += [(each.name, each.consistency) for each in comparison.models if each.consistency]
    if not rows:
        return None
    return Table(
        (_("Pair"), "κ", _("Right or wrong together, %"), _("By chance, %")),
        tuple(
            (name, ranging(of.kappa, two), percent(of.observed), percent(of.expected))
            for name, of in rows
        ),
    )


def crowd(comparison: Comparison) -> Table | None:
    found = next((model.crowd for model in comparison.models if model.crowd), None)
    if found is None:
        return None
    return Table(
        (_("People in the majority"), _("Read right, %")),
        tuple((str(k), percent(accuracy)) for k, accuracy in found.curve),
    )


def calibration(comparison: Comparison) -> Table | None:
    """The bins of the reliability diagram, one model under the other."""
    rows = tuple(
        (
            f"{model.name}, {percent(each.low)}–{percent(each.high)}",
            str(each.images),
            percent(each.confidence),
            percent(each.accuracy),
        )
        for model in comparison.models
        if model.calibration
        for each in model.calibration.bins
        if each.images
    )
    heading = (
        _("Model and its confidence, %"),
        _("Images"),
        _("Mean confidence, %"),
        _("Read right, %"),
    )
    return Table(heading, rows) if rows else None


def power(comparison: Comparison) -> Table | None:
    found = comparison.expected
    if not found:
        return None
    counts = sorted({each.images for each in found})
    margins = {(each.people, each.images): each.margin for each in found}
    return Table(
        (_("People"), *(images(n) for n in counts)),
        tuple(
            (people(n), *(_plus_minus(margins.get((n, count))) for count in counts))
            for n in sorted({each.people for each in found})
        ),
    )


def _plus_minus(margin: float | None) -> str:
    return NONE if margin is None else f"±{margin:.1f}"


def fifths(comparison: Comparison) -> Table | None:
    """How often people are right in the quickest fifth of their own answers, and so on."""
    found = comparison.times
    if found is None or not any(found.by_quintile):
        return None
    names = (_("Quickest fifth"), _("Second"), _("Third"), _("Fourth"), _("Slowest fifth"))
    rows = tuple(
        (name, ranging(accuracy)) for name, accuracy in zip(names, found.by_quintile, strict=True)
    )
    return Table((_("Of one’s own answers"), _("Read right, %")), rows)
