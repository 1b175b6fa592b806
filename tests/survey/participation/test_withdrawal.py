import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from survey.models import Answer, Participant, Study
from survey.participation.session import as_receipt, cookie_name, receipt_of
from survey.results.comparison import compare

from .people import Person, close

pytestmark = pytest.mark.django_db


def here(study: Study) -> str:
    return reverse("withdraw", args=[study.slug])


LATER = "/withdraw/"


def is_gone(person: Person) -> bool:
    row = person.row
    return row.is_withdrawn and not row.is_finished and not row.answers.exists()


def test_a_finished_person_withdraws_with_a_look_and_a_click(study: Study) -> None:
    person = Person(study).finish(right=7)
    page = person.browser.get(here(study)).content.decode()
    assert "your 10 answers" in page
    assert person.receipt in page
    assert Answer.objects.count() == 10  # looking deletes nothing
    done = person.browser.post(here(study), {"confirm": "1"}, follow=True)
    assert "Your answers are deleted" in done.content.decode()
    assert is_gone(person)


def test_one_may_withdraw_before_the_end(study: Study) -> None:
    person = Person(study)
    person.answer(right=2, of=3)
    assert "your 3 answers" in person.browser.get(here(study)).content.decode()
    person.browser.post(here(study))
    assert is_gone(person)


def test_a_code_withdraws_from_any_browser_and_after_the_close(study: Study) -> None:
    person = Person(study).finish(right=7)
    close(study)
    stranger = Client()
    page = stranger.post(LATER, {"code": person.receipt.lower().replace("-", " ")})
    assert "your 10 answers" in page.content.decode()
    assert Answer.objects.count() == 10
    done = stranger.post(LATER, {"code": person.receipt, "confirm": "1"})
    assert done.url == reverse("withdrawn")
    assert is_gone(person)
    # The browser that answered learns of it.
    result = person.browser.get(reverse("result", args=[study.slug]), follow=True)
    assert result.redirect_chain[-1][0] == reverse("participate", args=[study.slug])
    assert "You have withdrawn" in result.content.decode()


def test_a_second_time_changes_nothing(study: Study) -> None:
    person = Person(study).finish(right=7)
    for _ in range(2):
        done = Client().post(LATER, {"code": person.receipt, "confirm": "1"})
        assert done.url == reverse("withdrawn")
    assert Client().post(LATER, {"code": person.receipt}).url == reverse("withdrawn")
    assert is_gone(person)


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA-AAAA", "한글", "\0", "x" * 5000])
def test_an_unknown_code_is_said_and_deletes_nothing(study: Study, code: str) -> None:
    person = Person(study).finish(right=7)
    page = Client().post(LATER, {"code": code, "confirm": "1"})
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    assert person.row.is_finished


def test_anothers_code_leaves_this_browsers_own_part_alone(study: Study) -> None:
    one, other = Person(study).finish(right=7), Person(study).finish(right=4)
    one.browser.post(LATER, {"code": other.receipt, "confirm": "1"})
    assert is_gone(other)
    assert one.browser.cookies[cookie_name(study.slug)].value == one.token
    assert one.row.is_finished


def test_who_never_took_part_is_asked_for_a_code(study: Study) -> None:
    assert Client().get(here(study)).url == LATER
    assert Client().post(here(study)).url == LATER


def test_a_form_of_another_site_withdraws_nobody(study: Study) -> None:
    person = Person(study).finish(right=7)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[cookie_name(study.slug)] = person.token
    assert strict.post(here(study)).status_code == 403
    assert strict.post(LATER, {"code": person.receipt, "confirm": "1"}).status_code == 403
    assert person.row.is_finished


def test_who_withdrew_is_in_no_figure(study: Study) -> None:
    Person(study).finish(right=7)
    gone = Person(study).finish(right=2)
    assert compare(study, None).people.scores.mean == 4.5
    gone.browser.post(here(study))
    people = compare(study, None).people
    assert (people.n, people.scores.mean) == (1, 7.0)
    staff = Client()
    staff.force_login(User.objects.create_superuser("staff"))
    (watched,) = staff.get(reverse("study", args=[study.slug])).context["watched"]
    assert (watched.began, watched.finished, watched.withdrew) == (2, 1, 1)
    ((_study, counts),) = staff.get(reverse("studies")).context["rows"]
    assert counts["started"] == 1
    assert Participant.objects.count() == 2  # that somebody took part and withdrew stays


def test_a_code_is_read_however_it_is_typed() -> None:
    receipt = receipt_of("a secret")
    assert [len(group) for group in receipt.split("-")] == [4, 4, 4, 4]
    typed = receipt.lower().replace("-", "  ").replace("o", "0").replace("i", "1")
    assert as_receipt(typed) == receipt
