"""Arrays → a comparison. Asks no database: `compare` gives it a study's rows, `manage.py compare
--csv` those of a file."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np

from survey.analysis.agreement import Kappa, fleiss_kappa, kappa_interval
from survey.analysis.alpha import alpha_interval
from survey.analysis.arrays import COUNT, Flags, Floats, Integers, answered, model_choices, right
from survey.analysis.calibration import calibration
from survey.analysis.confusion import Confusion, confusion, confusion_of_votes
from survey.analysis.consistency import among_people, with_people
from survey.analysis.crowd import Crowd, crowds
from survey.analysis.detection import detections
from survey.analysis.difference import accuracy_interval, difference, model_interval
from survey.analysis.equivalence import equivalence, verdict
from survey.analysis.intervals import Interval
from survey.analysis.kinds import model_beside_people, model_by_kind, people_by_kind
from survey.analysis.likeness import disagreements, entropy, softmax_likeness
from survey.analysis.mixed import mixed
from survey.analysis.power import Expected, expected_margins
from survey.analysis.resampling import Crossed, crossed
from survey.analysis.scores import describe, scores
from survey.analysis.shares import readings, shares_of, votes
from survey.analysis.times import image_medians, times
from survey.models import Photograph
from survey.models.studies import EQUIVALENCE_MARGIN

from .parts import Agreement, Comparison, Image, Model, People, Side
from .rows import Items, Votes

# What a study's next one may have: its margin is told for these.
OTHER_PEOPLE = (20, 50, 100, 200, 1000)
OTHER_IMAGES = (50, 100, 200, 400, 1000)


@dataclass(frozen=True)
class Reader:
    """A model's answers. *run*: its run on this site, if it ran here."""

    name: str
    probabilities: Floats  # [images, 5]; a row of NaN where it gave none
    title: str = ""
    run: UUID | None = None


def compared(
    items: Items,
    voted: Votes,
    readers: Sequence[Reader],
    *,
    seed: int,
    margin: float = EQUIVALENCE_MARGIN,
) -> Comparison:
    """People's answers against each of the *readers*, the first of whom is the page's first."""
    arrays = Arrays(items, voted, crossed(voted.choices, items.truth, seed=seed), seed, margin)
    by_models = _choices(readers, items)
    crowd = crowds(voted.choices, by_models, items.truth, seed=seed)
    return Comparison(
        people=_people(arrays),
        models=tuple(
            _model(reader, against, arrays) for reader, against in zip(readers, crowd, strict=True)
        ),
        images=_images(readers, arrays),
        margin=margin,
        agreement=_agreement(arrays),
        times=times(voted.times, voted.choices, items.truth, seed=seed),
        expected=_expected(by_models[:1], arrays),
        mixed=mixed(voted.choices, list(by_models[:, None]), items.truth, seed=seed),
        withdrawn=items.withdrawn,
    )


@dataclass(frozen=True, eq=False)
class Arrays:
    """What most figures are made of."""

    items: Items
    voted: Votes
    drawn: Crossed
    seed: int
    margin: float

    @cached_property
    def votes(self) -> Integers:
        """[images, 5]: people who chose each expression."""
        return votes(self.voted.choices)

    @cached_property
    def shares(self) -> Floats:
        """[images, 5] of those."""
        return shares_of(self.votes)


def _choices(readers: Sequence[Reader], items: Items) -> Integers:
    """[models, images]"""
    none = np.empty((0, len(items.ids)), np.int8)
    return np.concatenate([none, *(model_choices(each.probabilities) for each in readers)])


def _people(arrays: Arrays) -> People:
    voted, items, drawn = arrays.voted, arrays.items, arrays.drawn
    everyone = np.concatenate([voted.choices, voted.excluded])
    return People(
        n=len(voted.choices),
        simulated=int(voted.simulated.sum()),
        imported=int(voted.imported.sum()),
        left_out=voted.left_out,
        excluded=len(voted.excluded),
        mean_with_excluded=describe(scores(everyone, items.truth)).mean,
        reasons=tuple(Counter(voted.reasons).most_common()),
        scores=describe(scores(voted.choices, items.truth)),
        side=_side(
            lambda where: accuracy_interval(drawn, where),
            confusion_of_votes(arrays.votes, items.truth),
            people_by_kind(drawn, items.public),
            items,
        ),
    )


