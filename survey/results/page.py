"""Everything that templates/results/results.html reads, in one documented object."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from survey.models import Exclusion, ModelRun, Study

from .cards import Cards, cards
from .comparison import Comparison, compare, pick_run
from .dashboard import Dashboard, dashboard
from .progress import RunProgress, newest_failure, token, unfinished_runs


@dataclass(frozen=True)
class ResultsPage:
    study: Study
    may_edit: bool
    comparison: Comparison
    images: int
    run: ModelRun | None  # the one that is compared
    runs: tuple[ModelRun, ...]  # all done ones, the newest first
    unfinished: tuple[RunProgress, ...]
    failure: ModelRun | None  # for editors
    board: Dashboard
    token: str  # while the figures may change: another one says that they did
    cards: Cards  # image by image

    @property
    def drawn(self) -> int:
        """Images that the study was frozen with."""
        return self.images + len(self.comparison.withdrawn)

    @property
    def last_withdrawal(self) -> datetime | None:
        return max((gone.at for gone in self.comparison.withdrawn), default=None)

    @property
    def unanswered(self) -> tuple[tuple[str, int], ...]:
        """Models and images that they have no answer for: none, unless rows were lost."""
        missing = [(model.name, self.images - model.answered) for model in self.comparison.models]
        return tuple((name, n) for name, n in missing if n)

    @property
    def why_excluded(self) -> tuple[tuple[str, int], ...]:
        """Reasons and people. What an editor wrote down in own words is for editors."""
        found: Counter[str] = Counter()
        for reason, n in self.comparison.people.reasons:
            if reason in Exclusion.values:
                found[str(Exclusion(reason).label)] += n
            else:
                found[reason if self.may_edit else _("Another reason")] += n
        return tuple(found.most_common())


def results_page(study: Study, query: Mapping[str, str], *, may_edit: bool) -> ResultsPage:
    """*query* is the address's: run, page and the fields of CardFilter. Raises NoSuchRun."""
    run, runs = pick_run(study, query.get("run", ""))
    selected_run = run.id if run and query.get("run") else None
    comparison = compare(study, run)
    return ResultsPage(
        study=study,
        may_edit=may_edit,
        comparison=comparison,
        images=len(comparison.images),
        run=run,
        runs=runs,
        unfinished=unfinished_runs(study),
        failure=newest_failure(study) if may_edit else None,
        board=dashboard(study.slug, comparison, you=_you(query.get("me", ""), comparison)),
        token=token(study) if study.is_open else "",
        cards=cards(study, comparison, query, selected_run, may_edit=may_edit),
    )


def _you(said: str, comparison: Comparison) -> int | None:
    """The reader's own score, where the address names one: it is marked in the histogram."""
    images = len(comparison.images)
    return int(said) if re.fullmatch(r"\d{1,5}", said) and int(said) <= images else None
