"""Leaving people out: for a reason, undone as easily, with both figures in sight."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from survey.access import Role
from survey.models import Event, Flag, Participant, Study
from survey.models.flags import breaks
from survey.participation.steps import withdraw
from survey.results.comparison import compare
from survey.results.documents import as_json, as_text
from survey.results.sheets import pack
from tests.survey.conftest import open_study
from tests.survey.participation.people import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.EDITOR)


def page_of(person: Person) -> str:
    return reverse("participant", args=[person.study.slug, person.id])


def exclude(editor: Client, person: Person, **said: str) -> int:
    return editor.post(page_of(person), {"reason": "twice", **said}).status_code


def text_of(client: Client, address: str) -> str:
    text = re.sub(r"<[^>]+>", " ", client.get(address).content.decode())
    return re.sub(r"\s+", " ", text)


def test_an_exclusion_says_who_when_and_why_and_is_noted(editor: Client, study: Study) -> None:
    person = Person(study).finish(right=5)
    assert exclude(editor, person) == 302
    row = person.row
    assert (row.excluded_reason, row.excluded_by) == ("twice", User.objects.get())
    text = text_of(editor, page_of(person))
    assert "Took part twice" in text
    assert User.objects.get().username in text
    event = Event.objects.filter(target_kind="participant").get()
    assert (event.reason, event.target_name) == ("twice", str(person.id)[:8])
    assert event.details == {"excluded": True}


def test_it_can_be_undone_and_that_is_noted_too(editor: Client, study: Study) -> None:
    person = Person(study).finish(right=5)
    exclude(editor, person)
    address = reverse("restore_participant", args=[study.slug, person.id])
    for _ in range(2):
        assert editor.post(address).status_code == 302
    assert not person.row.is_excluded
    events = Event.objects.filter(target_kind="participant")
    assert [each.details["excluded"] for each in events] == [False, True]


@pytest.mark.parametrize("said", [{"reason": ""}, {"reason": "other"}, {"reason": "nonsense"}])
def test_without_a_reason_nobody_is_excluded(editor: Client, study: Study, said: dict) -> None:
    person = Person(study).finish(right=5)
    response = editor.post(page_of(person), {**said, "words": "" if said["reason"] else "typed"})
    assert response.status_code == 400
    assert not person.row.is_excluded
    if not said["reason"]:
        assert "typed" in response.content.decode()  # nothing that was typed is lost


def test_own_words_stay_out_of_the_trail_which_outlives_a_withdrawal(
    editor: Client, study: Study
) -> None:
    person = Person(study).finish(right=5)
    exclude(editor, person, reason="other", words="was on the phone meanwhile")
    assert "on the phone" in text_of(editor, page_of(person))
    withdraw(person.row)
    assert "on the phone" not in text_of(editor, page_of(person))
    assert not Event.objects.filter(reason__contains="phone").exists()


def test_who_is_excluded_already_keeps_the_first_reason(editor: Client, study: Study) -> None:
    person = Person(study).finish(right=5)
    exclude(editor, person)
    exclude(editor, person, reason="fast")
    assert person.row.excluded_reason == "twice"


def test_both_figures_stay_visible(editor: Client, study: Study, django_assert_num_queries) -> None:
    for right in (10, 8):
        Person(study).finish(right=right)
    exclude(editor, Person(study).finish(right=0))
    exclude(editor, Person(study).finish(right=2), reason="other", words="a dog walked over it")
    pack(study)
    with django_assert_num_queries(7):
        found = compare(study, None)
    people = found.people
    assert (people.n, people.excluded, people.scores.mean) == (2, 2, 9.0)
    assert people.mean_with_excluded == 5.0
    assert as_json(study, found)["people"]["mean_with_excluded"] == 5.0
    assert "2 more are excluded: with them the mean is 5.0 instead of 9.0" in as_text(study, found)
    results = reverse("results", args=[study.slug])
    text = text_of(editor, results)
    assert "With them people’s mean is 5.0 instead of 9.0" in text
    assert "Took part twice : 1" in text or "Took part twice: 1" in text
    assert "a dog walked over it" in text
    Study.objects.update(published=True, state="closed", closed_at=timezone.now())
    public = text_of(Client(), results)
    assert "instead of 9.0" in public
    assert "Another reason" in public
    assert "dog" not in public


def test_all_whom_a_rule_flags_are_excluded_after_a_look_at_their_number(
    editor: Client, study: Study
) -> None:
    hasty = [Person(study).finish(right=5) for _ in range(3)]
    Participant.objects.update(median_ms=200)
    careful, withdrawn, excluded = Person(study).finish(right=5), hasty.pop(), hasty.pop()
    withdraw(withdrawn.row)
    exclude(editor, excluded)
    address = reverse("exclude_flagged", args=[study.slug]) + "?flag=fast"
    assert "1 person who finished breaks this rule" in text_of(editor, address)
    assert editor.post(address).status_code == 302
    assert [hasty[0].row.excluded_reason, excluded.row.excluded_reason] == ["fast", "twice"]
    assert not careful.row.is_excluded
    event = Event.objects.filter(target_kind="participant", details__has_key="people").get()
    assert event.details == {"people": 1, "study": study.slug, "excluded": True}
    assert editor.get(address.replace("fast", "nonsense")).status_code == 404


def test_the_list_is_filtered_by_the_address(editor: Client, study: Study) -> None:
    people = {
        "finished": Person(study).finish(right=5),
        "middle": Person(study),
        "withdrawn": Person(study).finish(right=5),
    }
    withdraw(people["withdrawn"].row)
    exclude(editor, people["finished"])
    address = reverse("participants", args=[study.slug])
    for query, expected in {
        "state=finished": ["finished"],
        "state=middle": ["middle"],
        "state=withdrawn": ["withdrawn"],
        "state=stopped": [],
        "excluded=yes": ["finished"],
        "excluded=no&order=oldest": ["middle", "withdrawn"],
        "group=simulated": [],
        "flag=some": [],
        "order=oldest": ["finished", "middle", "withdrawn"],
        "": ["withdrawn", "middle", "finished"],
        "state=nonsense&page=99": ["withdrawn", "middle", "finished"],
    }.items():
        found = re.findall(
            r"<code>(\w{8})</code>", editor.get(f"{address}?{query}").content.decode()
        )
        assert found == [str(people[name].id)[:8] for name in expected], query


def test_no_page_of_the_participants_names_a_score(editor: Client, study: Study) -> None:
    """The same pages whatever was right: nobody can be left out by their result."""
    one, other = Person(study).finish(right=10), Person(study).finish(right=0)
    figures = {name: getattr(one.row, name) for name in ("longest_run", "top_share")}
    Participant.objects.filter(pk=other.id).update(**figures)
    texts = [
        text_of(editor, page_of(each)).replace(each.row.audit_name, "") for each in (one, other)
    ]
    assert texts[0] == texts[1]


def test_somebody_of_another_study_is_not_found(editor: Client, study: Study) -> None:
    person = Person(study)
    other = open_study("other")
    assert editor.get(reverse("participant", args=[other.slug, person.id])).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.LABELLER])
def test_readers_and_labellers_do_not_see_them(
    signed_in: Callable[[Role], Client], study: Study, role: Role
) -> None:
    for name in ("watch", "watch_now", "participants"):
        assert signed_in(role).get(reverse(name, args=[study.slug])).status_code == 403


FIGURES = {
    "longest_run": st.none() | st.integers(0, 20),
    "top_share": st.none() | st.floats(0, 1),
    "median_ms": st.none() | st.integers(300, 500),
    "checks_asked": st.integers(0, 5),
    "checks_failed": st.integers(0, 5),
}


class TestRules(TestCase):
    @given(st.fixed_dictionaries(FIGURES))
    def test_a_rule_says_the_same_of_a_row_as_the_database_does(self, figures: dict) -> None:
        study = Study.objects.first() or open_study()
        row = Participant(study=study, token_digest="x", seed=1, consent_version="1", **figures)
        Participant.objects.filter(token_digest="x").delete()
        row.save()
        flags = [f for f in Flag if Participant.objects.filter(breaks(f), pk=row.pk).exists()]
        assert tuple(flags) == row.flags
