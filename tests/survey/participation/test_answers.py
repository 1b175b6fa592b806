from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from survey.models import Answer, CheckAnswer, Invitation, Participant, Skip, Study
from survey.participation import steps
from survey.studies.draw import draw_study
from tests.survey.participation.conftest import Post
from tests.survey.participation.people import sent


def test_an_answer_is_confirmed_by_its_key(post: Post, items: list[str]) -> None:
    answer = sent(items[0], response_ms=1234)
    reply = post("answers", {"answers": [answer]})
    assert (reply.status_code, reply.json()) == (200, {"confirmed": [answer["key"]]})
    stored = Answer.objects.get()
    assert (str(stored.item_id), stored.choice, stored.response_ms) == (items[0], "happy", 1234)


def test_an_answer_sent_twice_is_stored_once(post: Post, items: list[str]) -> None:
    answer = sent(items[0])
    replies = [post("answers", {"answers": [answer]}).json() for _ in range(2)]
    assert replies[0] == replies[1]
    assert Answer.objects.count() == 1


def test_the_newest_answer_counts_whatever_comes_last(post: Post, items: list[str]) -> None:
    old, new = sent(items[0], "happy", 1), sent(items[0], "sad", 2)
    for answer in (old, new, old):
        reply = post("answers", {"answers": [answer]})
        assert reply.json() == {"confirmed": [answer["key"]]}
    assert Answer.objects.get().choice == "sad"


def test_a_correction_may_come_in_one_batch_with_what_it_corrects(
    post: Post, items: list[str]
) -> None:
    batch = [sent(items[0], "sad", 2), sent(items[0], "happy", 1), sent(items[1], "angry", 3)]
    assert len(post("answers", {"answers": batch}).json()["confirmed"]) == 3
    choices = dict(Answer.objects.values_list("item_id", "choice"))
    assert {str(item): choice for item, choice in choices.items()} == {
        items[0]: "sad",
        items[1]: "angry",
    }


def test_a_key_means_one_answer(post: Post, items: list[str]) -> None:
    answer = sent(items[0])
    post("answers", {"answers": [answer]})
    for other in ({"choice": "sad"}, {"sequence": 2}, {"item": items[1]}):
        assert post("answers", {"answers": [{**answer, **other}]}).status_code == 422
    assert Answer.objects.get().choice == "happy"


def test_a_batch_is_stored_whole_or_not_at_all(post: Post, items: list[str]) -> None:
    reply = post("answers", {"answers": [sent(items[0]), sent(str(uuid4()))]})
    assert reply.status_code == 404
    assert not Answer.objects.exists()


def test_an_image_of_another_study_is_not_found(
    post: Post, fill_pool: Callable[[int], None]
) -> None:
    other = draw_study("other", title="Other", public=5, private=5, seed=2)
    answer = sent(str(other.items.first().id))
    assert post("answers", {"answers": [answer]}).status_code == 404


def answer_all(post: Post, items: list[str]) -> None:
    post("answers", {"answers": [sent(item, sequence=n) for n, item in enumerate(items, start=1)]})


def test_finishing_waits_for_every_image(post: Post, items: list[str]) -> None:
    post("answers", {"answers": [sent(items[0])]})
    early = post("finish", {})
    assert (early.status_code, early.json()) == (409, {"missing": 9})
    answer_all(post, items)
    assert post("finish", {}).status_code == 200
    assert post("finish", {}).status_code == 200
    assert Participant.objects.finished().count() == 1


def test_what_is_finished_stands(post: Post, items: list[str]) -> None:
    answer_all(post, items)
    post("finish", {})
    assert post("answers", {"answers": [sent(items[0], "sad", 99)]}).status_code == 409
    assert not Answer.objects.filter(choice="sad").exists()


def test_a_closed_study_takes_no_answers(post: Post, items: list[str], study: Study) -> None:
    study.close()
    assert post("answers", {"answers": [sent(items[0])]}).status_code == 409


def test_without_a_session_nothing_is_told(study: Study) -> None:
    stranger = Client()
    stranger.cookies[f"participant-{study.slug}"] = "guess"
    assert stranger.get(reverse("api_state", args=[study.slug])).status_code == 401
    item = str(study.items.first().id)
    for name, body in (("answers", {"answers": [sent(item)]}), ("finish", {})):
        address = reverse(f"api_{name}", args=[study.slug])
        assert stranger.post(address, body, content_type="application/json").status_code == 401
    assert not Answer.objects.exists()


def test_another_site_cannot_answer_in_someones_name(agreed: Client, study: Study) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = agreed.cookies
    address = reverse("api_answers", args=[study.slug])
    assert strict.post(address, {}, content_type="application/json").status_code == 403


def test_a_session_opens_no_other_study(agreed: Client, study: Study) -> None:
    draw_study("other", title="Other", public=5, private=5, seed=2)
    agreed.cookies["participant-other"] = agreed.cookies[f"participant-{study.slug}"].value
    assert agreed.get(reverse("api_state", args=["other"])).status_code == 401


