from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from survey.access import Role
from survey.models import Consent, Study, StudyText
from survey.studies.draw import draw_study, freeze
from tests.survey.participation.test_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(fill_pool: Callable[[int], None]) -> Study:
    """A draft of ten images."""
    fill_pool(1)
    return draw_study("faces", title="Faces", public=5, private=5, seed=1, draft=True)


@pytest.fixture
def address(study: Study) -> str:
    return reverse("study_settings", args=[study.slug])


def form(**changed: object) -> dict[str, object]:
    """What the page's form sends when nothing was filled in; *changed*: ko_title=…"""
    texts = {f"{lang}-{name}": "" for lang in ("ko", "en") for name in NAMES}
    way = {"entry": "link", "group_code": "", "quota": "", "repeats": "0", "attention_checks": "0"}
    way |= {"equivalence_margin": "5"}
    named = {
        name.replace("_", "-", 1) if name[2] == "_" else name: changed[name] for name in changed
    }
    version = Study.objects.values_list("version", flat=True).first()
    return texts | way | {"practice": "on", "draft": "1", "version": version} | named


NAMES = ("title", "introduction", "consent", "closing")


def test_words_of_each_language_are_kept(admin_client: Client, address: str, study: Study) -> None:
    sent = form(ko_title="얼굴", ko_consent="동의\r\n함", en_introduction="Hello", en_closing="Bye")
    assert admin_client.post(address, sent).url == address
    assert StudyText.objects.get(language="ko").title == "얼굴"
    english = StudyText.objects.get(language="en")
    assert (english.title, english.introduction, english.closing) == ("", "Hello", "Bye")
    assert Consent.objects.get().text == "동의\n함"
    assert "동의" in admin_client.get(address).content.decode()


def test_only_a_changed_consent_becomes_a_new_version(
    admin_client: Client, address: str, study: Study
) -> None:
    for text in ("One", "One", "Two\r\nlines", "Two\r\nlines", "", "Two"):
        admin_client.post(address, form(en_consent=text))
    kept = Consent.objects.filter(language="en").values_list("version", "text")
    assert list(kept) == [(1, "One"), (2, "Two\nlines"), (3, ""), (4, "Two")]


