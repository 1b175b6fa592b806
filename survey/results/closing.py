"""What a terminal says below the table of accuracies: a line for each figure that there is."""

from collections.abc import Iterator

from survey.analysis.intervals import Interval

from .parts import Comparison, Model


def closing(comparison: Comparison) -> Iterator[str]:
    scores = comparison.people.scores
    if scores.people:
        yield ""
    if scores.median is not None:
        yield f"People's median {scores.median:g}, range {scores.lowest} to {scores.highest}"
    for model in comparison.models:
        yield from _difference(comparison, model)
    yield from _mixed(comparison)
    if found := comparison.agreement:
        yield f"People's agreement: Fleiss' κ {_two(found.fleiss)}, Krippendorff's α " + _two(
            found.alpha
        )
        if found.ceiling:
            yield f"Error consistency of people among themselves: κ {_two(found.ceiling.kappa)}"
    for model in comparison.models:
        yield from _beside(comparison, model)
    if found_times := comparison.times:
        yield f"Median response time {found_times.median_ms / 1000:.2f} s" + _slower(
            found_times.difference
        )


def _name(comparison: Comparison, model: Model) -> str:
    return model.name if len(comparison.models) > 1 else "Model"


def _difference(comparison: Comparison, model: Model) -> Iterator[str]:
    name = _name(comparison, model)
    if found := model.difference:
        yield (
            f"{name} minus people: {found.points:+.1f} points, 95% {found.low:+.1f} … "
            f"{found.high:+.1f}" + (": which is better can't be told" * found.can_be_chance)
        )
    if equal := model.equivalence:
        said = "holds" if equal.equivalent else "is not shown"
        p = max(equal.p_lower, equal.p_upper)
        yield f"{name}: equality to within ±{equal.margin:g} points {said} (p {_p(p)})"


def _mixed(comparison: Comparison) -> Iterator[str]:
    found = comparison.mixed
    for model, effect in zip(comparison.models, found.effects if found else (), strict=False):
        if effect:
            yield (
                f"{_name(comparison, model)}: mixed model, log odds above the average person "
                f"{effect.value:+.2f} (95% {effect.low:+.2f} … {effect.high:+.2f}, "
                f"p {_p(effect.p)})"
            )


def _beside(comparison: Comparison, model: Model) -> Iterator[str]:
    name = _name(comparison, model)
    if found := model.consistency:
        yield f"{name}: error consistency with people κ {_two(found.kappa)}"
    if crowd := model.crowd:
        fewest = crowd.people_for_model
        yield (
            f"{name} {_share(crowd.model)}, the majority of people {_share(crowd.accuracy)} "
            f"(McNemar's p {_p(crowd.p)}); "
            + (f"a majority of {fewest} is as good" if fewest else "no majority is as good")
        )
    if sure := model.calibration:
        error, brier = 100 * sure.ece, sure.brier
        yield f"{name}: calibration error {error:.1f} points, Brier score {brier:.3f}"
    if like := model.likeness:
        apart = like.jensen_shannon
        yield f"{name}: Jensen–Shannon divergence from people's votes {apart:.3f} bits"


def _slower(times: Interval | None) -> str:
    return f"; a wrong answer takes {_two(times)} times as long as a right one" if times else ""


def _two(found: Interval | None) -> str:
    if found is None:
        return "-"
    if found.low is None or found.high is None:
        return f"{found.value:.2f}"
    return f"{found.value:.2f} (95% {found.low:.2f} … {found.high:.2f})"


def _share(value: float) -> str:
    return f"{100 * value:.1f}%"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
