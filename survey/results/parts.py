"""What a comparison consists of. Accuracies and shares are from 0 to 1, differences in percentage
points; what can't be said is None. documents.py tells programs the same."""

from dataclasses import dataclass
from uuid import UUID

from survey.analysis.calibration import Calibration
from survey.analysis.confusion import Confusion
from survey.analysis.consistency import Likeness
from survey.analysis.crowd import Crowd
from survey.analysis.detection import Detection
from survey.analysis.difference import Difference
from survey.analysis.equivalence import Equivalence, Verdict
from survey.analysis.intervals import Interval
from survey.analysis.likeness import SoftmaxLikeness
from survey.analysis.mixed import Mixed
from survey.analysis.power import Expected
from survey.analysis.scores import Scores
from survey.analysis.shares import Reading
from survey.analysis.times import Times

from .rows import Withdrawn


@dataclass(frozen=True)
class Side:
    """One side's accuracies, with 95% intervals; None where there was nothing to answer."""

    overall: Interval | None
    per_expression: tuple[Interval | None, ...]  # in the order of the five
    public: Interval | None
    private: Interval | None
    kinds: Interval | None  # public minus private, in points
    confusion: Confusion
    detections: tuple[Detection, ...]  # of each of the five


@dataclass(frozen=True)
class People:
    n: int  # counted, simulated ones included
    simulated: int
    imported: int  # answered elsewhere, in a form
    left_out: int  # finished, but answered fewer than half of the images
    excluded: int  # by somebody, for a reason; in no figure but the next one
    mean_with_excluded: float | None  # the mean score if they counted
    reasons: tuple[tuple[str, int], ...]  # an Exclusion or own words, people; the most frequent
    scores: Scores
    side: Side


@dataclass(frozen=True)
class Model:
    """One model, and how it compares with the people."""

    run: UUID | None  # None: it never ran on this site
    name: str
    title: str
    total: int  # images read right
    answered: int  # images with a prediction: all of them, unless rows were lost
    side: Side
    difference: Difference | None  # model minus people
    equivalence: Equivalence | None
    verdict: Verdict | None  # None where there is no difference to speak of
    calibration: Calibration | None
    likeness: SoftmaxLikeness | None  # of its probabilities with people's vote shares
    consistency: Likeness | None  # its errors with each person's
    crowd: Crowd | None  # it against the majority of people
    kinds: Interval | None  # its public minus private, minus people's: in points


@dataclass(frozen=True)
class Agreement:
    """How far people agree with one another."""

    fleiss: Interval | None
    alpha: Interval | None
    ceiling: Likeness | None  # of a model's consistency with them: that of theirs


@dataclass(frozen=True)
class Image:
    """Tuples of models are in the order of Comparison.models."""

    id: UUID
    number: int  # from 1, in the study's order
    truth: int
    kind: str
    source: str  # of a public photograph; "" where it isn't known
    votes: tuple[int, ...]  # people who chose each of the five
    people: Reading | None
    models: tuple[Reading | None, ...]
    disagreement: tuple[float | None, ...]  # Jensen–Shannon in bits, between people and each model
    entropy: float | None  # of people's votes, in bits
    median_ms: int | None  # of their response times


@dataclass(frozen=True)
class Comparison:
    people: People
    models: tuple[Model, ...]  # the one that was asked for, or the newest, first
    images: tuple[Image, ...]
    margin: float  # a smaller difference counts as none, in points
    agreement: Agreement | None  # None: of one person
    times: Times | None
    expected: tuple[Expected, ...]  # the first model's difference with other numbers
    mixed: Mixed | None  # all models beside the average person
    withdrawn: tuple[Withdrawn, ...] = ()  # in no figure

    @property
    def model(self) -> Model | None:
        """The first, where there is one."""
        return self.models[0] if self.models else None
