"""What is said about who came how far and how carefully they answer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from survey.analysis.quality import Share
from survey.models import Answer, Flag, Participant, Study
from survey.participation.asked import trials_of
from survey.participation.figures import measure_unmeasured
from survey.participation.steps import Given, answer, finish, withdraw
from survey.watching.counts import Counted, count
from tests.survey.conftest import open_study
from tests.survey.participation.people import Person, as_given, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(study: Study) -> Study:
    """Ten images, four of them asked twice, and two attention checks."""
    Study.objects.update(repeats=4, attention_checks=2)
    study.refresh_from_db()
    return study


def people(study: Study) -> Counted:
    return count(study)[0]


def silent(person: Person, minutes: int) -> None:
    """The clock goes on while *person* does nothing."""
    then = timezone.now() - timedelta(minutes=minutes)
    Participant.objects.filter(pk=person.id).update(consented_at=then)
    Answer.objects.filter(participant=person.id).update(answered_at=then)


def finish_checked(
    person: Person, *, same: int = 4, passed: int = 2, skipped: tuple = ()
) -> Person:
    """Every image read right, so many repeats answered the same and checks as they ask."""
    given, repeats, checks = [], 0, 0
    truth = dict(person.study.items.values_list("id", "truth"))
    for number, trial in enumerate(trials_of(person.row), start=1):
        choice = truth[trial.image.id] if trial.image else trial.expected
        if trial.kind == "repeat":
            repeats += 1
            choice = choice if repeats <= same else wrong(choice)
        elif trial.kind == "attention":
            checks += 1
            choice = choice if checks <= passed else wrong(choice)
        if trial.id not in skipped:
            given.append(as_given(trial.id, choice, number))
    answer(person.study.slug, person.token, given, skipped)
    finish(person.study.slug, person.token)
    return person


def test_a_study_without_anybody_has_nothing_to_tell(study: Study) -> None:
    (found,) = count(study)
    assert (found.began, found.finished, found.withdrew, found.skipped) == (0, 0, 0, 0)
    assert (found.repeats, found.attention) == (Share(0, 0), Share(0, 0))


def test_it_counts_who_came_how_far(study: Study) -> None:
    active, pausing, gave_up, gave_up_at_once = (Person(study) for _ in range(4))
    for person, minutes in ((active, 9), (pausing, 11), (gave_up, 31), (gave_up_at_once, 300)):
        if person is not gave_up_at_once:
            person.answer(right=3, of=3)
        silent(person, minutes)
    Person(study).finish(right=5)
    withdraw(Person(study).finish(right=5).row)
    found = people(study)
    assert (found.began, found.finished, found.withdrew) == (6, 1, 1)
    assert (found.active, found.pausing, found.gave_up) == (1, 1, 2)
    assert found.unfinished == 4


def test_who_comes_back_has_not_given_up(study: Study) -> None:
    person = Person(study)
    person.answer(right=3, of=3)
    silent(person, 300)
    last = list(study.items.values_list("id", flat=True))[-1]
    answer(study.slug, person.token, [as_given(last, "sad", 4)])
    assert (people(study).active, people(study).gave_up) == (1, 0)


def test_repeats_are_compared_with_the_same_persons_first_answer(checked: Study) -> None:
    finish_checked(Person(checked))
    finish_checked(Person(checked), same=1)
    assert people(checked).repeats == Share(5, 8)


def test_attention_checks_are_passed_by_the_answer_that_they_name(checked: Study) -> None:
    careless = finish_checked(Person(checked), passed=0)
    finish_checked(Person(checked), passed=1)
    assert people(checked).attention == Share(1, 4)
    assert people(checked).flagged == {Flag.STRAIGHT: 0, Flag.CHECKS: 1, Flag.FAST: 0}
    assert careless.row.flags == (Flag.CHECKS,)


def test_a_face_is_skipped_unless_it_was_answered_after_all(checked: Study) -> None:
    person = Person(checked)
    first, second, *_ = checked.items.values_list("id", flat=True)
    repeat = next(t.id for t in trials_of(person.row) if t.kind == "repeat")
    answer(checked.slug, person.token, [], [first, second, repeat])
    answer(checked.slug, person.token, [as_given(second, "sad", 3)])
    finish_checked(person, skipped=(first, repeat))
    assert people(checked).skipped == 1


def test_the_figures_of_who_is_excluded_do_not_count(checked: Study) -> None:
    person = finish_checked(Person(checked), passed=0)
    now = timezone.now()
    Participant.objects.filter(pk=person.id).update(excluded_at=now, excluded_reason="checks")
    found = people(checked)
    assert (found.finished, found.excluded, found.attention) == (1, 1, Share(0, 0))


def test_simulated_people_and_other_studies_stay_apart(study: Study) -> None:
    robot = Person(study).finish(right=3)
    Participant.objects.filter(pk=robot.id).update(simulated=True)
    Person(study, "ko").finish(right=3)
    real, simulated = count(study)
    assert (real.group, real.began, real.languages) == ("people", 1, {"ko": 1})
    assert (simulated.group, simulated.began, simulated.languages) == ("simulated", 1, {"en": 1})
    assert [each.began for each in count(open_study("other"))] == [0]


def test_two_queries_whoever_there_is(study: Study, django_assert_num_queries) -> None:
    for _ in range(2):
        Person(study).finish(right=3)
        with django_assert_num_queries(2):
            count(study)


def test_finishing_counts_how_somebody_answered(study: Study) -> None:
    person = Person(study)
    ordered = [trial.id for trial in trials_of(person.row)]
    choices = ["sad", "sad", "happy", "happy", "happy", *["angry", "neutral"] * 2, "sad"]
    times = [1000, 2000, 60_000, None, 1500, 1500, 1500, 1500, 1500, 1500]
    sent = zip(ordered, choices, times, strict=True)
    given = [Given(uuid4(), item, choice, n, ms) for n, (item, choice, ms) in enumerate(sent)]
    answer(study.slug, person.token, given)
    then = timezone.now() - timedelta(minutes=7)
    Participant.objects.filter(pk=person.id).update(consented_at=then)
    finish(study.slug, person.token)
    row = person.row
    assert (row.longest_run, row.median_ms, row.skipped) == (3, 1500, 0)
    assert row.top_share is None  # ten answers say too little
    assert row.took_seconds == pytest.approx(7 * 60, abs=5)
    assert (row.checks_asked, row.repeats_asked) == (0, 0)


def test_who_finished_before_there_were_figures_gets_the_same_ones(checked: Study) -> None:
    person = finish_checked(Person(checked), same=2, passed=1)
    names = ("longest_run", "top_share", "median_ms", "checks_asked", "checks_failed")
    more = ("repeats_asked", "repeats_same", "skipped", "took_seconds")
    kept = {name: getattr(person.row, name) for name in (*names, *more)}
    Participant.objects.update(**dict.fromkeys(kept))
    unfinished = Person(checked)
    assert [measure_unmeasured(), measure_unmeasured()] == [1, 0]
    assert {name: getattr(person.row, name) for name in kept} == kept
    assert unfinished.row.longest_run is None


def test_who_withdraws_leaves_no_figure_and_no_exclusion(study: Study, admin_user) -> None:
    person = Person(study).finish(right=3)
    Participant.objects.update(
        excluded_at=timezone.now(), excluded_reason="said so on the phone", excluded_by=admin_user
    )
    withdraw(person.row)
    row = person.row
    assert (row.excluded_at, row.excluded_reason, row.excluded_by) == (None, "", None)
    assert (row.longest_run, row.median_ms, row.took_seconds, row.skipped) == (None,) * 4
