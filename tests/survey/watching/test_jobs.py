"""What waits, runs and failed, whether anybody is there to do it, and trying again."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey.access import Role
from survey.models import Checkpoint, Event, Heartbeat, ModelRun, Photograph, Study
from survey.models.runs import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.EDITOR)


def shown(editor: Client, query: str = "", name: str = "jobs") -> str:
    text = re.sub(r"<[^>]+>", " ", editor.get(reverse(name) + query).content.decode())
    return re.sub(r"\s+", " ", text)


def retry(editor: Client, kind: str, row: object) -> None:
    said = {"kind": kind, "id": str(getattr(row, "pk", row))}
    assert editor.post(reverse("retry_job"), said).status_code == 302


def test_a_failed_run_says_why_and_is_tried_again(editor: Client, study: Study) -> None:
    run = ModelRun.objects.create(study=study, title="net", status=Status.FAILED, reason="died")
    assert "The worker died at every attempt." in shown(editor)
    retry(editor, "runs", run)
    run.refresh_from_db()
    assert (run.status, run.reason) == (Status.QUEUED, "")
    assert Event.objects.filter(target_kind="modelrun").get().details == {"retried": True}
    retry(editor, "runs", run)  # a second click changes nothing
    assert Event.objects.filter(target_kind="modelrun").count() == 1


def test_a_crashed_photograph_is_tried_again_where_its_file_is(editor: Client) -> None:
    fields = {"kind": "public", "status": "failed", "reason": "crashed"}
    here = Photograph.objects.create(name="a", digest="a", upload="a.jpg", attempts=4, **fields)
    gone = Photograph.objects.create(name="b", digest="b", **fields)
    for row in (here, gone):
        retry(editor, "photographs", row)
        row.refresh_from_db()
    assert (here.status, here.attempts, gone.status) == ("queued", 0, "failed")


def test_a_refused_checkpoint_is_verified_again(editor: Client) -> None:
    refused = Checkpoint.objects.create(name="c", folder="c", status="refused", reason="NaN")
    assert "NaN" in shown(editor, "?kind=checkpoints&state=failed")
    retry(editor, "checkpoints", refused)
    refused.refresh_from_db()
    assert refused.status == "checking"


@pytest.mark.parametrize("identity", ["", "nonsense"])
@pytest.mark.parametrize("kind", ["runs", "photographs", "checkpoints", "nonsense"])
def test_what_is_no_job_is_no_mistake(editor: Client, kind: str, identity: str) -> None:
    retry(editor, kind, identity)


def test_it_says_when_no_worker_is_heard_of(editor: Client) -> None:
    assert "No worker has been heard of" in shown(editor, name="jobs_now")
    Heartbeat.beat("sweep")
    assert "No worker has been heard of" not in shown(editor, name="jobs_now")
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert "No worker has been heard of" in shown(editor, name="jobs_now")


def test_it_says_when_the_broker_does_not_answer(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "can’t be reached. Nothing is lost" not in shown(editor, name="jobs_now")
    monkeypatch.setattr("survey.watching.jobs.broker_answers", lambda: False)
    assert "can’t be reached. Nothing is lost" in shown(editor, name="jobs_now")


def test_it_costs_at_most_ten_queries(
    editor: Client, study: Study, django_assert_max_num_queries
) -> None:
    ModelRun.objects.create(study=study, title="net", status=Status.RUNNING)
    shown(editor)
    with django_assert_max_num_queries(10):
        assert "0 / 10" in shown(editor, "?kind=runs&state=running")
