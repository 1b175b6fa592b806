from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from classifier.card import InvalidCheckpoint
from survey import tasks
from survey.models import ModelRun, Photograph, Prediction, Recognition, Study
from survey.models.runs import MOST_ATTEMPTS, Status
from survey.runs import answer
from survey.runs.recognize import recognize
from survey.runs.request import NotFrozen, request_run, retry
from tests.survey import pictures
from tests.survey.conftest import ready_photograph

pytestmark = pytest.mark.django_db


def test_a_model_answers_every_image_with_shares_that_add_up(study: Study, weights: Path) -> None:
    run, _is_new = request_run(study, weights)
    answer.answer_images(run.id)
    run.refresh_from_db()
    assert (run.status, run.predictions.count()) == (Status.DONE, 10)
    rows = np.array(list(run.predictions.values_list("probabilities", flat=True)))
    assert np.allclose(rows.sum(1), 1, atol=1e-4)


def test_asking_twice_while_it_works_is_one_run(study: Study, weights: Path) -> None:
    run, _ = request_run(study, weights)
    assert request_run(study, weights) == (run, False)
    answer.answer_images(run.id)
    assert request_run(study, weights)[1]


def test_a_run_goes_on_where_its_worker_died(
    study: Study, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "BATCH", 4)
    run, _ = request_run(study, weights)
    kept = answer._store

    def die_after_two_batches(*args: Any) -> bool:
        stored = kept(*args)
        if Prediction.objects.count() == 8:
            raise SystemExit
        return stored

    monkeypatch.setattr(answer, "_store", die_after_two_batches)
    with pytest.raises(SystemExit):
        answer.answer_images(run.id)
    before = set(run.predictions.values_list("pk", flat=True))
    monkeypatch.setattr(answer, "_store", kept)
    answer.answer_images(run.id)
    after = set(run.predictions.values_list("pk", flat=True))
    assert before < after
    assert len(after) == 10


