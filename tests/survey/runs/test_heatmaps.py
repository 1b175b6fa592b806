"""Where models looked: asked for, drawn by a worker, told where it fails, gone with the face."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from survey import tasks
from survey.consent.withdrawal import withdraw_photographs
from survey.models import Heatmap, ModelRun, Photograph, Prediction, Study
from survey.models.heatmaps import Flat
from survey.models.runs import MOST_ATTEMPTS, SILENT_AFTER, Failure, Status
from survey.runs import answer, gradcam
from survey.runs.heatmaps import ask
from survey.runs.request import request_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(study: Study, weights: Path) -> ModelRun:
    made, _is_new = request_run(study, weights)
    answer.answer_images(made.id)
    made.refresh_from_db()
    return made


def of(study: Study, position: int) -> list[Any]:
    return [study.items.get(position=position).pk]


def test_what_was_asked_for_is_drawn(study: Study, run: ModelRun) -> None:
    assert ask(study, [run], of(study, 3)) == [run.id]
    gradcam.draw_heatmaps(run.id)
    found = Heatmap.objects.get()
    assert (found.status, found.reason) == (Status.DONE, "")
    said = Prediction.objects.get(run=run, item=found.item).probabilities
    order = ["happy", "surprise", "angry", "sad", "neutral"]
    assert found.expression == order[said.index(max(said))]
    picture = Image.open(io.BytesIO(bytes(found.png)))
    assert (picture.mode, picture.size) == ("RGBA", (288, 288))


def test_all_images_can_be_asked_for_and_nothing_is_drawn_twice(
    study: Study, run: ModelRun
) -> None:
    ask(study, [run], of(study, 3))
    gradcam.draw_heatmaps(run.id)
    first = Heatmap.objects.get()
    ask(study, [run])
    assert Heatmap.objects.waiting().count() == 9
    gradcam.draw_heatmaps(run.id)
    assert Heatmap.objects.filter(status=Status.DONE).count() == 10
    assert Heatmap.objects.get(pk=first.pk).attempts == first.attempts
    assert ask(study, [run]) == []


def test_a_picture_is_dense_where_the_model_looked_and_clear_elsewhere() -> None:
    look = np.zeros((96, 96), np.float32)
    look[40:56, 40:56] = 1
    seen = np.asarray(Image.open(io.BytesIO(gradcam.picture(look))))
    assert seen[144, 144, 3] == 153
    assert seen[10, 10, 3] == 0
    assert tuple(seen[144, 144, :3]) == (213, 94, 0)


def test_a_table_has_no_network_to_look_into(study: Study, run: ModelRun) -> None:
    ModelRun.objects.update(table=True)
    run.refresh_from_db()
    assert ask(study, [run]) == []
    assert not Heatmap.objects.exists()


def test_only_images_whose_consent_holds_are_asked_for(study: Study, run: ModelRun) -> None:
    private = Photograph.objects.filter(kind="private", items__study=study)
    private.first().subject.photographs.model.objects.filter(pk=private.first().pk).update(
        subject=None
    )
    ask(study, [run])
    assert Heatmap.objects.count() == 9


def test_whoever_withdraws_while_the_worker_looks_leaves_nothing(
    study: Study, run: ModelRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = gradcam.picture

    def withdrawn_meanwhile(look: Any) -> bytes:
        withdraw_photographs(Photograph.objects.filter(items__in=of(study, 3)))
        return kept(look)

    ask(study, [run], of(study, 3))
    monkeypatch.setattr(gradcam, "picture", withdrawn_meanwhile)
    gradcam.draw_heatmaps(run.id)
    assert not Heatmap.objects.exists()


def test_a_withdrawal_counts_and_removes_them(study: Study, run: ModelRun) -> None:
    ask(study, [run])
    gradcam.draw_heatmaps(run.id)
    item = study.items.get(position=3)
    gone = withdraw_photographs(Photograph.objects.filter(pk=item.photograph_id))
    assert gone.heatmaps == 1
    assert not item.heatmaps.exists()
    assert ask(study, [run], [item.pk]) == []


def test_weights_that_are_gone_are_said_and_asking_again_tries_again(
    study: Study, run: ModelRun
) -> None:
    there = run.checkpoint
    ModelRun.objects.update(checkpoint="/nowhere")
    ask(study, [run], of(study, 3))
    gradcam.draw_heatmaps(run.id)
    found = Heatmap.objects.get()
    assert (found.status, found.why) == (Status.FAILED, Failure.GONE.label)
    ModelRun.objects.update(checkpoint=there)
    assert ask(study, [run], of(study, 3)) == [run.id]
    gradcam.draw_heatmaps(run.id)
    found.refresh_from_db()
    assert found.status == Status.DONE


def test_what_nobody_foresaw_is_told_and_given_up_after_some_attempts(
    study: Study, run: ModelRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(gradcam, "_store", fail)
    ask(study, [run], of(study, 3))
    for _attempt in range(MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            gradcam.draw_heatmaps(run.id)
    gradcam.draw_heatmaps(run.id)
    found = Heatmap.objects.get()
    assert (found.status, found.why) == (Status.FAILED, "RuntimeError: no memory")


def test_an_image_that_says_nothing_for_the_answer_is_said(
    study: Study, run: ModelRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_self: Any, crops: Any, _classes: Any) -> Any:
        return np.zeros((len(crops), 96, 96), np.float32)

    monkeypatch.setattr("classifier.predict.Predictor.looks", nothing)
    ask(study, [run], of(study, 3))
    gradcam.draw_heatmaps(run.id)
    assert Heatmap.objects.get().why == Flat.FLAT.label


def test_the_sweep_sends_again_what_was_lost(
    study: Study, run: ModelRun, sent: list[tuple[str, Any]]
) -> None:
    ask(study, [run])
    tasks.sweep()
    assert sent == []
    long_ago = Heatmap.objects.first().heard_at - 2 * SILENT_AFTER
    Heatmap.objects.update(heard_at=long_ago)
    tasks.sweep()
    tasks.sweep()
    assert sent == [("show_looks", str(run.id))]
