"""Who may begin, and the page that says it where they may not."""

import pytest
from django.test import Client
from django.urls import reverse

from survey.models import Answer, Consent, Participant, Study, StudyText
from survey.participation import steps
from survey.participation.session import cookie_name, receipt_of

from .people import HIDDEN, Person, agree, begin, change, first_answer, text_of

pytestmark = pytest.mark.django_db


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
    assert "10 small gray" in page
    assert "about 2 minutes" in page
    assert "Some faces are asked twice" in page
    assert "only check that you read along" in page


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
    agree(client, worded)
    assert Participant.objects.get().consent == Consent.objects.get()


def test_whoever_agrees_has_agreed_to_the_newest_version(worded: Study) -> None:
    Consent.objects.write(worded, "ko", "동의합니다")  # nothing new
    Consent.objects.write(worded, "ko", "이제 동의합니다")
    agree(Client(headers={"accept-language": "ko"}), worded)
    participant = Participant.objects.get()
    assert (participant.consent.version, participant.consent.text) == (2, "이제 동의합니다")
    assert participant.consent_version == steps.CONSENT_VERSION


def test_nobody_agrees_to_a_text_that_was_changed_while_they_read(worded: Study) -> None:
    read = f"{steps.CONSENT_VERSION} {Consent.objects.get().pk}"
    assert f'name="consent" value="{read}"' in text_of(Client().get("/s/faces/"))
    Consent.objects.write(worded, "ko", "이제 동의합니다")
    for shown in (read, f"2020-01-01 {Consent.objects.latest('pk').pk}", ""):
        _client, page = begin(worded, consent=shown)
        assert page.status_code == 400
        assert "changed in the meantime" in text_of(page)
    assert Client().post("/s/faces/", {"agree": "1"}).status_code == 400
    assert not Participant.objects.exists()


def test_a_double_tap_or_a_lost_reply_makes_one_participant(study: Study) -> None:
    shown = Client().get("/s/faces/").content.decode()
    form = {**dict(HIDDEN.findall(shown)), "agree": "1"}
    browsers = [Client(), Client()]
    for browser in browsers:
        assert browser.post("/s/faces/", form).url == reverse("question", args=[study.slug])
    one, other = (browser.cookies[cookie_name(study.slug)].value for browser in browsers)
    assert one == other
    assert Participant.objects.count() == 1
    begin(study)
    assert Participant.objects.count() == 2


def test_a_text_that_was_taken_back_is_not_shown_any_more(worded: Study) -> None:
    Consent.objects.write(worded, "ko", "")
    begin(worded)
    assert Participant.objects.get().consent is None


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


def test_nobody_is_locked_out_by_the_wrong_codes_of_others(study: Study) -> None:
    change(study, entry="code", group_code="Blaue-Katze 7")
    for _ in range(70):
        assert begin(study, code="wrong")[1].status_code == 400
    assert begin(study, code="Blaue-Katze 7")[1].status_code == 302


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


def test_simulated_people_fill_no_quota(study: Study) -> None:
    change(study, quota=1)
    Person(study).finish(right=5)
    Participant.objects.update(simulated=True)
    assert begin(study)[1].status_code == 302


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
    client.post(address, {"agree": "1"})  # of a page that is open in another tab
    assert "You have withdrawn" in text_of(client.get(address))
    client.post(address, {"anew": "1"})
    assert "What you agree to" in text_of(client.get(address))
    agree(client, study)
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
    agree(client, study)
    assert Participant.objects.get().language == "de"


# ---- coming back


def test_each_visit_lets_the_browser_be_remembered_anew(study: Study) -> None:
    client, _ = begin(study)
    name = cookie_name(study.slug)
    for path in ("", "faces/", "plain/"):
        assert client.get(f"/s/{study.slug}/{path}").cookies[name]["max-age"] == 5_184_000
    Participant.objects.update(finished_at="2026-11-23T00:00:00Z")
    assert name in client.get(f"/s/{study.slug}/result/").cookies


def test_who_began_before_there_were_receipts_gets_a_code_that_works(study: Study) -> None:
    person = Person(study)
    Participant.objects.update(receipt_digest=None)
    person.browser.get(reverse("return_link", args=[study.slug]))
    found = Participant.objects.with_receipt(receipt_of(person.token)).get()
    assert found.id == person.id


def test_a_study_is_deleted_with_the_consent_that_people_gave_it(worded: Study) -> None:
    begin(worded)
    assert Participant.objects.get().consent
    worded.delete()
    assert not Participant.objects.exists()
