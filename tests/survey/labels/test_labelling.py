"""Labellers label private photographs: one face at a time, kept at once, blind to all else."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey.access import Role
from survey.labels.label import waiting_for
from survey.models import Annotation, LabelTally, Photograph, Subject
from tests.survey.conftest import ready_photograph

SignIn = Callable[[Role], Client]


@pytest.fixture
def faces(db: None) -> list[Photograph]:
    return [ready_photograph("private", "happy", number) for number in range(3)]


@pytest.fixture
def labeller(signed_in: SignIn) -> Client:
    return signed_in(Role.LABELLER)


def page_of(client: Client) -> dict[str, Any]:
    html = client.get(reverse("labelling")).content.decode()
    found = re.search(r'<script id="page" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found, html
    page: dict[str, Any] = json.loads(found[1])
    return page


def entry(item: Any, choice: Any = "sad", sequence: Any = 1, **more: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "item": str(item), "choice": choice, "sequence": sequence, **more}


def send(client: Client, *entries: dict[str, Any]) -> Any:
    body = json.dumps({"answers": entries})
    return client.post(reverse("api_labels"), body, content_type="application/json")


def choices() -> list[str]:
    return list(Annotation.objects.order_by("pk").values_list("choice", flat=True))


def test_the_page_holds_what_is_to_be_labelled_in_an_order_that_stays(
    labeller: Client, faces: list[Photograph]
) -> None:
    first, again = page_of(labeller), page_of(labeller)
    assert {item["id"] for item in first["state"]["items"]} == {str(face.pk) for face in faces}
    assert first["state"] == again["state"]
    assert (first["before"], first["total"]) == (0, 3)


def test_each_labeller_has_an_order_of_their_own(db: None) -> None:
    for number in range(12):
        ready_photograph("private", "happy", number)
    users = [User.objects.create_user(f"labeller {n}") for n in range(3)]
    orders = {tuple(waiting_for(user).values_list("pk", flat=True)) for user in users}
    assert len(orders) == 3


def test_only_private_ready_undrawn_faces_whose_consent_stands_are_labelled(
    labeller: Client, faces: list[Photograph]
) -> None:
    public = ready_photograph("public", "happy", 7)
    withdrawn, ended, last_day, drawn, waiting = (
        ready_photograph("private", "sad", number) for number in range(10, 15)
    )
    today = timezone.localdate()
    Subject.objects.filter(pk=withdrawn.subject_id).update(
        withdrawn_at=timezone.now(), in_survey=False
    )
    Subject.objects.filter(pk=ended.subject_id).update(until=today - timedelta(days=1))
    Subject.objects.filter(pk=last_day.subject_id).update(until=today)
    Photograph.objects.filter(pk=drawn.pk).update(demo=True)
    Photograph.objects.filter(pk=waiting.pk).update(status="review")
    ids = {item["id"] for item in page_of(labeller)["state"]["items"]}
    assert ids == {str(face.pk) for face in [*faces, last_day]}
    for face in (public, withdrawn, ended, drawn, waiting):
        assert labeller.get(reverse("label_face", args=[face.pk])).status_code == 404
        assert send(labeller, entry(face.pk)).status_code == 404
    assert choices() == []


def test_a_face_is_kept_by_no_shared_cache(labeller: Client, faces: list[Photograph]) -> None:
    response = labeller.get(reverse("label_face", args=[faces[0].pk]))
    assert response.content == bytes(faces[0].crop or b"")
    assert response["Cache-Control"].startswith("private")


def test_a_choice_is_kept_with_its_time_and_counted(
    labeller: Client, faces: list[Photograph]
) -> None:
    one = entry(faces[0].pk, "angry", response_ms=812, hidden=False)
    assert send(labeller, one).json() == {"confirmed": [one["key"]]}
    kept = Annotation.objects.get()
    assert (kept.choice, kept.response_ms) == ("angry", 812)
    assert LabelTally.objects.get().choices == ["angry"]
    page = page_of(labeller)
    assert page["state"]["answers"] == {str(faces[0].pk): "angry"}
    assert page["state"]["items"][0]["id"] == str(faces[0].pk)
    assert (page["before"], page["total"]) == (0, 3)


def test_who_cannot_tell_has_labelled_it(labeller: Client, faces: list[Photograph]) -> None:
    send(labeller, entry(faces[0].pk, "unsure"))
    assert choices() == [""]
    assert page_of(labeller)["state"]["answers"] == {str(faces[0].pk): "unsure"}


def test_sent_twice_or_late_the_last_choice_holds_once(
    labeller: Client, faces: list[Photograph]
) -> None:
    face = faces[0].pk
    early, late = entry(face, "happy", 1), entry(face, "sad", 2)
    for batch in ([early], [late], [early], [late, early], [late]):
        assert send(labeller, *batch).status_code == 200
    assert choices() == ["sad"]


def test_two_labellers_do_not_touch_each_other(
    signed_in: SignIn, labeller: Client, faces: list[Photograph]
) -> None:
    other = signed_in(Role.LABELLER)
    send(labeller, entry(faces[0].pk, "happy"))
    send(other, entry(faces[0].pk, "sad"))
    assert choices() == ["happy", "sad"]
    assert LabelTally.objects.get().disagreement == 0.5


@pytest.mark.parametrize(
    "bad",
    [
        {"choice": "bored"},
        {"choice": ""},
        {"choice": None},
        {"choice": True},
        {"item": "x"},
        {"sequence": 0},
        {"sequence": True},
        {"sequence": 10**12},
        {"response_ms": -1},
        {"response_ms": "1"},
    ],
)
def test_what_is_no_label_is_refused_with_all_that_came_with_it(
    labeller: Client, faces: list[Photograph], bad: dict[str, Any]
) -> None:
    response = send(labeller, entry(faces[1].pk), entry(faces[0].pk) | bad)
    assert response.status_code == 400
    assert response.json()["reason"] == "Invalid"
    assert choices() == []


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 10_000, "{}", '{"answers": [1]}'])
def test_a_body_that_no_page_sends_is_refused(
    labeller: Client, faces: list[Photograph], body: str
) -> None:
    response = labeller.post(reverse("api_labels"), body, content_type="application/json")
    assert response.status_code == 400


def test_a_label_from_another_site_is_refused(signed_in: SignIn, faces: list[Photograph]) -> None:
    labeller = signed_in(Role.LABELLER)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = labeller.cookies
    assert send(strict, entry(faces[0].pk)).status_code == 403


def test_nothing_that_a_labeller_gets_tells_more_than_the_face(
    signed_in: SignIn, labeller: Client, faces: list[Photograph]
) -> None:
    """Neither name, person, intention nor truth, nor what others, or how many, have said."""
    before = reach_all(labeller, faces)
    for face in faces:
        face.name, face.intended, face.person = "secret-name.jpg", "angry", "secret-person"
        face.given_by, face.source, face.rule = "secret-giver", "secret-source", "settled"
        face.expression, face.agreement = "angry", 0.75
        face.save()
        Subject.objects.filter(pk=face.subject_id).update(pseudonym=f"secret-subject-{face.pk}")
        for _ in range(2):
            send(signed_in(Role.LABELLER), entry(face.pk, "angry"))
    after = reach_all(labeller, faces)
    assert after == before
    assert all(b"secret" not in body for body in after)


def reach_all(client: Client, faces: list[Photograph]) -> list[bytes]:
    """All that this labeller's pages and API answer, without what is random in each reply."""
    addresses = [
        reverse("labelling"),
        reverse("labelling_plain"),
        reverse("labelling_pause"),
        reverse("api_labels"),
        *(reverse("label_face", args=[face.pk]) for face in faces),
    ]
    token = re.compile(rb'(csrf[^>]*?(value="|: "))[^"]+')
    return [token.sub(rb"\1", client.get(address).content) for address in addresses]


