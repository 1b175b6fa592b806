"""How well each expression is told from the other four.

Counts of all answers together, from a confusion matrix: an answer is a yes or no to "is it this
expression?".
"""

from dataclasses import dataclass
from statistics import NormalDist

from .confusion import Confusion

z = NormalDist().inv_cdf


@dataclass(frozen=True)
class Detection:
    """Of one expression. None: it wasn't shown, wasn't chosen, or nothing else was shown."""

    recall: float | None  # of the answers to images that show it, those that say so
    precision: float | None  # of the answers that say so, those to images that show it
    f1: float | None
    d_prime: float | None
    criterion: float | None  # above 0: said more rarely than a neutral observer would


def detections(confusion: Confusion) -> tuple[Detection, ...]:
    """Of each of the five expressions, in their order."""
    shown = [sum(row) for row in confusion.counts]
    chosen = [sum(column) for column in zip(*confusion.counts, strict=True)]
    return tuple(
        _detection(confusion.counts[expression][expression], signals, said, sum(shown) - signals)
        for expression, (signals, said) in enumerate(zip(shown, chosen, strict=True))
    )


def _detection(hits: int, signals: int, said: int, others: int) -> Detection:
    d_prime, criterion = _sensitivity(hits, signals, said - hits, others)
    return Detection(
        recall=hits / signals if signals else None,
        precision=hits / said if said else None,
        f1=f1(hits, signals, said),
        d_prime=d_prime,
        criterion=criterion,
    )


def f1(hits: int, signals: int, said: int) -> float | None:
    """The harmonic mean of precision and recall: 2 hits / (signals + said).

    C. J. van Rijsbergen, Information Retrieval, 2nd ed. (1979), ch. 7 (his E with α = ½ is 1 − F).
    0 for an expression that was shown but never chosen; None for one that wasn't shown.
    """
    return 2 * hits / (signals + said) if signals else None


def _sensitivity(
    hits: int, signals: int, false_alarms: int, others: int
) -> tuple[float | None, float | None]:
    """d′ = z(H) − z(F) and c = −(z(H) + z(F)) / 2 with the log-linear correction.

    N. A. Macmillan & C. D. Creelman, Detection Theory: A User's Guide, 2nd ed. (2005), ch. 1 and
    2. H = (hits + ½) / (signals + 1), and F likewise: M. J. Hautus (1995), Corrections for extreme
    proportions and their biasing effects on estimated values of d′, Behavior Research Methods,
    Instruments, & Computers 27(1), 46–51; always applied, as he recommends, so that nobody's d′
    is infinite and no two are corrected differently.

    Of several people's answers together this is the d′ of the group; it is somewhat smaller than
    the mean of theirs where their criteria differ.
    """
    if not signals or not others:
        return None, None
    hit = z((hits + 0.5) / (signals + 1))
    false_alarm = z((false_alarms + 0.5) / (others + 1))
    return hit - false_alarm, -(hit + false_alarm) / 2
