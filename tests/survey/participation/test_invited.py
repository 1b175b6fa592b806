"""A link for one person: used by the first answer, and after it tied to nobody."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from survey.models import Invitation, Participant, Study
from survey.participation import steps
from survey.participation.session import cookie_name
from survey.studies.draw import draw_study
from survey.studies.invite import invite

from .people import agree, begin, change, first_answer, text_of

pytestmark = pytest.mark.django_db


def by_invitation(study: Study, token: str) -> tuple[Client, object]:
    client = Client()
    return client, agree(client, study, token)


def test_a_look_burns_no_invitation_but_the_first_answer_does(study: Study) -> None:
    change(study, entry="invitation")
    token = invite(study, [""])[0].token
    curious, _ = by_invitation(study, token)
    invited, page = by_invitation(study, token)
    assert page.url == reverse("question", args=[study.slug])
    first_answer(invited, study)
    assert Invitation.objects.get().is_used
    with pytest.raises(steps.InvitationUsed):
        first_answer(curious, study)
    late = Client().get(reverse("invitation", args=[study.slug, token]))
    assert late.status_code == 403
    assert "invitation has been used" in text_of(late)


def test_who_used_an_invitation_goes_on_with_it(study: Study) -> None:
    change(study, entry="invitation")
    token = invite(study, [""])[0].token
    client, _ = by_invitation(study, token)
    first_answer(client, study)
    again = client.get(reverse("invitation", args=[study.slug, token]))
    assert "You began in this browser" in text_of(again)


def test_from_the_first_answer_on_nothing_ties_a_label_to_answers(study: Study) -> None:
    change(study, entry="invitation")
    client, _ = by_invitation(study, invite(study, ["Kim"])[0].token)
    assert Participant.objects.get().invitation.label == "Kim"
    first_answer(client, study)
    assert Participant.objects.get().invitation is None
    steps.withdraw(Participant.objects.get())
    assert Invitation.objects.get().is_used


def test_who_withdraws_before_the_first_answer_leaves_the_invitation_unused(study: Study) -> None:
    change(study, entry="invitation")
    token = invite(study, ["Kim"])[0].token
    client, _ = by_invitation(study, token)
    steps.withdraw(Participant.objects.get())
    assert Participant.objects.get().invitation is None
    address = reverse("invitation", args=[study.slug, token])
    assert "You may take part again" in text_of(client.get(address))
    client.post(address, {"anew": "1"})
    assert agree(client, study, token).url == reverse("question", args=[study.slug])


def test_a_second_person_on_a_device_begins_with_their_own_invitation_if_they_say_so(
    study: Study,
) -> None:
    first, second = (each.token for each in invite(study, ["Kim", "Lee"]))
    client, _ = by_invitation(study, first)
    first_answer(client, study)
    kims = client.cookies[cookie_name(study.slug)].value
    address = reverse("invitation", args=[study.slug, second])
    for page in (client.get(address), agree(client, study, second)):
        assert "Somebody has begun in this browser already" in text_of(page)
    assert client.cookies[cookie_name(study.slug)].value == kims
    assert client.post(address, {"anew": "1"}).url == address
    assert "What you agree to" in text_of(client.get(address))
    agree(client, study, second)
    first_answer(client, study)
    assert Participant.objects.count() == 2
    assert Invitation.objects.exclude(used_on=None).count() == 2


def test_an_invitation_that_could_begin_nothing_pushes_nobody_aside(study: Study) -> None:
    client, _ = begin(study)
    first, second = (each.token for each in invite(study, ["Kim", "Lee"]))
    by_another, _ = by_invitation(study, first)
    first_answer(by_another, study)
    for token in (first, "unknown"):
        address = reverse("invitation", args=[study.slug, token])
        assert "You began in this browser" in text_of(client.get(address))
    change(study, quota=0)
    address = reverse("invitation", args=[study.slug, second])
    assert "You began in this browser" in text_of(client.get(address))


def test_an_address_with_a_secret_is_told_to_nobody(study: Study) -> None:
    token = invite(study, [""])[0].token
    for secret in (token, "unknown"):
        page = Client().get(reverse("invitation", args=[study.slug, secret]))
        assert page["Referrer-Policy"] == "strict-origin"


def test_without_an_invitation_one_is_told_to_open_it(study: Study) -> None:
    change(study, entry="invitation")
    page = Client().get(reverse("participate", args=[study.slug]))
    assert page.status_code == 403
    assert "by invitation" in text_of(page)
    assert begin(study)[1].status_code == 403
    assert not Participant.objects.exists()


def test_an_invitation_that_nobody_made_is_said_to_be_unknown(
    study: Study, fill_pool: Callable[[int], None]
) -> None:
    other = draw_study("other", title="Other", public=5, private=5, seed=2)
    token = invite(other, [""])[0].token
    page = by_invitation(study, token)[1]
    assert page.status_code == 404
    assert "cut off" in text_of(page)
