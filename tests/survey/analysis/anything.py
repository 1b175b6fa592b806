"""Studies as odd as they come: what the properties of all figures are tested with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from survey.analysis import (
    accuracy,
    agreement,
    alpha,
    beside,
    calibration,
    confusion,
    consistency,
    crowd,
    detection,
    difference,
    equivalence,
    kinds,
    likeness,
    mixed,
    power,
    resampling,
    scores,
    shares,
    times,
)
from survey.analysis.arrays import COUNT, NO_ANSWER, model_choices


@dataclass(frozen=True, eq=False)
class Study:
    choices: np.ndarray
    truth: np.ndarray
    probabilities: np.ndarray
    times: np.ndarray
    public: np.ndarray

    @property
    def model(self) -> np.ndarray:
        return model_choices(self.probabilities)

    @property
    def drawn(self) -> resampling.Crossed:
        return resampling.crossed(self.choices, self.truth, seed=1, draws=100)

    @property
    def shares(self) -> np.ndarray:
        return shares.vote_shares(self.choices)

    @property
    def votes(self) -> np.ndarray:
        return shares.votes(self.choices)

    def images(self, which: Any) -> "Study":
        """The same with these images, in this order."""
        return Study(
            self.choices[:, which],
            self.truth[which],
            self.probabilities[which],
            self.times[:, which],
            self.public[which],
        )

    def people(self, which: Any) -> "Study":
        return Study(
            self.choices[which], self.truth, self.probabilities, self.times[which], self.public
        )


def often(*usual: Any, rarely: list[Any]) -> st.SearchStrategy[Any]:
    """The usual twice as likely as the odd: or hardly any study would have all figures."""
    return st.sampled_from([*usual * (2 * len(rarely) // len(usual)), *rarely])


@st.composite
def studies(draw: Any) -> Study:
    """Nobody or a few people, no or a few images, most or no answers; everyone right, nobody, or
    by chance; all expressions or one; a model that is sure, unsure or silent."""
    people, images = draw(often(5, 7, rarely=[0, 1, 2])), draw(often(12, 15, rarely=[0, 1, 5]))
    random = np.random.default_rng(draw(st.integers(0, 2**16)))
    shown = draw(often(range(COUNT), rarely=[[3], [0, 4]]))
    truth = random.choice(list(shown), images).astype(np.int8)
    choices = _answers(draw, random, np.broadcast_to(truth, (people, images)))
    return Study(
        choices=choices,
        truth=truth,
        probabilities=_probabilities(draw, random, truth),
        times=_times(draw, random, choices.shape),
        public=random.random(images) < draw(often(0.5, rarely=[0, 1])),
    )


def _answers(draw: Any, random: np.random.Generator, truth: np.ndarray) -> np.ndarray:
    skill, missing = draw(often(0.7, rarely=[0, 1])), draw(often(0, 0.2, rarely=[1]))
    others = (truth + random.integers(1, COUNT, truth.shape)) % COUNT
    choices = np.where(random.random(truth.shape) < skill, truth, others)
    choices[random.random(truth.shape) < missing] = NO_ANSWER
    return choices.astype(np.int8)


def _probabilities(draw: Any, random: np.random.Generator, truth: np.ndarray) -> np.ndarray:
    kind = draw(often("unsure", "sure", rarely=["even", "right"]))
    if kind == "unsure":
        rows = random.dirichlet(np.ones(COUNT), len(truth))
    elif kind == "even":
        rows = np.full((len(truth), COUNT), 1 / COUNT)
    else:
        seen = truth if kind == "right" else random.integers(0, COUNT, len(truth))
        rows = np.eye(COUNT)[seen]
    rows[random.random(len(truth)) < draw(often(0, 0.2, rarely=[1]))] = np.nan
    return rows


def _times(draw: Any, random: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    kind = draw(often("usual", rarely=["same", "odd", "none"]))
    if kind == "usual":
        return np.exp(random.normal(7, 0.5, shape)).astype(np.int32)
    if kind == "odd":
        return random.choice([-1, 0, 1, 99, 100, 60_000, 60_001, 2**31 - 1], shape)
    return np.full(shape, 900 if kind == "same" else -1)


def _equal(study: Study) -> Any:
    drawn = study.drawn
    found = difference.difference(drawn, study.model, study.truth)
    equal = equivalence.equivalence(drawn, study.model, study.truth, margin=5)
    return found, equal, equivalence.verdict(found, equal)


def _both_sides(figure: Callable[[np.ndarray, np.ndarray], Any]) -> Callable[[Study], Any]:
    return lambda study: (figure(study.choices, study.truth), figure(study.model, study.truth))


# What people choose and what a model does, by the figure's name: everything that a page shows.
FIGURES: dict[str, Callable[[Study], Any]] = {
    "accuracy": _both_sides(accuracy.accuracy),
    "accuracy per expression": _both_sides(accuracy.per_expression),
    "scores": lambda s: scores.describe(scores.scores(s.choices, s.truth)),
    "confusion": _both_sides(confusion.confusion),
    "detection": _both_sides(lambda c, t: detection.detections(confusion.confusion(c, t))),
    "difference and equivalence": _equal,
    "people's interval": lambda s: difference.accuracy_interval(s.drawn),
    "people's interval on public images": lambda s: difference.accuracy_interval(s.drawn, s.public),
    "model's interval": lambda s: difference.model_interval(s.model, s.truth, s.public),
    "people by kind": lambda s: kinds.people_by_kind(s.drawn, s.public),
    "model by kind": lambda s: kinds.model_by_kind(s.model, s.truth, s.public),
    "both by kind": lambda s: kinds.model_beside_people(s.drawn, s.model, s.truth, s.public),
    "readings": lambda s: shares.readings(s.shares, s.truth),
    "disagreement": lambda s: likeness.disagreements(s.shares, s.probabilities),
    "likeness": lambda s: likeness.softmax_likeness(s.shares, s.probabilities),
    "calibration": lambda s: calibration.calibration(s.probabilities, s.truth),
    "times": lambda s: times.times(s.times, s.choices, s.truth, seed=1),
    "times of images": lambda s: times.image_medians(s.times),
    "Fleiss": lambda s: agreement.fleiss_kappa(s.votes),
    "Fleiss' interval": lambda s: agreement.kappa_interval(s.votes, seed=1, draws=100),
    "agreement per expression": lambda s: agreement.agreement_per_category(s.votes),
    "Krippendorff": lambda s: alpha.krippendorff(s.votes),
    "Krippendorff's interval": lambda s: alpha.alpha_interval(s.votes, seed=1, draws=100),
    "consistency with people": lambda s: consistency.with_people(
        s.choices, s.model, s.truth, seed=1, draws=100
    ),
    "consistency among people": lambda s: consistency.among_people(
        s.choices, s.truth, seed=1, draws=100
    ),
    "mixed model": lambda s: mixed.mixed(s.choices, [s.model], s.truth, seed=1),
    "variances": lambda s: power.variances(s.choices, s.model, s.truth),
    "margins to expect": lambda s: power.expected_margins(
        s.choices, s.model, s.truth, people=(1, 42), images=(1, 100), seed=1
    ),
    "crowd": lambda s: crowd.crowd(s.choices, s.model, s.truth, seed=1, splits=20),
    "models beside one another": lambda s: (
        beside.agreement_with(beside.majority(s.shares), s.probabilities),
        beside.certainty(s.probabilities),
    ),
}
