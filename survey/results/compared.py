"""Arrays → a comparison. Asks no database: `compare` gives it a study's rows, `manage.py compare
--csv` those of a file."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from survey.analysis.agreement import Kappa, fleiss_kappa, kappa_interval
from survey.analysis.arrays import COUNT, Flags, Floats, Integers, answered, model_choices, right
from survey.analysis.calibration import calibration
from survey.analysis.confusion import Confusion, confusion
from survey.analysis.detection import detections
from survey.analysis.difference import accuracy_interval, difference, model_interval
from survey.analysis.equivalence import equivalence, verdict
from survey.analysis.intervals import Interval
from survey.analysis.likeness import disagreements, entropy, softmax_likeness
from survey.analysis.resampling import Crossed, crossed
from survey.analysis.scores import describe, scores
from survey.analysis.shares import readings, vote_shares, votes
from survey.models import Photograph
from survey.models.studies import EQUIVALENCE_MARGIN

from .parts import Agreement, Comparison, Image, Model, People, Side
from .rows import Items, Votes


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
    drawn = crossed(voted.choices, items.truth, seed=seed)
    shares = vote_shares(voted.choices)
    return Comparison(
        people=_people(voted, items, drawn),
        models=tuple(_model(reader, items, drawn, shares, margin) for reader in readers),
        images=_images(voted.choices, shares, readers, items),
        margin=margin,
        agreement=_agreement(voted.choices, seed),
        withdrawn=items.withdrawn,
    )


def _people(voted: Votes, items: Items, drawn: Crossed) -> People:
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
            confusion(voted.choices, items.truth),
            items,
        ),
    )


def _model(reader: Reader, items: Items, drawn: Crossed, shares: Floats, margin: float) -> Model:
    choices, truth = model_choices(reader.probabilities), items.truth
    found = difference(drawn, choices, truth)
    equal = equivalence(drawn, choices, truth, margin=margin)
    return Model(
        run=reader.run,
        name=reader.name,
        title=reader.title,
        total=int(right(choices, truth).sum()),
        answered=int(answered(choices).sum()),
        side=_side(
            lambda where: model_interval(choices, truth, where), confusion(choices, truth), items
        ),
        difference=found,
        equivalence=equal,
        verdict=verdict(found, equal) if found else None,
        calibration=calibration(reader.probabilities, truth),
        likeness=softmax_likeness(shares, reader.probabilities),
    )


def _side(
    share: Callable[[Flags | None], Interval | None], counted: Confusion, items: Items
) -> Side:
    return Side(
        overall=share(None),
        per_expression=tuple(share(items.truth == expression) for expression in range(COUNT)),
        public=share(items.public),
        private=share(~items.public),
        confusion=counted,
        detections=detections(counted),
    )


def _agreement(choices: Integers, seed: int) -> Agreement | None:
    if len(choices) < 2:
        return None
    table = votes(choices)
    return Agreement(
        fleiss=_kappa(fleiss_kappa(table), kappa_interval(table, seed=seed)), alpha=None
    )


def _kappa(kappa: Kappa | None, around: tuple[float, float] | None) -> Interval | None:
    low, high = around or (None, None)
    return Interval(kappa.value, low, high) if kappa else None


def _images(
    choices: Integers, shares: Floats, readers: Sequence[Reader], items: Items
) -> tuple[Image, ...]:
    people = readings(shares, items.truth)
    models = [readings(reader.probabilities, items.truth) for reader in readers]
    apart = [disagreements(shares, reader.probabilities) for reader in readers]
    counted, spread = votes(choices).tolist(), entropy(shares).tolist()
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
        )
        for index, item in enumerate(items.ids)
    )