def test_without_javascript_faces_are_labelled_one_a_page_and_corrected(
    labeller: Client, faces: list[Photograph]
) -> None:
    plain = reverse("labelling_plain")
    for number in (1, 2):
        page = labeller.get(plain)
        form = {"photograph": page.context["photograph"], "sequence": page.context["sequence"]}
        assert page.context["number"] == number
        assert labeller.post(plain, form | {"choice": "happy"}).status_code == 302
    back = labeller.get(plain, {"back": 1})
    assert (back.context["chosen"], back.context["number"]) == ("happy", 2)
    form = {"photograph": back.context["photograph"], "sequence": back.context["sequence"]}
    labeller.post(plain, form | {"choice": "unsure"})
    assert sorted(choices()) == ["", "happy"]
    assert labeller.get(plain, {"back": 9}).status_code == 404
    refused = labeller.post(plain, form | {"choice": "bored"})
    assert refused.status_code == 400


def test_who_has_labelled_all_is_thanked_and_told_how_many(
    labeller: Client, faces: list[Photograph]
) -> None:
    send(labeller, *(entry(face.pk) for face in faces))
    for name in ("labelling", "labelling_plain", "labelling_pause"):
        page = labeller.get(reverse(name)).content.decode()
        assert "Thank you" in page
        assert "You have labelled 3 faces." in page


def test_with_nothing_to_label_the_page_says_so(labeller: Client, db: None) -> None:
    assert "Nothing to label yet" in labeller.get(reverse("labelling")).content.decode()
