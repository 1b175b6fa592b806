"""Who may begin, and the page that says it where they may not."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from survey.models import Answer, Consent, Invitation, Participant, Study, StudyText
from survey.participation import steps
from survey.participation.entry import MOST_WRONG_CODES
from survey.studies.draw import draw_study
from survey.studies.invite import invite

pytestmark = pytest.mark.django_db

AGREED = {"agree": "1"}


@pytest.fixture(autouse=True)
def no_wrong_codes() -> None:
    cache.clear()


def change(study: Study, **fields: object) -> None:
    Study.objects.filter(pk=study.pk).update(**fields)


def begin(study: Study, **more: str) -> tuple[Client, object]:
    client = Client()
    address = reverse("participate", args=[study.slug])
    return client, client.post(address, AGREED | more)


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def first_answer(client: Client, study: Study) -> None:
    token = client.cookies[f"participant-{study.slug}"].value
    given = steps.Given(uuid4(), study.items.first().id, "happy", 1)
    steps.answer(study.slug, token, [given])


def test_the_first_page_says_what_how_long_and_what_is_stored(study: Study) -> None:
    page = text_of(Client().get(reverse("participate", args=[study.slug])))
    for told in (
        "10 small gray",
        "about 1 minute",
        "No name, no IP",
        "14 or older",
        "receipt code",
    ):
        assert told in page


def test_repeats_and_checks_count_into_how_long_it_takes(study: Study) -> None:
    change(study, repeats=6, attention_checks=14)
    page = text_of(Client().get(reverse("participate", args=[study.slug])))
    assert "30 small gray" in page
    assert "about 2 minutes" in page


def test_an_unknown_study_is_said_in_words() -> None:
    page = Client().get("/s/nothing/")
    assert page.status_code == 404
    assert "misspelt" in text_of(page)


# ---- the study's own words


@pytest.fixture
def worded(study: Study) -> Study:
    StudyText.objects.create(
        study=study, language="ko", title="얼굴 연구", introduction="첫째\n\n<b>둘째</b>"
    )
    Consent.objects.create(study=study, language="ko", version=1, text="동의합니다")
    return study


def test_a_page_speaks_the_studys_own_words_in_its_language(worded: Study) -> None:
    page = text_of(
        Client(headers={"accept-language": "ko"}).get(reverse("participate", args=[worded.slug]))
    )
    assert '<h1 lang="ko">얼굴 연구</h1>' in page
    assert "<p>첫째</p> <p>&lt;b&gt;둘째&lt;/b&gt;</p>" in page
    assert "동의합니다" in page


def test_words_that_a_language_lacks_come_from_another_and_say_so(worded: Study) -> None:
    StudyText.objects.create(study=worded, language="en", title="Faces for everyone")
    client = Client(headers={"accept-language": "en"})
    page = text_of(client.get(reverse("participate", args=[worded.slug])))
    assert '<h1 lang="en">Faces for everyone</h1>' in page
    assert '<div class="own-words" lang="ko"><p>동의합니다</p>' in page
    client.post(reverse("participate", args=[worded.slug]), AGREED)
    assert Participant.objects.get().consent == Consent.objects.get()


def test_whoever_agrees_has_agreed_to_the_newest_version(worded: Study) -> None:
    Consent.objects.write(worded, "ko", "동의합니다")  # nothing new
    Consent.objects.write(worded, "ko", "이제 동의합니다")
    Client(headers={"accept-language": "ko"}).post(
        reverse("participate", args=[worded.slug]), AGREED
    )
    participant = Participant.objects.get()
    assert (participant.consent.version, participant.consent.text) == (2, "이제 동의합니다")
    assert participant.consent_version == steps.CONSENT_VERSION


def test_nobody_agrees_to_a_text_that_was_changed_while_they_read(worded: Study) -> None:
    read = str(Consent.objects.get().pk)
    Consent.objects.write(worded, "ko", "이제 동의합니다")
    _client, page = begin(worded, consent=read)
    assert page.status_code == 400
    assert "changed in the meantime" in text_of(page)
    assert not Participant.objects.exists()


def test_a_text_that_was_taken_back_is_not_shown_any_more(worded: Study) -> None:
    Consent.objects.write(worded, "ko", "")
    begin(worded)
    assert Participant.objects.get().consent is None


# ---- invitations


def by_invitation(study: Study, token: str) -> tuple[Client, object]:
    client = Client()
    return client, client.post(reverse("invitation", args=[study.slug, token]), AGREED)


def test_a_look_burns_no_invitation_but_the_first_answer_does(study: Study) -> None:
    change(study, entry="invitation")
    token = invite(study, [""])[0].token
    curious, _ = by_invitation(study, token)
    invited, page = by_invitation(study, token)
    assert page.url == reverse("question", args=[study.slug])
    first_answer(invited, study)
    assert Invitation.objects.get().used_by is not None
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


# ---- a group's code


def test_a_code_may_be_typed_as_people_type(study: Study) -> None:
    change(study, entry="code", group_code="Blaue-Katze 7")
    assert 'name="code"' in text_of(Client().get(reverse("participate", args=[study.slug])))
    assert begin(study, code=" blaueKATZE７ ")[1].status_code == 302
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("code", ["", "blaue katze 8", "\x00", "\ud800"])
def test_a_wrong_code_is_said_beside_its_field(study: Study, code: str) -> None:
    change(study, entry="code", group_code="Blaue-Katze 7")
    page = begin(study, code=code.encode("utf-8", "replace").decode())[1]
    assert page.status_code == 400
    assert 'aria-describedby="code-error"' in text_of(page)
    assert "checked" in text_of(page)  # the agreement needn't be given again
    assert not Participant.objects.exists()


def test_guessing_codes_has_to_wait(study: Study) -> None:
    change(study, entry="code", group_code="Blaue-Katze 7")
    for _ in range(MOST_WRONG_CODES):
        assert begin(study, code="wrong")[1].status_code == 400
    page = begin(study, code="Blaue-Katze 7")[1]
    assert page.status_code == 429
    assert "wait a minute" in text_of(page)


def test_a_study_without_a_code_lets_no_empty_one_in(study: Study) -> None:
    change(study, entry="code", group_code="")
    assert begin(study, code="")[1].status_code == 400


# ---- too late


def test_a_full_study_is_kind_and_lets_those_who_began_end(study: Study) -> None:
    change(study, quota=1)
    early, _ = begin(study)
    begin(study)
    Participant.objects.filter(pk=Participant.objects.latest("consented_at").pk).update(
        finished_at="2026-11-23T00:00:00Z"
    )
    for page in (Client().get(reverse("participate", args=[study.slug])), begin(study)[1]):
        assert page.status_code == 410
        assert "Enough people" in text_of(page)
    first_answer(early, study)
    assert Answer.objects.count() == 1


def test_who_had_not_ended_when_the_study_closed_is_told_what_becomes_of_it(study: Study) -> None:
    client, _ = begin(study)
    study.close()
    page = client.get(reverse("participate", args=[study.slug]))
    assert page.status_code == 410
    assert "only complete participations are counted" in text_of(page)
    assert 'id="receipt"' in text_of(page)
    for name in ("question", "plain", "about"):
        assert client.get(reverse(name, args=[study.slug])).url == reverse(
            "participate", args=[study.slug]
        )


def test_who_has_withdrawn_is_told_so_and_may_begin_anew(study: Study) -> None:
    client, _ = begin(study)
    first_answer(client, study)
    steps.withdraw(Participant.objects.get())
    address = reverse("participate", args=[study.slug])
    for name in ("question", "plain", "about", "return_link", "result"):
        assert client.get(reverse(name, args=[study.slug])).url == address
    assert "You have withdrawn" in text_of(client.get(address))
    client.post(address)
    assert "What you agree to" in text_of(client.get(address))
    client.post(address, AGREED)
    assert Participant.objects.count() == 2


def test_who_has_withdrawn_from_a_closed_study_is_told_only_that(study: Study) -> None:
    client, _ = begin(study)
    steps.withdraw(Participant.objects.get())
    study.close()
    page = text_of(client.get(reverse("participate", args=[study.slug])))
    assert "You have withdrawn" in page
    assert "Begin anew" not in page


# ---- a third language


def test_a_third_language_needs_no_change_here(study: Study, settings: object) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    StudyText.objects.create(study=study, language="de", title="Gesichter")
    client = Client(headers={"accept-language": "de"})
    page = text_of(client.get(reverse("participate", args=[study.slug])))
    assert "Gesichter</h1>" in page
    assert 'lang="de"' in page
    client.post(reverse("participate", args=[study.slug]), AGREED)
    assert Participant.objects.get().language == "de"