def test_what_nobody_foresaw_is_told_and_the_run_given_up_after_some_attempts(
    study: Study, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(answer, "_store", fail)
    run, _ = request_run(study, weights)
    for _attempt in range(MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            answer.answer_images(run.id)
        run.refresh_from_db()
        assert (run.status, run.reason) == (Status.RUNNING, "RuntimeError: no memory")
    answer.answer_images(run.id)
    run.refresh_from_db()
    assert (run.status, run.reason) == (Status.FAILED, "RuntimeError: no memory")


def test_a_run_that_makes_progress_is_not_given_up(
    study: Study, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "BATCH", 1)
    kept = answer._store

    def die_after_a_batch(*args: Any) -> None:
        kept(*args)
        raise SystemExit

    monkeypatch.setattr(answer, "_store", die_after_a_batch)
    run, _ = request_run(study, weights)
    for _attempt in range(10):
        with pytest.raises(SystemExit):
            answer.answer_images(run.id)
    answer.answer_images(run.id)
    run.refresh_from_db()
    assert (run.status, run.predictions.count()) == (Status.DONE, 10)


def test_a_run_that_kills_its_workers_is_given_up(study: Study, weights: Path) -> None:
    run, _ = request_run(study, weights)
    ModelRun.objects.update(attempts=99)
    answer.answer_images(run.id)
    run.refresh_from_db()
    assert run.status == Status.FAILED


def test_weights_that_were_replaced_meanwhile_do_not_answer(study: Study, weights: Path) -> None:
    run, _ = request_run(study, weights)
    ModelRun.objects.update(card={**run.card, "weights_sha256": "0" * 64})
    answer.answer_images(run.id)
    run.refresh_from_db()
    assert run.status == Status.FAILED
    assert not Prediction.objects.exists()


def test_a_failed_run_that_is_tried_again_goes_on_where_it_stopped(
    study: Study, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = request_run(study, weights)
    answer.answer_images(run.id)
    Prediction.objects.filter(item__position__gt=6).delete()
    kept = set(Prediction.objects.values_list("pk", flat=True))
    assert not retry(run)
    ModelRun.objects.update(status=Status.FAILED, reason="died", attempts=5)
    assert retry(run)
    assert not retry(run)
    answer.answer_images(run.id)
    run.refresh_from_db()
    assert (run.status, run.reason, run.predictions.count()) == (Status.DONE, "", 10)
    assert kept < set(Prediction.objects.values_list("pk", flat=True))


def test_images_that_were_withdrawn_are_passed_over(study: Study, weights: Path) -> None:
    gone = {"withdrawn_at": timezone.now(), "photograph": None, "truth": "", "person": ""}
    study.items.filter(position__in=[1, 2]).update(**gone)
    run, _ = request_run(study, weights)
    answer.answer_images(run.id)
    run.refresh_from_db()
    assert (run.status, run.predictions.count()) == (Status.DONE, 8)


def test_a_run_that_is_deleted_at_work_ends_quietly(
    study: Study, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "BATCH", 4)
    run, _ = request_run(study, weights)
    kept = answer._store

    def delete_after_the_first(*args: Any) -> bool:
        stored = kept(*args)
        ModelRun.objects.all().delete()
        return stored

    monkeypatch.setattr(answer, "_store", delete_after_the_first)
    answer.answer_images(run.id)
    assert not Prediction.objects.exists()


def test_a_folder_that_went_away_is_said_in_the_reader_s_language(
    study: Study, weights: Path, tmp_path: Path
) -> None:
    run, _ = request_run(study, weights)
    ModelRun.objects.update(checkpoint=str(tmp_path / "gone"))
    answer.answer_images(run.id)
    run.refresh_from_db()
    assert (run.status, run.reason) == (Status.FAILED, "gone")
    with translation.override("ko"):
        assert "폴더" in run.why


def test_a_draft_has_no_images_that_stay(study: Study, weights: Path) -> None:
    Study.objects.update(state="draft", frozen_at=None)
    study.refresh_from_db()
    with pytest.raises(NotFrozen):
        request_run(study, weights)


def test_a_folder_that_is_no_checkpoint_is_refused_at_once(study: Study, tmp_path: Path) -> None:
    with pytest.raises(InvalidCheckpoint):
        request_run(study, tmp_path)
    assert not ModelRun.objects.exists()


def test_the_sweep_sends_again_what_was_forgotten_and_only_that(
    study: Study, weights: Path, sent: list[tuple[str, str]]
) -> None:
    run, _ = request_run(study, weights)
    waiting = ready_photograph("public", "happy", 77)
    Photograph.objects.filter(pk=waiting.pk).update(status="queued")
    tasks.sweep()
    assert sent == []
    long_ago = timezone.now() - timedelta(minutes=5)
    Photograph.objects.update(enqueued_at=long_ago)
    ModelRun.objects.update(heard_at=long_ago)
    tasks.sweep()
    assert sent == [("crop_photograph", str(waiting.pk)), ("answer_run", str(run.id))]
    tasks.sweep()
    assert len(sent) == 2


def test_the_sweep_forgets_photographs_that_nobody_came_back_for(admin_user: Any) -> None:
    old = Recognition.objects.create(requested_by=admin_user, upload="")
    Recognition.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=1))
    tasks.sweep()
    assert not Recognition.objects.exists()


def test_the_button_starts_one_run(
    admin_client: Client,
    study: Study,
    installed: Path,
    sent: list[tuple[str, str]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            admin_client.post(reverse("run_model", args=[study.slug]))
    run = ModelRun.objects.get()
    assert sent == [("answer_run", str(run.id))]
    progress = admin_client.get(reverse("api_run", args=[run.id])).json()
    assert progress == {"status": "queued", "answered": 0, "images": 10, "reason": ""}


def test_without_a_checkpoint_the_button_says_so(
    admin_client: Client, study: Study, settings: Any, tmp_path: Path
) -> None:
    settings.CHECKPOINT = tmp_path
    page = admin_client.post(reverse("run_model", args=[study.slug]), follow=True)
    assert b"card.json" in page.content


def test_a_photograph_that_breaks_recognition_is_answered_with_a_failure(
    admin_user: Any, monkeypatch: pytest.MonkeyPatch, installed: Path
) -> None:
    row = Recognition(requested_by=admin_user)
    row.upload.save("", ContentFile(pictures.jpeg()), save=True)
    monkeypatch.setattr("classifier.predict.recognize", lambda *_args: 1 / 0)
    recognize(row.pk)
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.FAILED, "crashed")


def test_a_recognition_whose_message_was_lost_is_sent_again(
    admin_user: Any, sent: list[tuple[str, str]]
) -> None:
    row = Recognition.objects.create(requested_by=admin_user, upload="")
    tasks.sweep()
    assert sent == []
    Recognition.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    tasks.sweep()
    assert sent == [("answer_recognition", str(row.pk))]
