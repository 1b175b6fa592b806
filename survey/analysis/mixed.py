"""A mixed model of right and wrong answers: a check of the difference by another way.

    logit P(right) = β₀ + β(model) + person + image

Every person and every image has a random intercept, normal around 0; a model is no draw from the
people and has a fixed effect of its own, its log odds against the average person's on the same
image. N. E. Breslow & D. G. Clayton (1993), Approximate inference in generalized linear mixed
models, Journal of the American Statistical Association 88(421), 9-25; the variances by the fixed
point of R. Schall (1991), Estimation in generalized linear models with random effects, Biometrika
78(4), 719-727. It is known to find variances too small where a person or an image has a handful of
answers only; here each has dozens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from .arrays import Floats, Integers, answered, right

FEWEST_PEOPLE = 5
FEWEST_IMAGES = 10
# Of more, so many are drawn: a check needn't be exact to the third digit.
MOST_PEOPLE = 500
MOST_IMAGES = 500
MOST_STEPS = 200
CLOSE = 1e-6
LEAST_VARIANCE = 1e-8


@dataclass(frozen=True)
class Effect:
    """Log odds of a model minus those of the average person, with the 95% interval and the p of
    there being no difference (Wald)."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Mixed:
    effects: tuple[Effect | None, ...]  # of each model; None: it was always right, or always wrong
    intercept: float  # log odds of the average person on the average image
    person_sd: float  # of log odds
    image_sd: float
    people: int  # that it was fitted to
    images: int


@dataclass(frozen=True)
class _Data:
    hits: Floats  # [people, images]: 1 where right
    given: Floats  # [people, images]: 1 where answered
    model_hits: Floats  # [models, images]
    model_given: Floats  # [models, images]


@dataclass
class _State:
    """What is estimated. *fixed*: β₀ and the models' effects."""

    fixed: Floats
    person: Floats
    image: Floats
    person_variance: float = 1.0
    image_variance: float = 1.0


def mixed(
    choices: Integers, models: Sequence[Integers], truth: Integers, *, seed: int
) -> Mixed | None:
    """People's choices [people, images] and each model's [1, images].

    None with fewer than FEWEST_PEOPLE people or FEWEST_IMAGES images, where nobody ever erred or
    nobody was ever right, and where the fit doesn't settle.
    """
    data, fits = _data(choices, models, truth, seed)
    people, images = data.given.shape
    share = data.hits.sum() / max(data.given.sum(), 1)
    if people < FEWEST_PEOPLE or images < FEWEST_IMAGES or not 0 < share < 1:
        return None
    state = _State(
        np.r_[np.log(share / (1 - share)), np.zeros(len(data.model_hits))],
        np.zeros(people),
        np.zeros(images),
    )
    covariance = _fitted(state, data)
    return None if covariance is None else _mixed(state, covariance, fits, data)


def _fitted(state: _State, data: _Data) -> Floats | None:
    """Move *state* until it settles. The fixed effects' covariance, or None."""
    try:
        for _ in range(MOST_STEPS):
            moved, covariance = _step(state, data)
            if moved < CLOSE:
                return covariance
    except np.linalg.LinAlgError:
        # All answers but one are right, say, and the model errs more: variances grow without end.
        return None
    return None


def _data(
    choices: Integers, models: Sequence[Integers], truth: Integers, seed: int
) -> tuple[_Data, list[bool]]:
    """The answered part as numbers; and which models can be fitted."""
    random = np.random.default_rng(seed)
    people = _some(answered(choices).sum(axis=1), MOST_PEOPLE, random)
    images = _some(answered(choices).sum(axis=0), MOST_IMAGES, random)
    choices, truth = choices[np.ix_(people, images)], truth[images]
    rows = np.concatenate([np.empty((0, len(images)), np.int8), *(m[:, images] for m in models)])
    given, hits = answered(rows), right(rows, truth)
    fits = [0 < hit.sum() < all_given.sum() for hit, all_given in zip(hits, given, strict=True)]
    return (
        _Data(
            right(choices, truth).astype(float),
            answered(choices).astype(float),
            hits[fits].astype(float),
            given[fits].astype(float),
        ),
        fits,
    )


def _some(answers: Integers, most: int, random: np.random.Generator) -> Integers:
    """The places of those with any answers, or of *most* of them."""
    places = np.flatnonzero(answers)
    if len(places) > most:
        places = np.sort(random.choice(places, most, replace=False))
    return places


