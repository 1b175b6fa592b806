"""The tables. A rule about one row is a method here and, where it can be, a constraint."""

from .about import Question
from .answers import Answer, CheckAnswer, Skip
from .audit import Event, Verb
from .expressions import Expression
from .images import Photograph
from .participants import Invitation, Participant
from .runs import ModelRun, Prediction, Recognition
from .studies import Study, StudyItem
from .texts import Consent, StudyText

__all__ = [
    "Answer",
    "CheckAnswer",
    "Consent",
    "Event",
    "Expression",
    "Invitation",
    "ModelRun",
    "Participant",
    "Photograph",
    "Prediction",
    "Question",
    "Recognition",
    "Skip",
    "Study",
    "StudyItem",
    "StudyText",
    "Verb",
]
