"""The work that waits, is done now or failed, and whether anybody is there to do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django import forms
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from survey.models import Checkpoint, Heartbeat, ModelRun, Photograph
from survey.models.images import Reason
from survey.models.runs import Status

A_PAGE = 50
WORKER_GONE_AFTER = timedelta(minutes=2)
BROKER_KEPT_SECONDS = 15
KINDS = {"runs": _("Model runs"), "photographs": _("Photographs"), "checkpoints": _("Models")}
STATES = {"waiting": _("Waiting"), "running": _("Running"), "failed": _("Failed")}
RULES: Mapping[str, Mapping[str, Q]] = {
    "runs": {
        "waiting": Q(status=Status.QUEUED),
        "running": Q(status=Status.RUNNING),
        "failed": Q(status=Status.FAILED),
    },
    "photographs": {
        "waiting": Q(status=Photograph.Status.QUEUED),
        "running": Q(pk=None),  # one takes a tenth of a second
        "failed": Q(status=Photograph.Status.FAILED, reason=Reason.CRASHED),
    },
    "checkpoints": {
        "waiting": Q(pk=None),
        "running": Q(status=Checkpoint.Status.CHECKING),
        "failed": Q(status=Checkpoint.Status.REFUSED),
    },
}


class FilterForm(forms.Form):
    """The list's filters; they live in the address."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*KINDS.items()])
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *STATES.items()]
    )


@dataclass(frozen=True)
class Job:
    kind: str
    id: str
    name: str
    state: str  # a key of STATES
    reason: str  # in the reader's language, where it is ours
    since: datetime
    done: int | None  # images, of a run
    total: int | None
    can_retry: bool

    @property
    def label(self) -> str:
        return str(STATES[self.state])


@dataclass(frozen=True)
class JobsPage:
    at: datetime
    counts: tuple[tuple[str, str, tuple[tuple[str, str, int], ...]], ...]
    kind: str
    filters: FilterForm
    pages: Any
    jobs: tuple[Job, ...]
    heard_at: datetime | None  # the worker
    worker_is_gone: bool
    broker_answers: bool


def jobs_page(query: Mapping[str, str]) -> JobsPage:
    counts = {kind: _counted(kind) for kind in KINDS}
    busiest = max(KINDS, key=lambda kind: counts[kind]["failed"] or counts[kind]["waiting"])
    kind = query.get("kind", "")
    kind = kind if kind in KINDS else busiest
    rules = RULES[kind]
    wanted = rules.get(query.get("state", "")) or Q(*rules.values(), _connector=Q.OR)
    pages = Paginator(_rows(kind).filter(wanted), A_PAGE).get_page(query.get("page"))
    heard_at = Heartbeat.last("sweep")
    return JobsPage(
        at=timezone.localtime(),
        counts=tuple(
            (each, str(KINDS[each]), tuple((s, str(STATES[s]), n) for s, n in found.items()))
            for each, found in counts.items()
        ),
        kind=kind,
        filters=FilterForm({"kind": kind, "state": query.get("state", "")}, label_suffix=""),
        pages=pages,
        jobs=tuple(_job(kind, row) for row in pages),
        heard_at=heard_at,
        worker_is_gone=heard_at is None or heard_at < timezone.now() - WORKER_GONE_AFTER,
        broker_answers=broker_answers(),
    )


def _counted(kind: str) -> dict[str, int]:
    rules = {state: Count("pk", filter=rule) for state, rule in RULES[kind].items()}
    some = Q(*RULES[kind].values(), _connector=Q.OR)
    found: dict[str, int] = _model(kind).filter(some).aggregate(**rules)
    return found


def _model(kind: str) -> QuerySet[Any]:
    models = {"runs": ModelRun, "photographs": Photograph, "checkpoints": Checkpoint}
    return models[kind]._default_manager.all()


def _rows(kind: str) -> QuerySet[Any]:
    if kind == "runs":
        done, total = Count("predictions", distinct=True), Count("study__items", distinct=True)
        return (
            ModelRun.objects.select_related("study")
            .annotate(done=done, total=total)
            .order_by("-created_at")
        )
    if kind == "photographs":
        return Photograph.objects.defer("crop", "faces").order_by("-enqueued_at")
    return _model(kind)


def _job(kind: str, row: Any) -> Job:
    state = next(s for s, rule in RULES[kind].items() if row.status in _statuses(rule))
    if kind == "photographs":
        reason = str(row.get_reason_display()) if row.reason else ""
        can_retry, since = bool(row.upload), row.enqueued_at
    elif kind == "runs":
        reason, since = row.why, row.heard_at
        can_retry = state == "failed" and not row.table
    else:
        reason, since, can_retry = str(getattr(row, "why", row.reason)), row.heard_at, True
    name = f"{row.name} · {row.study}" if kind == "runs" else row.name
    return Job(
        kind=kind,
        id=str(row.pk),
        name=name,
        state=state,
        reason=reason,
        since=since,
        done=getattr(row, "done", None),
        total=getattr(row, "total", None),
        can_retry=can_retry,
    )


def _statuses(rule: Q) -> list[str]:
    return [str(value) for name, value in rule.children if name == "status"]  # type: ignore[misc]


def broker_answers() -> bool:
    """Asked at most every few seconds: one that hangs costs whoever asks two of them."""
    known: bool | None = cache.get("broker-answers")
    if known is None:
        known = _asked()
        cache.set("broker-answers", known, BROKER_KEPT_SECONDS)
    return known


def _asked() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=1) as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # whatever a transport raises: it doesn't answer
        return False
    return True


def retry_photograph(photograph_id: str) -> bool:
    """Queue it again, where its file is still there; False where it isn't, or it is done."""
    again = Photograph.objects.exclude(upload="").filter(pk=photograph_id)
    rules = RULES["photographs"]
    return bool(
        again.filter(rules["waiting"] | rules["failed"]).update(
            status=Photograph.Status.QUEUED, reason="", attempts=0, enqueued_at=timezone.now()
        )
    )


def retry_checkpoint(checkpoint_id: str) -> bool:
    """Verify it once more."""
    again = Checkpoint.objects.filter(pk=checkpoint_id).exclude(status=Checkpoint.Status.READY)
    now = timezone.now()
    return bool(again.update(status=Checkpoint.Status.CHECKING, reason="", heard_at=now))
