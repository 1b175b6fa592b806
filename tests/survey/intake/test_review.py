import io

import pytest
from django.test import Client
from django.urls import reverse

from survey.intake import review
from survey.intake.process import process
from survey.intake.store import Origin, take
from survey.models import Photograph, Study
from survey.models.images import Reason
from survey.models.studies import State
from tests.survey import pictures
from tests.survey.conftest import open_study

pytestmark = pytest.mark.django_db
Status = Photograph.Status
BOX = {"face": "box", "x": "10", "y": "20", "width": "100", "height": "120"}


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey.tasks.crop_photograph.delay", lambda *_args: None)


def came_in(data: bytes, name: str = "a.jpg") -> Photograph:
    photograph = take([(name, io.BytesIO(data))], Origin("private"), {}).new[0]
    process(photograph.pk)
    photograph.refresh_from_db()
    return photograph


@pytest.fixture
def faceless() -> Photograph:
    return came_in(pictures.encoded(pictures.plain((300, 300))))


def choose(client: Client, photograph: Photograph, **said: str) -> Photograph:
    client.post(reverse("choose_face", args=[photograph.pk]), said)
    process(photograph.pk)
    photograph.refresh_from_db()
    return photograph


def held_by(photograph: Photograph, state: State) -> Study:
    study = open_study() if state == State.OPEN else Study.objects.create(slug="d", seed=1)
    study.items.create(photograph=photograph, position=1, truth="sad", kind="private")
    return study


def test_a_box_that_somebody_drew_is_cropped(admin_client: Client, faceless: Photograph) -> None:
    found = choose(admin_client, faceless, **BOX)
    assert (found.status, found.box) == (Status.READY, [10, 20, 110, 140])


@pytest.mark.parametrize(
    "said",
    [
        {"x": "250"}, {"y": "-1"}, {"width": "15"}, {"height": ""}, {"x": "1.5"}, {"x": "9" * 30},
        {"width": "٣" * 3},
    ],
)  # fmt: skip
def test_a_box_that_is_none_is_asked_for_again_and_what_was_typed_stays(
    admin_client: Client, faceless: Photograph, said: dict[str, str]
) -> None:
    page = admin_client.post(reverse("choose_face", args=[faceless.pk]), {**BOX, **said})
    assert page.status_code == 400
    assert page.context["box"]["height"].value() == {**BOX, **said}["height"]
    faceless.refresh_from_db()
    assert faceless.status == Status.REVIEW


def test_the_review_goes_from_one_to_the_next(admin_client: Client, faceless: Photograph) -> None:
    other = came_in(pictures.two_faces(), "b.jpg")
    page = admin_client.get(reverse("review"))
    assert (page.context["photograph"], page.context["total"]) == (faceless, 2)
    assert page.context["next"] == other.pk
    address = reverse("choose_face", args=[faceless.pk])
    onwards = admin_client.post(address, {"face": "0", "from": "review"}, follow=True)
    assert onwards.context["photograph"] == other
    assert onwards.context["total"] == 1


def test_a_refusal_can_be_undone_until_the_file_is_gone(
    admin_client: Client, faceless: Photograph
) -> None:
    address = reverse("refuse_photograph", args=[faceless.pk])
    page = admin_client.post(address, {"from": "review"}, follow=True)
    assert page.context["refused"] == faceless
    faceless.refresh_from_db()
    assert (faceless.status, faceless.reason) == (Status.FAILED, Reason.UNUSABLE)
    admin_client.post(reverse("restore_photograph", args=[faceless.pk]))
    faceless.refresh_from_db()
    assert (faceless.status, faceless.reason) == (Status.REVIEW, Reason.NO_FACE)

    admin_client.post(address)
    review.forget_refused()
    faceless.refresh_from_db()
    assert faceless.upload
    Photograph.objects.update(enqueued_at="2000-01-01T00:00Z")
    review.forget_refused()
    assert not faceless.upload.storage.exists(faceless.upload.name)
    admin_client.post(reverse("restore_photograph", args=[faceless.pk]))
    faceless.refresh_from_db()
    assert faceless.status == Status.FAILED


def test_a_ready_crop_is_corrected_also_in_a_draft(admin_client: Client) -> None:
    photograph = came_in(pictures.jpeg())
    before = bytes(photograph.crop)
    item = held_by(photograph, State.DRAFT).items.get()
    found = choose(admin_client, photograph, **BOX)
    assert (found.status, found.box) == (Status.READY, [10, 20, 110, 140])
    item.refresh_from_db()
    assert item.png != before


def test_a_crop_that_a_study_was_frozen_with_stays(admin_client: Client) -> None:
    photograph = came_in(pictures.jpeg())
    held_by(photograph, State.OPEN)
    before = bytes(photograph.crop)
    assert bytes(choose(admin_client, photograph, **BOX).crop) == before
    page = admin_client.get(reverse("photograph", args=[photograph.pk]))
    assert not page.context["decidable"]


def test_a_study_that_is_frozen_while_a_correction_waits_keeps_its_crop() -> None:
    photograph = came_in(pictures.jpeg())
    before = bytes(photograph.crop)
    assert review.choose(photograph, (10, 20, 110, 140))
    held_by(photograph, State.OPEN)
    process(photograph.pk)
    photograph.refresh_from_db()
    assert (photograph.status, bytes(photograph.crop)) == (Status.READY, before)


def test_a_correction_that_fails_leaves_the_crop() -> None:
    photograph = came_in(pictures.jpeg())
    assert review.choose(photograph, (10, 20, 110, 140))
    photograph.upload.storage.delete(photograph.upload.name)
    process(photograph.pk)
    photograph.refresh_from_db()
    assert photograph.status == Status.READY
    assert photograph.crop


def test_without_anything_to_review_the_page_says_so(admin_client: Client) -> None:
    page = admin_client.get(reverse("review"), {"photograph": "nonsense"})
    assert "No photograph waits" in page.content.decode()
