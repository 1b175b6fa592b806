from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey.models import ModelRun, Participant, Prediction, Study, StudyText, Subject
from survey.models.runs import Status
from survey.participation.asked import trials_of
from survey.participation.steps import Given, answer, finish

from .people import Person, close, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(study: Study) -> ModelRun:
    """Says "happy" to everything, very surely."""
    run = ModelRun.objects.create(
        study=study, checkpoint="weights/resnet-secret", status=Status.DONE
    )
    for item in study.items.all():
        Prediction.objects.create(run=run, item=item, probabilities=[0.96, 0.01, 0.01, 0.01, 0.01])
    return run


def result_of(person: Person):
    return person.browser.get(reverse("result", args=[person.study.slug]))


def faces_shown(person: Person) -> list[str]:
    return [face for _seen, face in result_of(person).context["differently"]]


def test_the_result_names_score_model_and_code(study: Study, run: ModelRun) -> None:
    person = Person(study).finish(right=7)
    page = result_of(person).content.decode()
    assert "You read 7 of 10 faces" in page
    assert "The model: 2." in page
    assert person.receipt in page


def test_the_studys_own_closing_words_come_in_the_readers_language(study: Study) -> None:
    for language, closing in (("en", "See you <soon>."), ("ko", "또 만나요.")):
        StudyText.objects.create(study=study, language=language, title="x", closing=closing)
    assert "See you &lt;soon&gt;." in result_of(Person(study).finish(right=1)).content.decode()
    assert "또 만나요." in result_of(Person(study, "ko").finish(right=1)).content.decode()


def test_what_could_not_be_shown_is_said(study: Study) -> None:
    first = study.items.first().id
    page = result_of(Person(study).finish(right=7, skipped=[first])).content.decode()
    assert "1 face couldn’t be shown on your device" in page
    assert "you answered 9 of 10" in page
    assert "fewer than half" not in page


def test_a_result_that_waits_shows_no_figure_before_the_close(study: Study, run: ModelRun) -> None:
    Study.objects.update(result_at_close=True)
    person = Person(study).finish(right=7)
    page = result_of(person).content.decode()
    assert "Your result is here as soon as the study has closed" in page
    assert person.receipt in page
    assert "result" not in result_of(person).context
    picture = reverse("picture", args=[study.slug])
    assert person.browser.get(picture).status_code == 404
    close(study)
    assert "You read 7 of 10 faces" in result_of(person).content.decode()
    assert person.browser.get(picture).status_code == 200


def test_kept_faces_leave_the_device_at_the_end_and_not_at_every_look(study: Study) -> None:
    person = Person(study).finish(right=7)
    assert result_of(person)["Clear-Site-Data"] == '"cache"'
    Participant.objects.update(finished_at=timezone.now() - timedelta(minutes=5))
    assert "Clear-Site-Data" not in result_of(person)


def test_a_title_in_another_language_than_the_page_says_so(study: Study) -> None:
    StudyText.objects.create(study=study, language="ko", title="얼굴 <연구>")
    person = Person(study).finish(right=7)
    spoken = '<span lang="ko">얼굴 &lt;연구&gt;</span>'
    for name in ("result", "withdraw"):
        page = person.browser.get(reverse(name, args=[study.slug])).content.decode()
        assert f"“{spoken}”" in page
    Study.objects.update(demo=True)
    assert spoken in Client().get("/").content.decode()
    asked = Person(study).browser.get(reverse("question", args=[study.slug])).content.decode()
    assert "<title>얼굴 &lt;연구&gt; ·" in asked


def test_faces_beside_the_result_are_its_participants_only(study: Study, run: ModelRun) -> None:
    person, other = Person(study).finish(right=10), Person(study).finish(right=10)
    shown = faces_shown(person)
    assert 0 < len(shown) <= 5  # the public ones that aren't "happy"
    for face in shown:
        answer = person.browser.get(face)
        assert answer["Content-Type"] == "image/png"
        assert "no-store" in answer["Cache-Control"]
        assert other.browser.get(face).status_code == 404
        assert Client().get(face).status_code == 404