def _chances(state: _State, data: _Data) -> tuple[Floats, Floats]:
    """[people, images] and [models, images]: the probability of being right, 0 where none
    answered."""
    logits = state.fixed[0] + state.person[:, None] + state.image
    of_models = state.fixed[0] + state.fixed[1:, None] + state.image
    return data.given * _logistic(logits), data.model_given * _logistic(of_models)


def _logistic(values: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return chances


def _step(state: _State, data: _Data) -> tuple[float, Floats]:
    """One step of Newton's method for all effects, then Schall's for the variances.

    The people's block is diagonal and is eliminated, so that what is solved has the size of
    images and models. Returns how far anything moved, and the fixed effects' covariance.
    """
    chance, model_chance = _chances(state, data)
    weight, model_weight = chance * (1 - chance), model_chance * (1 - model_chance)
    rest, model_rest = data.hits - chance, data.model_hits - model_chance
    images, models = len(state.image), len(data.model_hits)

    # Rows and columns: images, β₀, models. *cross* is between people and these.
    own = weight.sum(axis=1) + 1 / state.person_variance
    cross = np.hstack([weight, weight.sum(axis=1, keepdims=True), np.zeros((len(own), models))])
    matrix = _information(weight, model_weight, state.image_variance)
    gradient = np.r_[
        rest.sum(axis=0) + model_rest.sum(axis=0) - state.image / state.image_variance,
        rest.sum() + model_rest.sum(),
        model_rest.sum(axis=1),
    ]
    person_gradient = rest.sum(axis=1) - state.person / state.person_variance
    inverse = np.linalg.inv(matrix - (cross / own[:, None]).T @ cross)
    change = inverse @ (gradient - cross.T @ (person_gradient / own))
    person_change = (person_gradient - cross @ change) / own
    state.image += change[:images]
    state.fixed += change[images:]
    state.person += person_change

    spread = cross / own[:, None]
    person_trace = float((1 / own).sum() + ((spread @ inverse) * spread).sum())
    image_trace = float(np.trace(inverse[:images, :images]))
    before = (state.person_variance, state.image_variance)
    state.person_variance = _variance(state.person, person_trace, before[0])
    state.image_variance = _variance(state.image, image_trace, before[1])
    moved = max(
        float(np.abs(change).max()),
        float(np.abs(person_change).max()),
        abs(state.person_variance - before[0]),
        abs(state.image_variance - before[1]),
    )
    return moved, inverse[images:, images:]


def _information(weight: Floats, model_weight: Floats, image_variance: float) -> Floats:
    """Of images, β₀ and the models' effects, before people are eliminated."""
    by_image = weight.sum(axis=0) + model_weight.sum(axis=0)
    by_model = model_weight.sum(axis=1)
    images, models = len(by_image), len(by_model)
    matrix = np.zeros((images + 1 + models,) * 2)
    np.fill_diagonal(matrix, np.r_[by_image + 1 / image_variance, by_image.sum(), by_model])
    matrix[:images, images] = matrix[images, :images] = by_image
    matrix[:images, images + 1 :] = model_weight.T
    matrix[images + 1 :, :images] = model_weight
    matrix[images, images + 1 :] = matrix[images + 1 :, images] = by_model
    return matrix


def _variance(effects: Floats, trace: float, before: float) -> float:
    """Schall (1991), eq. 3.4: σ² = u'u / (q − tr T / σ²), with *trace* of the inverse's block."""
    freedom = max(len(effects) - trace / before, 1e-3)
    return max(float(effects @ effects) / freedom, LEAST_VARIANCE)


def _mixed(state: _State, covariance: Floats, fits: Sequence[bool], data: _Data) -> Mixed:
    errors = np.sqrt(np.diag(covariance))[1:]
    found = iter([_effect(*each) for each in zip(state.fixed[1:], errors, strict=True)])
    return Mixed(
        effects=tuple(next(found) if fit else None for fit in fits),
        intercept=float(state.fixed[0]),
        person_sd=state.person_variance**0.5,
        image_sd=state.image_variance**0.5,
        people=len(data.given),
        images=data.given.shape[1],
    )


def _effect(value: float, error: float) -> Effect:
    p = 2 * NormalDist().cdf(-abs(value) / error)
    return Effect(float(value), float(value - 1.96 * error), float(value + 1.96 * error), float(p))