def test_the_way_is_kept(admin_client: Client, address: str, study: Study) -> None:
    way = {
        "entry": "code",
        "group_code": "Blue Cat 7",
        "quota": "40",
        "questions": ["gender", "experience"],
        "practice": "",
        "repeats": "6",
        "attention_checks": "2",
        "result_at_close": "on",
        "equivalence_margin": "2.5",
    }
    admin_client.post(address, form() | way)
    study.refresh_from_db()
    assert (study.entry, study.group_code, study.quota) == ("code", "Blue Cat 7", 40)
    assert [question.value for question in study.asked] == ["gender", "experience"]
    assert (study.practice, study.result_at_close) == (False, True)
    assert (study.repeats, study.attention_checks) == (6, 2)
    assert study.equivalence_margin == 2.5


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("repeats", "7", "At most 6"),
        ("repeats", "-1", "greater than or equal to 0"),
        ("attention_checks", "21", "At most 20"),
        ("quota", "0", "At least one person"),
        ("equivalence_margin", "0", "More than 0 and at most 100"),
        ("equivalence_margin", "101", "More than 0 and at most 100"),
        ("equivalence_margin", "", "This field is required"),
        ("entry", "door", "Select a valid choice"),
        ("questions", ["shoe_size"], "Select a valid choice"),
        ("group_code", "blue-c 7", "at least 8"),
        ("en-title", "x" * 201, "at most 200"),
        ("ko-consent", "x" * 10_001, "at most 10000"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(
    admin_client: Client, address: str, field: str, value: object, why: str
) -> None:
    entry = {"entry": "code"} if field == "group_code" else {}
    page = admin_client.post(address, form(en_closing="Bye") | entry | {field: value})
    assert page.status_code == 400
    assert why in page.content.decode()
    assert not StudyText.objects.exists()


def test_of_a_frozen_study_only_what_nobody_was_told_changes(
    admin_client: Client, address: str, study: Study
) -> None:
    sent = form(en_title="Other")
    freeze(study)
    page = admin_client.post(address, sent)
    assert page.status_code == 409
    assert reverse("copy_study", args=[study.slug]) in page.content.decode()
    sent = {"version": study.version, "quota": "9", "closes_at": "2099-01-01T12:00", "repeats": "3"}
    sent |= {"equivalence_margin": "5"}
    assert admin_client.post(address, sent).status_code == 302
    study.refresh_from_db()
    assert (study.repeats, study.quota, study.closes_at.year) == (0, 9, 2099)
    assert not StudyText.objects.exists()
    assert study.digest == study.computed_digest()


def test_the_margin_is_fixed_once_the_study_has_opened(
    admin_client: Client, address: str, study: Study
) -> None:
    freeze(study)
    sent = {"version": study.version, "equivalence_margin": "3"}
    assert admin_client.post(address, sent).status_code == 302
    study.refresh_from_db()
    assert study.equivalence_margin == 3
    study.open()
    page = admin_client.get(address).content.decode()
    assert "3 percentage points" in page
    assert 'name="equivalence_margin"' not in page
    sent = {"version": study.version, "equivalence_margin": "99"}
    assert admin_client.post(address, sent).status_code == 302
    study.refresh_from_db()
    assert study.equivalence_margin == 3


def test_the_margin_is_fixed_once_answers_came_in_from_elsewhere(
    admin_client: Client, address: str, study: Study
) -> None:
    freeze(study)
    assert study.takes_margin
    study.participants.create(token_digest="a", seed=1, consent_version="1")
    assert not study.takes_margin
    assert 'name="equivalence_margin"' not in admin_client.get(address).content.decode()


def test_a_closed_study_stays_as_it_is(admin_client: Client, address: str, study: Study) -> None:
    freeze(study)
    study.close()
    sent = {"version": study.version, "quota": "9"}
    assert admin_client.post(address, sent).status_code == 409
    assert b'name="quota"' not in admin_client.get(address).content


def test_a_day_to_close_on_lies_ahead(admin_client: Client, address: str) -> None:
    page = admin_client.post(address, form(closes_at="2020-01-01T12:00"))
    assert b"This has passed already." in page.content


def test_who_comes_second_is_told_what_changed_and_loses_nothing_typed(
    signed_in: Callable[[Role], Client], address: str, study: Study
) -> None:
    first, second = signed_in(Role.EDITOR), signed_in(Role.EDITOR)
    sent = form(en_title="First")
    assert first.post(address, sent).status_code == 302
    page = second.post(address, sent | {"en-title": "Second"})
    assert page.status_code == 409
    assert "editor 0 changed texts and settings" in page.content.decode()
    assert 'value="Second"' in page.content.decode()
    assert StudyText.objects.get(language="en").title == "First"
    again = sent | {"en-title": "Second", "version": page.context["version"]}
    assert second.post(address, again).status_code == 302
    assert StudyText.objects.get(language="en").title == "Second"


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_told(
    signed_in: Callable[[Role], Client], address: str, study: Study
) -> None:
    for number in range(6):
        clients = [signed_in(Role.EDITOR), signed_in(Role.EDITOR)]
        sent = [form(en_title=f"{who} {number}") for who in "AB"]
        calls = [
            lambda client=client, data=data: client.post(address, data)
            for client, data in zip(clients, sent, strict=True)
        ]
        pages = at_once(*calls)
        assert sorted(page.status_code for page in pages) == [302, 409]
        won = sent[0 if pages[0].status_code == 302 else 1]["en-title"]
        assert StudyText.objects.get(language="en").title == won


def test_an_open_link_is_described_as_weak(admin_client: Client, address: str) -> None:
    assert b"Weak: a cookie" in admin_client.get(address).content


def test_a_preview_shows_the_saved_page_in_its_language(admin_client: Client, study: Study) -> None:
    StudyText.objects.create(study=study, language="ko", title="얼굴")
    page = admin_client.get(reverse("study_preview", args=[study.slug, "ko"])).content.decode()
    assert '<html lang="ko">' in page
    assert "얼굴</h1>" in page
    assert 'class="button primary big" type="button"' in page
    assert admin_client.get(reverse("study_preview", args=[study.slug, "xx"])).status_code == 404


def test_a_third_language_gets_its_fields(
    admin_client: Client, address: str, settings: object
) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]
    assert b'name="de-consent"' in admin_client.get(address).content


def test_these_pages_are_for_staff(study: Study) -> None:
    names = ["study_settings", "invitations"]
    addresses = [reverse(name, args=[study.slug]) for name in names]
    addresses.append(reverse("study_preview", args=[study.slug, "ko"]))
    for address in addresses:
        for page in (Client().get(address), Client().post(address, form())):
            assert page.url.startswith(reverse("login"))
