"""How carefully people answered, counted once, when they finish, and kept in their row: whoever
watches 100,000 of them needn't read ten million answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from survey.analysis.quality import Carefulness, carefulness
from survey.models import Answer, CheckAnswer, Participant, Skip

from .asked import images_of, trials_of
from .trials import Trial

KEPT = (*(each.name for each in fields(Carefulness)), "skipped", "took_seconds")
# What a sweep of ten seconds does in passing.
MOST_AT_ONCE = 500


@dataclass
class Replies:
    """What one participant gave. The keys are trials' ids; an image's is also its item's."""

    choices: dict[UUID, str] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)
    checks: dict[UUID, str] = field(default_factory=dict)
    skips: set[UUID] = field(default_factory=set)

    @property
    def trials(self) -> set[UUID]:
        """Those that need nothing more."""
        return {*self.choices, *self.checks, *self.skips}


def given_by(people: Sequence[Participant]) -> dict[UUID, Replies]:
    """Three statements, however many *people*."""
    found: defaultdict[UUID, Replies] = defaultdict(Replies)
    theirs = {"participant__in": people}
    for person, item, choice, milliseconds in Answer.objects.filter(**theirs).values_list(
        "participant_id", "item_id", "choice", "response_ms"
    ):
        found[person].choices[item] = choice
        if milliseconds is not None:
            found[person].times.append(milliseconds)
    for person, trial, choice in CheckAnswer.objects.filter(**theirs).values_list(
        "participant_id", "trial", "choice"
    ):
        found[person].checks[trial] = choice
    for person, trial in Skip.objects.filter(**theirs).values_list("participant_id", "trial"):
        found[person].skips.add(trial)
    return found


def figures_of(
    participant: Participant, asked: Iterable[Trial], given: Replies, finished_at: datetime
) -> dict[str, Any]:
    """The values of the fields in KEPT. *asked*: in the order in which they were asked it."""
    asked = [trial for trial in asked if trial.id in given.trials]
    images = [trial for trial in asked if trial.kind == "image"]
    checks = [trial for trial in asked if trial.id in given.checks]
    found = carefulness(
        [given.choices[trial.id] for trial in images if trial.id in given.choices],
        given.times,
        [(t.expected, given.checks[t.id]) for t in checks if t.kind == "attention"],
        [(given.choices.get(t.image.id), given.checks[t.id]) for t in checks if t.image],
    )
    return asdict(found) | {
        "skipped": sum(trial.id not in given.choices for trial in images),
        "took_seconds": max(0, round((finished_at - participant.consented_at).total_seconds())),
    }


def forget_figures(participant: Participant) -> None:
    """Of who withdraws nothing is known any more; call save()."""
    for name in KEPT:
        setattr(participant, name, None)


def measure_unmeasured() -> int:
    """Count the figures of some who finished before there were any, or were brought in from
    elsewhere; how many. Harmless to repeat, also twice at once."""
    waiting = Participant.objects.unmeasured().order_by("finished_at").select_related("study")
    people = list(waiting[:MOST_AT_ONCE])
    given = given_by(people) if people else {}
    for person in people:
        if person.finished_at is None:
            continue
        replies = given.get(person.pk, Replies())
        figures = figures_of(person, _order_of(person), replies, person.finished_at)
        if person.imported_id:
            figures["took_seconds"] = None  # a form doesn't say when somebody began
        Participant.objects.unmeasured().filter(pk=person.pk).update(**figures)
    return len(people)


def _order_of(person: Participant) -> list[Trial]:
    """A form asks everybody in the same order, the study's own."""
    if person.imported_id:
        return [Trial(each.id, "image", each) for each in images_of(person.study).ordered]
    return trials_of(person)