def _model(reader: Reader, crowd: Crowd | None, arrays: Arrays) -> Model:
    choices, drawn = model_choices(reader.probabilities), arrays.drawn
    truth, public = arrays.items.truth, arrays.items.public
    found = difference(drawn, choices, truth)
    equal = equivalence(drawn, choices, truth, margin=arrays.margin)
    return Model(
        run=reader.run,
        name=reader.name,
        title=reader.title,
        total=int(right(choices, truth).sum()),
        answered=int(answered(choices).sum()),
        side=_side(
            lambda where: model_interval(choices, truth, where),
            confusion(choices, truth),
            model_by_kind(choices, truth, public),
            arrays.items,
        ),
        difference=found,
        equivalence=equal,
        verdict=verdict(found, equal) if found else None,
        calibration=calibration(reader.probabilities, truth),
        likeness=softmax_likeness(arrays.shares, reader.probabilities),
        consistency=with_people(arrays.voted.choices, choices, truth, seed=arrays.seed),
        crowd=crowd,
        kinds=model_beside_people(drawn, choices, truth, public),
    )


def _side(
    share: Callable[[Flags | None], Interval | None],
    counted: Confusion,
    kinds: Interval | None,
    items: Items,
) -> Side:
    return Side(
        overall=share(None),
        per_expression=tuple(share(items.truth == expression) for expression in range(COUNT)),
        public=share(items.public),
        private=share(~items.public),
        kinds=kinds,
        confusion=counted,
        detections=detections(counted),
    )


def _agreement(arrays: Arrays) -> Agreement | None:
    choices, seed = arrays.voted.choices, arrays.seed
    if len(choices) < 2:
        return None
    table = arrays.votes
    return Agreement(
        fleiss=_kappa(fleiss_kappa(table), kappa_interval(table, seed=seed)),
        alpha=alpha_interval(table, seed=seed),
        ceiling=among_people(choices, arrays.items.truth, seed=seed),
    )


def _expected(model: Integers, arrays: Arrays) -> tuple[Expected, ...]:
    """With the numbers that there are, and with others."""
    choices = arrays.voted.choices
    if not len(model):
        return ()
    people, images = choices.shape
    return expected_margins(
        choices,
        model,
        arrays.items.truth,
        people=sorted({people, *OTHER_PEOPLE}),
        images=sorted({images, *OTHER_IMAGES}),
        seed=arrays.seed,
    )


def _kappa(kappa: Kappa | None, around: tuple[float, float] | None) -> Interval | None:
    low, high = around or (None, None)
    return Interval(kappa.value, low, high) if kappa else None


def _images(readers: Sequence[Reader], arrays: Arrays) -> tuple[Image, ...]:
    items, shares = arrays.items, arrays.shares
    people = readings(shares, items.truth)
    models = [readings(reader.probabilities, items.truth) for reader in readers]
    apart = [disagreements(shares, reader.probabilities) for reader in readers]
    counted, spread = arrays.votes.tolist(), entropy(shares).tolist()
    medians = image_medians(arrays.voted.times)
    return tuple(
        Image(
            id=item,
            number=items.numbers[index],
            truth=int(items.truth[index]),
            kind=Photograph.Kind.PUBLIC if items.public[index] else Photograph.Kind.PRIVATE,
            source=items.sources[index],
            votes=tuple(counted[index]),
            people=people[index],
            models=tuple(model[index] for model in models),
            disagreement=tuple(each[index] for each in apart),
            entropy=None if people[index] is None else spread[index],
            median_ms=medians[index],
        )
        for index, item in enumerate(items.ids)
    )
