"""The tables. A rule about one row is a method here and, where it can be, a constraint."""

from .about import Question
from .annotations import Annotation, LabelTally
from .answers import Answer, CheckAnswer, Skip
from .audit import Event, Verb
from .checkpoints import Checkpoint
from .expressions import Expression
from .flags import Exclusion, Flag
from .heartbeats import Heartbeat
from .heatmaps import Heatmap
from .images import LabelRule, Photograph
from .imports import AnswerImport
from .leftovers import Leftover
from .participants import Invitation, Participant
from .runs import ModelRun, Prediction, Recognition
from .sessions import SignIn
from .sheets import Sheet
from .studies import Study, StudyItem
from .subjects import Standing, Subject, Use
from .swaps import Swap
from .texts import Consent, StudyText

__all__ = [
    "Annotation",
    "Answer",
    "AnswerImport",
    "CheckAnswer",
    "Checkpoint",
    "Consent",
    "Event",
    "Exclusion",
    "Expression",
    "Flag",
    "Heartbeat",
    "Heatmap",
    "Invitation",
    "LabelRule",
    "LabelTally",
    "Leftover",
    "ModelRun",
    "Participant",
    "Photograph",
    "Prediction",
    "Question",
    "Recognition",
    "Sheet",
    "SignIn",
    "Skip",
    "Standing",
    "Study",
    "StudyItem",
    "StudyText",
    "Subject",
    "Swap",
    "Use",
    "Verb",
]
