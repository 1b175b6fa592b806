"""The tables. A rule about one row is a method here and, where it can be, a constraint."""

from .expressions import Expression
from .images import Photograph
from .participants import Answer, Participant
from .runs import ModelRun, Prediction, Recognition
from .studies import Study, StudyItem

__all__ = [
    "Answer",
    "Expression",
    "ModelRun",
    "Participant",
    "Photograph",
    "Prediction",
    "Recognition",
    "Study",
    "StudyItem",
]
