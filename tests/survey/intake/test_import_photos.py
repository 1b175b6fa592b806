from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from survey.models import Photograph, Subject
from tests.survey.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey.tasks.crop_photograph.delay", lambda *_args: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, seed in (("a/1.jpg", 1), ("b/2.jpg", 2)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(jpeg(seed=seed))
    return tmp_path


def test_a_folder_comes_in_with_its_labels(folder: Path) -> None:
    labels = folder / "labels.csv"
    labels.write_text("file,label\n1.jpg,happy\n2.jpg,슬픔\n")
    call_command("import_photos", folder, kind="private", labels=labels, no_wait=True)
    assert sorted(Photograph.objects.values_list("name", "expression")) == [
        ("1.jpg", "happy"),
        ("2.jpg", "sad"),
    ]


def test_private_ones_come_in_with_the_consent_of_new_people(folder: Path) -> None:
    said = {"given_by": "The lab", "agreed": "2026-03-01", "uses": "survey,results"}
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in said.items()]
    arguments += ["--each-another-person", "--no-wait", "--kind=private"]
    call_command("import_photos", folder, *arguments)
    assert Subject.objects.filter(in_survey=True, in_results=True, in_training=False).count() == 2
    assert Photograph.objects.filter(given_by="The lab").exclude(subject=None).count() == 2


@pytest.mark.parametrize(
    "said", ["--uses=survey", "--agreed=2026-01-01 --uses=print", "--agreed=2999-01-01",
             "--each-another-person --kind=public"],
)  # fmt: skip
def test_a_consent_that_is_said_wrongly_brings_nothing_in(folder: Path, said: str) -> None:
    with pytest.raises(CommandError):
        call_command("import_photos", folder, "--no-wait", "--kind=private", *said.split())
    assert not Photograph.objects.exists()


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ("file,label\n9.jpg,happy\n", "1 labels have no picture"),
        ("file,label\n1.jpg,joy\n", "none of the five"),
        ("nothing", "needs the columns"),
    ],
)
def test_labels_that_do_not_fit_bring_nothing_in(folder: Path, labels: str, why: str) -> None:
    file = folder / "labels.csv"
    file.write_text(labels)
    with pytest.raises(CommandError, match=why):
        call_command("import_photos", folder, kind="private", labels=file, no_wait=True)
    assert not Photograph.objects.exists()


def test_a_label_that_fits_two_pictures_brings_nothing_in(folder: Path) -> None:
    (folder / "b" / "1.jpg").write_bytes(jpeg(seed=5))
    file = folder / "labels.csv"
    file.write_text("file,label\n1.jpg,happy\n")
    with pytest.raises(CommandError, match="several pictures"):
        call_command("import_photos", folder, kind="private", labels=file, no_wait=True)


@pytest.mark.parametrize("path", ["nowhere", "empty"])
def test_a_wrong_folder_is_named(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_photos", tmp_path / path, kind="private", no_wait=True)