def test_a_face_that_was_not_shown_is_refused(study: Study, run: ModelRun) -> None:
    person = Person(study).finish(right=10)
    key = faces_shown(person)[0].rsplit("/", 1)[1].removesuffix(".png")
    for item in study.items.filter(kind="private"):
        forged = reverse("result_face", args=[study.slug, item.id, key])
        assert person.browser.get(forged).status_code == 404
        own = reverse("item_face", args=[study.slug, item.id])
        assert person.browser.get(own).status_code == 404


def test_a_permission_taken_back_hides_the_face_at_once(study: Study, run: ModelRun) -> None:
    Subject.objects.update(in_results=True)
    person = Person(study).finish(right=10)
    shown = faces_shown(person)
    assert all(person.browser.get(face).status_code == 200 for face in shown)
    Subject.objects.update(in_results=False)
    left = [person.browser.get(face).status_code for face in shown]
    assert left.count(404) == sum(kind == "private" for kind in kinds_of(study, shown)) > 0


def kinds_of(study: Study, faces: list[str]) -> list[str]:
    kinds = {str(item): kind for item, kind in study.items.values_list("id", "kind")}
    return [kinds[face.split("/")[-2]] for face in faces]


def test_faces_and_picture_go_with_a_withdrawal(study: Study, run: ModelRun) -> None:
    person = Person(study).finish(right=10)
    addresses = [*faces_shown(person), reverse("picture", args=[study.slug])]
    Client().post(reverse("withdraw_later"), {"code": person.receipt, "confirm": "1"})
    assert {person.browser.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize(("language", "words"), [("en", "The model: 2"), ("ko", "모델 2")])
def test_the_picture_is_a_drawing_without_face_truth_or_script(
    study: Study, run: ModelRun, language: str, words: str
) -> None:
    person = Person(study, language).finish(right=7)
    picture = person.browser.get(reverse("picture", args=[study.slug]))
    assert picture["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = ElementTree.fromstring(picture.content)  # noqa: S314 - our own
    assert (root.get("width"), root.get("height")) == ("1200", "630")
    names = {element.tag.split("}")[1] for element in root.iter()}
    assert names <= {"svg", "title", "rect", "text", "tspan", "g", "line", "circle", "path"}
    assert "style" not in {name for element in root.iter() for name in element.attrib}
    assert words in "".join(root.itertext())
    assert "resnet-secret" not in picture.content.decode()


def test_the_picture_is_for_who_has_finished(study: Study, run: ModelRun) -> None:
    address = reverse("picture", args=[study.slug])
    assert Client().get(address).status_code == 404
    assert Person(study).browser.get(address).status_code == 404


def test_repeats_and_attention_checks_change_no_score(study: Study) -> None:
    Study.objects.update(repeats=3, attention_checks=2)
    study.refresh_from_db()
    person = Person(study)
    person.answer(right=7)
    checks = [trial for trial in trials_of(person.row) if trial.kind != "image"]
    given = [Given(uuid4(), trial.id, wrong(trial.expected or "sad"), 50) for trial in checks]
    answer(study.slug, person.token, given[1:], [checks[0].id])
    finish(study.slug, person.token)
    result = result_of(person).context["result"]
    assert len(checks) == 5
    assert (result.score, result.count, result.answered, result.unanswered) == (7, 10, 10, 0)


def test_who_is_alone_without_a_model_has_a_page_and_a_picture_of_their_own(study: Study) -> None:
    person = Person(study).finish(right=7)
    page = result_of(person).content.decode()
    assert "You read 7 of 10 faces" in page
    picture = person.browser.get(reverse("picture", args=[study.slug])).content.decode()
    for absent in ("People", "The model", "Where it was seen differently", "other people"):
        assert absent not in page + picture


def test_who_could_be_shown_nothing_is_told_so(study: Study, run: ModelRun) -> None:
    everything = list(study.items.values_list("id", flat=True))
    page = result_of(Person(study).finish(right=0, skipped=everything)).content.decode()
    assert "10 faces couldn’t be shown on your device" in page
    assert "That is fewer than half" in page
    assert "Where it was seen differently" not in page