def queries(post: Post, *answers: dict[str, Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert post("answers", {"answers": answers}).status_code == 200
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [each["sql"] for each in captured if not each["sql"].startswith(control)]


def test_an_answer_costs_one_query_and_a_batch_two(post: Post, items: list[str]) -> None:
    one, two, three = (sent(item, sequence=n) for n, item in enumerate(items[:3], start=1))
    assert len(queries(post, one)) == 1
    assert len(queries(post, two, three)) == 2


def test_an_older_answer_that_comes_late_is_confirmed_and_changes_nothing(
    post: Post, items: list[str]
) -> None:
    new, old = sent(items[0], "sad", 2), sent(items[0], "happy", 1)
    post("answers", {"answers": [new]})
    assert post("answers", {"answers": [old]}).json() == {"confirmed": [old["key"]]}
    assert Answer.objects.get().choice == "sad"


def test_a_resend_leaves_the_row_as_it_came_first(post: Post, items: list[str]) -> None:
    answer = sent(items[0], response_ms=900)
    post("answers", {"answers": [answer]})
    before = Answer.objects.values().get()
    for again in ([{**answer, "response_ms": 5}], [answer, sent(items[1], sequence=2)]):
        assert post("answers", {"answers": again}).status_code == 200
    assert Answer.objects.filter(item=items[0]).values().get() == before


def test_a_batch_with_one_key_for_two_answers_is_refused(post: Post, items: list[str]) -> None:
    answer = sent(items[0])
    assert post("answers", {"answers": [answer, {**answer, "choice": "sad"}]}).status_code == 422
    assert post("answers", {"answers": [answer, {**answer, "item": items[1]}]}).status_code == 422
    assert post("answers", {"answers": [answer, answer]}).status_code == 200


def test_a_face_that_does_not_load_holds_nobody_up(post: Post, items: list[str]) -> None:
    skip = {"key": str(uuid4()), "item": items[0]}
    for _ in range(2):
        reply = post("answers", {"skipped": [skip]})
        assert (reply.status_code, reply.json()) == (200, {"confirmed": [skip["key"]]})
    answer_all(post, items[1:])
    assert post("finish", {}).status_code == 200
    assert Skip.objects.count() == 1
    assert Answer.objects.count() == 9


def test_only_what_is_asked_can_be_skipped(post: Post, items: list[str]) -> None:
    skip = {"key": str(uuid4()), "item": str(uuid4())}
    assert post("answers", {"skipped": [skip]}).status_code == 404


@pytest.fixture
def checked(study: Study) -> Study:
    Study.objects.update(repeats=2, attention_checks=1)
    return study


def test_checks_are_asked_and_stay_out_of_the_answers(
    checked: Study, post: Post, items: list[str]
) -> None:
    assert len(items) == len(set(items)) == 13
    answer_all(post, items[:12])
    assert post("finish", {}).json() == {"missing": 1}
    post("answers", {"answers": [sent(items[12], sequence=13)]})
    assert post("finish", {}).status_code == 200
    assert Answer.objects.count() == 10
    kinds = CheckAnswer.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["attention", "repeat", "repeat"]


def test_a_check_costs_two_queries(checked: Study, post: Post, items: list[str]) -> None:
    known = {str(item) for item in checked.items.values_list("id", flat=True)}
    check = next(item for item in items if item not in known)
    assert len(queries(post, sent(check))) == 2
    assert CheckAnswer.objects.exists()


def test_a_check_too_is_answered_once(checked: Study, post: Post, items: list[str]) -> None:
    known = {str(item) for item in checked.items.values_list("id", flat=True)}
    check = next(item for item in items if item not in known)
    old, new = sent(check, "happy", 1), sent(check, "sad", 2)
    for answer in (old, new, old):
        assert post("answers", {"answers": [answer]}).status_code == 200
    assert CheckAnswer.objects.get().choice == "sad"


def test_a_person_withdraws_and_nothing_stays(post: Post, items: list[str], study: Study) -> None:
    Study.objects.update(repeats=0)
    answer_all(post, items)
    post("finish", {})
    for _ in range(2):
        steps.withdraw(Participant.objects.get())
    assert not Answer.objects.exists()
    assert not Participant.objects.finished().exists()
    assert post("answers", {"answers": [sent(items[0])]}).status_code == 409
    assert post("finish", {}).status_code == 409


def test_an_invitation_is_used_by_the_first_answer(study: Study) -> None:
    invitation = Invitation.objects.create(study=study, token_digest="x")
    (_, looker), (reader, answerer) = (
        steps.start(study, "en", invitation),
        steps.start(study, "en", invitation),
    )
    item = study.items.first().id
    for sequence in (1, 2):
        steps.answer(study.slug, answerer, [steps.Given(uuid4(), item, "happy", sequence)])
    invitation.refresh_from_db()
    assert invitation.is_used
    reader.refresh_from_db()
    assert reader.invitation is None  # nothing says any more which answers came with it
    with pytest.raises(steps.InvitationUsed):
        steps.answer(study.slug, looker, [steps.Given(uuid4(), item, "sad", 1)])
    with pytest.raises(steps.InvitationUsed):
        steps.start(study, "en", invitation)
    assert Answer.objects.get().choice == "happy"
