import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classifier.expressions import EXPRESSIONS
from survey.access import Role
from survey.analysis import beside
from survey.models import Answer, Event, ModelRun, Prediction, Study, Subject
from survey.models.runs import Status
from survey.participation.steps import start
from survey.runs.compared import compared
from survey.runs.request import request_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.EDITOR)


def knowing(study: Study, title: str, wrong: int = 0) -> ModelRun:
    """A done run that sees the truth of all images but the first *wrong* ones."""
    run = ModelRun.objects.create(study=study, title=title, table=True, status=Status.DONE, card={})
    for number, item in enumerate(study.items.order_by("position")):
        seen = EXPRESSIONS.index(item.truth)
        seen = (seen + 1) % 5 if number < wrong else seen
        row = [0.1] * 5
        row[seen] = 0.6
        Prediction.objects.create(run=run, item=item, probabilities=row)
    return run


def filled(study: Study) -> bytes:
    lines = ["image," + ",".join(EXPRESSIONS)]
    lines += [f"{number},1,0,0,0,0" for number in range(1, study.items.count() + 1)]
    return "\n".join(lines).encode()


def take(client: Client, study: Study, data: bytes, title: str = "Other") -> Any:
    file = SimpleUploadedFile("table.csv", data)
    url = reverse("import_table", args=[study.slug])
    return client.post(url, {"title": title, "file": file}, follow=True)


