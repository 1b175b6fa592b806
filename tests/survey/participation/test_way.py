from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from survey.models import Expression, Participant, Photograph, Study
from survey.participation.asked import images_of, trials_of
from survey.participation.steps import Given, answer, finish, start

from .people import agree

pytestmark = pytest.mark.django_db


def agreed(study: Study) -> Client:
    client = Client()
    agree(client, study)
    return client


def answer_and_finish(client: Client, study: Study, *, right: int) -> None:
    token = client.cookies[f"participant-{study.slug}"].value
    for n, item in enumerate(study.items.all(), start=1):
        wrong = next(e for e in Expression.values if e != item.truth)
        choice = item.truth if n <= right else wrong
        answer(study.slug, token, [Given(uuid4(), item.id, choice, n, 900)])
    finish(study.slug, token)


def test_nobody_takes_part_without_agreeing(study: Study) -> None:
    page = agree(Client(), study, agree="")
    assert page.status_code == 400
    assert b"tick the box" in page.content
    assert not Participant.objects.exists()


def test_a_browser_takes_part_once_and_goes_on_where_it_was(study: Study) -> None:
    client = agreed(study)
    agree(client, study)
    assert Participant.objects.count() == 1
    state = client.get(reverse("api_state", args=[study.slug])).json()
    assert state == client.get(reverse("api_state", args=[study.slug])).json()


def test_the_order_is_a_participants_own(fill_pool: Callable[[int], None], study: Study) -> None:
    orders = {tuple(trial.id for trial in trials_of(start(study, "ko")[0])) for _ in range(5)}
    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {images_of(study).ids}


def test_the_result_comes_after_the_end_and_says_the_score(study: Study) -> None:
    client = agreed(study)
    address = reverse("result", args=[study.slug])
    assert client.get(address).status_code == 302
    answer_and_finish(client, study, right=7)
    page = client.get(address)
    assert page.context["result"].score == 7
    assert client.get(reverse("question", args=[study.slug])).url == address
    assert client.get(reverse("participate", args=[study.slug])).url == address


def test_a_closed_study_says_so(study: Study) -> None:
    study.close()
    assert Client().get(reverse("participate", args=[study.slug])).status_code == 410
    assert agree(Client(), study).status_code == 410
    assert not Participant.objects.exists()


def test_no_address_of_a_participant_is_kept(study: Study) -> None:
    client = Client(REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="198.51.100.8")
    agree(client, study)
    assert Participant.objects.exists()
    fields = {field.name for field in Participant._meta.get_fields()}
    assert not {name for name in fields if "ip" in name.split("_") or "address" in name}
    assert "198.51.100" not in str(Participant.objects.values())


def face_of(study: Study, kind: str) -> str:
    return reverse("item_face", args=[study.slug, study.items.filter(kind=kind).first().id])


def test_faces_are_for_the_studys_running_participants_and_admins(
    study: Study, admin_client: Client
) -> None:
    participant = agreed(study)
    for kind in Photograph.Kind.values:
        face = face_of(study, kind)
        assert Client().get(face).status_code == 404
        shown = participant.get(face)
        assert shown["Content-Type"] == "image/png"
        assert "private" in shown["Cache-Control"]
        assert admin_client.get(face).status_code == 200
    answer_and_finish(participant, study, right=3)
    assert participant.get(face_of(study, "private")).status_code == 404


def test_a_closed_study_shows_no_private_face_to_who_never_ended(study: Study) -> None:
    late = agreed(study)
    study.close()
    assert late.get(face_of(study, "private")).status_code == 404


def test_published_results_show_public_faces_only(study: Study) -> None:
    Study.objects.update(published=True)
    assert Client().get(face_of(study, "public")).status_code == 404  # still open
    study.refresh_from_db()
    study.close()
    assert Client().get(face_of(study, "public")).status_code == 200
    assert Client().get(face_of(study, "private")).status_code == 404


def test_originals_and_admin_pages_are_not_for_participants(study: Study) -> None:
    client = agreed(study)
    photograph = study.items.first().photograph
    for name, args in [
        ("original", [photograph.id]),
        ("photograph_crop", [photograph.id]),
        ("photograph", [photograph.id]),
        ("photographs", []),
        ("studies", []),
        ("study", [study.slug]),
        ("results", [study.slug]),
        ("run_progress", [study.slug]),
        ("api_photographs", []),
    ]:
        assert client.get(reverse(name, args=args)).status_code in (302, 403, 404), name
