import errno
import io
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from survey.intake.labels import Label
from survey.intake.names import clean_name
from survey.intake.people import People, Who
from survey.intake.store import DiskFull, Origin, Outcome, content_digest, take
from survey.models import Photograph, Study, Subject
from tests.survey.pictures import archive, files_kept, jpeg

PRIVATE = Origin("private")


def take_one(name: str, data: bytes, labels: dict[str, Label] | None = None) -> Outcome:
    return take([(name, io.BytesIO(data))], PRIVATE, labels or {})


@pytest.mark.django_db
def test_the_same_file_twice_is_one_photograph() -> None:
    first = take_one("a.jpg", jpeg()).new[0]
    again = take_one("b.jpg", jpeg())
    assert (again.new, again.known) == ([], [first])
    assert Photograph.objects.count() == 1


@pytest.mark.django_db
def test_a_known_photograph_without_a_label_takes_one_and_keeps_it() -> None:
    take_one("a.jpg", jpeg())
    take_one("a.jpg", jpeg(), {"a.jpg": Label("sad", "p1")})
    take_one("a.jpg", jpeg(), {"a.jpg": Label("happy")})
    found = Photograph.objects.get()
    assert (found.expression, found.subject.pseudonym, found.person) == ("sad", "p1", "")


@pytest.mark.django_db
def test_what_is_refused_leaves_nothing() -> None:
    outcome = take_one("a.jpg", b"<html>")
    assert outcome.refused[0][0] == "a.jpg"
    assert not Photograph.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "../../settings.py",
        "a\x00.jpg",
        "x" * 300 + ".jpg",
        "\u202egpj.exe",
        "C:\\dir\\a.jpg",
        "\ud800.jpg",
    ],
)
def test_a_strange_name_is_accepted_and_kept_off_the_disk(name: str) -> None:
    photograph = take_one(name, jpeg()).new[0]
    path = photograph.upload.name
    assert len(path) == 35
    assert path.replace("/", "").isalnum()
    assert photograph.name == clean_name(name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../settings.py", "settings.py"),
        ("a\x00b\n.jpg", "ab.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("/\n", ""),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_shown_name_is_plain(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@pytest.mark.django_db
def test_an_archive_brings_its_photographs_and_labels() -> None:
    data = archive(
        {"d/a.jpg": jpeg(), "d/b.jpg": b"no", "labels.csv": b"file,label\na.jpg,angry\n"}
    )
    outcome = take_one("all.zip", data)
    assert [photograph.expression for photograph in outcome.new] == ["angry"]
    assert [name for name, _reason in outcome.refused] == ["b.jpg"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\u1112\u1162\u11bc\u1107\u1169\u11a8.jpg", "d\\행복.jpg"])
def test_a_label_finds_its_photograph_however_the_name_is_written(name: str) -> None:
    data = archive({name: jpeg(), "labels.csv": "file,label\n행복.jpg,happy\n".encode()})
    assert take_one("all.zip", data).new[0].expression == "happy"


@pytest.mark.django_db
def test_a_photograph_without_a_name_gets_one() -> None:
    assert take_one("\n", jpeg()).new[0].name == "photograph"


@pytest.mark.django_db
def test_an_archive_that_is_refused_brings_nothing() -> None:
    outcome = take_one("all.zip", archive({"a.jpg": jpeg(), "../b.jpg": jpeg()}))
    assert (outcome.new, len(outcome.refused)) == ([], 1)
    assert not Photograph.objects.exists()


@pytest.mark.django_db
def test_a_photograph_that_was_said_to_be_something_else_is_taken_in_anew() -> None:
    wrong = take_one("a.jpg", jpeg(), {"a.jpg": Label("sad", "p1")}).new[0]
    again = take([("a.jpg", io.BytesIO(jpeg()))], Origin("public", cropped=True), {})
    assert (again.known, len(again.new)) == ([], 1)
    found = Photograph.objects.get()
    assert (found.kind, found.cropped, found.expression) == ("public", True, "sad")
    assert not wrong.upload.storage.exists(wrong.upload.name)


@pytest.mark.django_db
def test_a_photograph_that_killed_its_workers_may_be_uploaded_again() -> None:
    take_one("a.jpg", jpeg())
    Photograph.objects.update(status="failed", reason="crashed")
    assert len(take_one("a.jpg", jpeg()).new) == 1
    assert Photograph.objects.get().status == "queued"


def test_what_a_study_holds_stays_as_it_is(study: Study) -> None:
    held = study.items.filter(kind="private").first().photograph
    Photograph.objects.filter(pk=held.pk).update(digest=content_digest(io.BytesIO(jpeg())))
    outcome = take([("a.jpg", io.BytesIO(jpeg()))], Origin("public"), {})
    assert (outcome.new, outcome.known) == ([], [held])


@pytest.mark.django_db
def test_a_label_that_fits_two_pictures_of_an_archive_is_refused() -> None:
    data = archive(
        {"a/1.jpg": jpeg(), "b/1.jpg": jpeg(seed=4), "labels.csv": b"file,label\n1.jpg,sad\n"}
    )
    assert "1.jpg" in take_one("all.zip", data).refused[0][1]
    assert not Photograph.objects.exists()


@pytest.mark.django_db
def test_a_private_label_is_what_the_person_meant_and_a_public_one_its_data_sets() -> None:
    private = take_one("a.jpg", jpeg(), {"a.jpg": Label("sad")}).new[0]
    assert (private.rule, private.intended, private.expression) == ("intention", "sad", "sad")
    origin = Origin("public", "FER+", source_version="2016", licence="MIT")
    votes = {"happy": 8, "surprise": 0, "angry": 0, "sad": 0, "neutral": 0, "other": 2}
    label = {"b.jpg": Label("happy", "p1", votes)}
    public = take([("b.jpg", io.BytesIO(jpeg(seed=4)))], origin, label).new[0]
    assert (public.rule, public.intended, public.agreement) == ("source", "", 0.8)
    assert (public.person, public.subject, public.votes) == ("p1", None, votes)
    assert (public.source, public.source_version, public.licence) == ("FER+", "2016", "MIT")


class FullDisk:
    """A picture whose second half finds no room."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(FileSystemStorage, "_save", self.save)

    def save(self, name: str, content: object) -> str:
        path = Path(default_storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.django_db
def test_a_full_disk_stores_nothing_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_kept()
    FullDisk(monkeypatch)
    with pytest.raises(DiskFull):
        take_one("a.jpg", jpeg(), {"a.jpg": Label("sad", "p1")})
    assert files_kept() == before
    assert not Photograph.objects.exists()
    assert not Subject.objects.exists()


@pytest.mark.django_db
def test_a_disk_that_fills_up_within_an_archive_keeps_none_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = files_kept()
    saved, save = [], FileSystemStorage._save

    def fill_up(storage: FileSystemStorage, name: str, content: object) -> str:
        if saved:
            FullDisk(monkeypatch).save(name, content)
        saved.append(name)
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", fill_up)
    data = archive({f"{n}.jpg": jpeg(seed=n) for n in (1, 2, 3)})
    origin = Origin("private", people=People(Who.EACH))
    with pytest.raises(DiskFull):
        take([("all.zip", io.BytesIO(data))], origin, {})
    assert files_kept() == before
    assert not Photograph.objects.exists()
    assert not Subject.objects.exists()


@pytest.mark.django_db
def test_a_full_disk_takes_nothing_from_what_was_known(monkeypatch: pytest.MonkeyPatch) -> None:
    known = take_one("a.jpg", jpeg()).new[0]
    FullDisk(monkeypatch)
    with pytest.raises(DiskFull):
        take([("a.jpg", io.BytesIO(jpeg()))], Origin("public"), {})
    assert Photograph.objects.get() == known
    assert default_storage.exists(known.upload.name)