def test_several_models_are_asked_at_once_and_each_once(
    editor: Client,
    study: Study,
    installed: Path,
    sent: list[tuple[str, Any]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    from survey.models import Checkpoint

    card = {"weights_sha256": "1" * 64, "evaluations": {}}
    other = Checkpoint.objects.create(name="Other", folder="/x", card=card, status="ready")
    url = reverse("run_model", args=[study.slug])
    data = {"choosing": "yes", "models": ["installed", str(other.pk)]}
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(url, data)
        page = editor.post(url, data, follow=True)
    assert len(sent) == ModelRun.objects.count() == 2
    assert "answering already" in page.content.decode()
    assert {run.name for run in ModelRun.objects.all()} == {installed.name, "Other"}
    assert all(run.requested_by for run in ModelRun.objects.all())
    assert Event.objects.filter(target_kind="modelrun", verb="added").count() == 2
    for bad in ([], ["999999"], ["x"], ["9" * 40]):
        assert editor.post(url, {"choosing": "yes", "models": bad}).status_code == 400
    assert ModelRun.objects.count() == 2


def test_the_newest_run_stands_first(editor: Client, study: Study) -> None:
    titles = [f"run {number}" for number in range(8)]
    for title in titles:
        knowing(study, title)
    shown = editor.get(reverse("study_models", args=[study.slug])).context["runs"]
    assert [run.title for run in shown] == titles[::-1]


def test_a_table_becomes_a_run_that_every_page_can_show(editor: Client, study: Study) -> None:
    page = take(editor, study, filled(study)).content.decode()
    run = ModelRun.objects.get()
    assert (run.table, run.name, run.predictions.count()) == (True, "Other", 10)
    assert run.requested_by
    assert "10 images" in page
    assert "?run=" in page
    results = reverse("results", args=[study.slug])
    assert editor.get(f"{results}?run={run.id}").status_code == 200
    out = io.StringIO()
    call_command("compare", study.slug, "--json", stdout=out)
    assert json.loads(out.getvalue())["models"][0]["total"] == 2


def test_a_bad_table_is_reported_beside_its_field_and_nothing_is_taken(
    editor: Client, study: Study
) -> None:
    response = take(editor, study, filled(study).replace(b"\n3,1", b"\n3,=1"))
    assert response.status_code == 400
    page = response.content.decode()
    assert "Line 4: “=1” is a formula." in page
    assert 'value="Other"' in page
    assert not ModelRun.objects.exists()
    take(editor, study, filled(study))
    assert "is called so" in take(editor, study, filled(study)).content.decode()
    assert ModelRun.objects.count() == 1


def test_a_draft_says_that_nothing_answers_it_yet(
    editor: Client, study: Study, installed: Path
) -> None:
    Study.objects.update(state="draft", frozen_at=None)
    page = editor.get(reverse("study_models", args=[study.slug])).content.decode()
    assert "still a draft" in page
    assert "<form" not in page.partition("still a draft")[2]
    take(editor, study, filled(study))
    editor.post(reverse("run_model", args=[study.slug]))
    reason = {"reason": "for the other model"}
    assert editor.post(reverse("download_crops", args=[study.slug]), reason).status_code == 404
    assert not ModelRun.objects.exists()


def test_runs_are_compared_with_the_truth_and_with_people(study: Study) -> None:
    one, other = knowing(study, "One"), knowing(study, "Other", wrong=5)
    items = list(study.items.order_by("position"))
    for wrong in (0, 0, 10):  # two of three people see the truth everywhere
        person = start(study, "en")[0]
        for number, item in enumerate(items):
            seen = EXPRESSIONS.index(item.truth) + (number < wrong)
            answer = {"key": uuid4(), "sequence": number, "choice": EXPRESSIONS[seen % 5]}
            Answer.objects.create(participant=person, item=item, **answer)
        person.finished_at = timezone.now()
        person.save()
    best, worse = compared(study, [one, other])
    assert (best.total, worse.total) == (10, 5)
    assert best.expressions == (100,) * 5
    assert (best.agreement, worse.agreement) == (100, 50)
    assert best.certainty == pytest.approx(60)
    assert worse.public is not None
    assert worse.private is not None
    assert worse.public + worse.private == pytest.approx(100)


def test_where_people_are_level_there_is_no_majority() -> None:
    shares = np.array([[0.5, 0.5, 0, 0, 0], [0, 0, 1, 0, 0], [np.nan] * 5])
    assert beside.majority(shares).tolist() == [-1, 2, -1]
    silent = np.full((3, 5), np.nan)
    assert beside.agreement_with(beside.majority(shares), silent) is None
    assert beside.certainty(silent) is None


def test_the_archive_holds_what_may_be_given_and_no_truth(editor: Client, study: Study) -> None:
    url = reverse("download_crops", args=[study.slug])
    assert editor.get(url).status_code == 405
    assert editor.post(url, {"reason": ""}).status_code == 400
    assert not Event.objects.filter(verb="exported").exists()
    private = study.items.filter(kind="private").order_by("position")
    expired, gone = private[0], private[1]
    assert expired.photograph is not None
    Subject.objects.filter(pk=expired.photograph.subject_id).update(
        until=timezone.localdate() - timedelta(days=2)
    )
    away = {"withdrawn_at": timezone.now(), "photograph": None, "truth": "", "person": ""}
    study.items.filter(pk=gone.pk).update(**away)
    response = editor.post(url, {"reason": "for the other model"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response)))  # type: ignore[call-overload]
    assert archive.testzip() is None
    given = study.items.exclude(pk__in=[expired.pk, gone.pk]).order_by("position")
    names = [f"{item.position:03d}.png" for item in given]
    assert archive.namelist() == ["faces.csv", *(f"images/{name}" for name in names)]
    assert archive.read(f"images/{names[0]}") == given[0].png
    rows = list(csv.reader(io.StringIO(archive.read("faces.csv").decode("utf-8-sig"))))
    assert rows == [["image", *EXPRESSIONS], *([name, *[""] * 5] for name in names)]
    event = Event.objects.get(verb="exported")
    assert (event.reason, event.details) == ("for the other model", {"images": 8})


def test_an_owner_deletes_a_run_after_typing_its_name(
    editor: Client, signed_in: Callable[[Role], Client], study: Study
) -> None:
    run, other = knowing(study, "One"), knowing(study, "Other")
    url = reverse("delete_run", args=[study.slug, run.id])
    owner = signed_in(Role.OWNER)
    assert editor.post(url, {"name": "One"}).status_code == 403
    assert owner.post(url, {"name": "one"}).status_code == 400
    assert b"10 predictions" in owner.get(url).content
    assert owner.post(url, {"name": "One"}).status_code == 302
    assert list(ModelRun.objects.all()) == [other]
    assert Prediction.objects.count() == 10
    assert owner.get(reverse("delete_run", args=["elsewhere", other.id])).status_code == 404


def test_a_failed_run_is_tried_again_from_the_page(
    editor: Client,
    study: Study,
    weights: Path,
    sent: list[tuple[str, Any]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    run, _ = request_run(study, weights)
    ModelRun.objects.update(status=Status.FAILED, reason="replaced")
    page = editor.get(reverse("study_models", args=[study.slug])).content.decode()
    assert "The weights were replaced" in page
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            editor.post(reverse("run_again", args=[study.slug, run.id]))
    assert sent == [("answer_run", str(run.id))]


def test_the_page_takes_few_queries_however_many_runs(
    editor: Client, study: Study, django_assert_max_num_queries: Any, installed: Path
) -> None:
    for number in range(15):
        knowing(study, f"Run {number}")
    url = reverse("study_models", args=[study.slug])
    editor.get(url)  # the sign-in is noted, people's votes are kept
    with django_assert_max_num_queries(11):
        page = editor.get(url)
    assert page.status_code == 200
