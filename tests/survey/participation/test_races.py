"""Real threads on real connections do two things to one person at once, many times over.

On this run's database; and all of it once more on PostgreSQL, where two transactions truly overlap.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connection

from survey.models import Answer, Invitation, Participant, Study
from survey.participation import steps
from survey.participation.steps import Given
from tests.stack import ROOT
from tests.survey.participation.people import Person

ROUNDS = 15

on_both = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any], expected: type[Exception] | tuple[()] = ()) -> list[Any]:
    """What the *calls* return, or the *expected* exception they end with; others are raised."""
    barrier = Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        barrier.wait(30)
        try:
            return call()
        except expected as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(begin, calls))


def given(item: UUID, choice: str, sequence: int) -> Given:
    return Given(uuid4(), item, choice, sequence)


def answering(person: Person, *batch: Given) -> Callable[[], None]:
    return lambda: steps.answer(person.study.slug, person.token, batch)


def finishing(person: Person) -> Callable[[], None]:
    return lambda: steps.finish(person.study.slug, person.token)


@on_both
def test_of_two_answers_at_once_the_newest_stands(study: Study) -> None:
    item = study.items.all()[0].id
    for _ in range(ROUNDS):
        person = Person(study)
        old, new = given(item, "happy", 1), given(item, "sad", 2)
        at_once(answering(person, new), answering(person, old))
        stored = Answer.objects.get(participant=person.id)
        assert (stored.key, stored.choice, stored.sequence) == (new.key, "sad", 2)


@on_both
def test_an_answer_that_is_sent_again_while_it_is_stored_is_there_once(study: Study) -> None:
    item = study.items.all()[0].id
    for _ in range(ROUNDS):
        person = Person(study)
        answer = given(item, "angry", 1)
        at_once(*[answering(person, answer)] * 3)
        assert Answer.objects.get(participant=person.id).key == answer.key


@on_both
def test_batches_in_opposite_order_neither_wait_for_each_other_nor_mix(study: Study) -> None:
    items = list(study.items.values_list("id", flat=True))
    for _ in range(ROUNDS):
        person = Person(study)
        old = [given(item, "happy", n) for n, item in enumerate(items, 1)]
        new = [given(item, "sad", n) for n, item in enumerate(items, len(items) + 1)]
        at_once(answering(person, *old), answering(person, *reversed(new)))
        choices = Answer.objects.filter(participant=person.id).values_list("choice", flat=True)
        assert list(choices) == ["sad"] * len(items)


@on_both
def test_two_ends_at_once_are_one(study: Study) -> None:
    for _ in range(ROUNDS // 2):
        person = Person(study)
        person.answer(right=10)
        at_once(*[finishing(person)] * 2)
        ended = person.row.finished_at
        assert ended
        finishing(person)()
        assert person.row.finished_at == ended


@on_both
def test_an_answer_at_the_very_end_is_stored_or_refused_never_half(study: Study) -> None:
    item = study.items.all()[0]
    for number in range(ROUNDS):
        person = Person(study)
        person.answer(right=0)
        late = given(item.id, item.truth, 99)
        calls = [answering(person, late), finishing(person)]
        if number % 2:
            calls.reverse()
        outcomes = at_once(*calls, expected=steps.AlreadyFinished)
        refused = any(isinstance(outcome, steps.AlreadyFinished) for outcome in outcomes)
        stored = Answer.objects.get(participant=person.id, item=item)
        assert (stored.key == late.key) == (not refused)
        assert person.row.is_finished


@on_both
def test_nothing_of_who_withdraws_while_they_answer_is_left(study: Study) -> None:
    items = list(study.items.values_list("id", flat=True))
    for number in range(ROUNDS):
        person = Person(study)
        person.answer(right=3, of=5)
        row = person.row
        calls = [
            answering(person, *(given(item, "neutral", 50) for item in items)),
            lambda row=row: steps.withdraw(row),
        ]
        if number % 2:
            calls.reverse()
        at_once(*calls, expected=steps.Withdrawn)
        assert person.row.is_withdrawn
        assert not Answer.objects.filter(participant=person.id).exists()


@on_both
def test_who_withdraws_while_they_finish_has_withdrawn(study: Study) -> None:
    for _ in range(ROUNDS // 2):
        person = Person(study)
        person.answer(right=10)
        row = person.row
        at_once(finishing(person), lambda row=row: steps.withdraw(row), expected=steps.Withdrawn)
        left = person.row
        assert (left.is_withdrawn, left.is_finished, left.answers.count()) == (True, False, 0)


@on_both
def test_one_invitation_lets_one_of_two_answer(study: Study) -> None:
    item = study.items.all()[0].id
    for number in range(ROUNDS):
        invitation = Invitation.objects.create(study=study, token_digest=f"{number}")
        people = [Person(study) for _ in range(3)]
        ids = [person.id for person in people]
        Participant.objects.filter(pk__in=ids).update(invitation=invitation)
        calls = [answering(person, given(item, "happy", 1)) for person in people]
        outcomes = at_once(*calls, expected=steps.InvitationUsed)
        (winner,) = [person.id for person, said in zip(people, outcomes, strict=True) if not said]
        invitation.refresh_from_db()
        assert invitation.is_used
        assert Answer.objects.get(participant__in=ids).participant_id == winner


@on_both
def test_a_quota_closes_the_door_and_puts_nobody_out(study: Study) -> None:
    """Whoever has begun may come to the end; nobody begins once so many have."""
    study.quota = 2
    study.save()
    for _ in range(ROUNDS // 4):
        study.participants.all().delete()
        people = [Person(study) for _ in range(3)]
        for person in people:
            person.answer(right=10)
        newcomer = at_once(
            lambda: steps.start(study, "en"),
            *map(finishing, people),
            expected=steps.StudyFull,
        )[0]
        assert all(person.row.is_finished for person in people)
        assert isinstance(newcomer, steps.StudyFull | tuple)
        with pytest.raises(steps.StudyFull):
            steps.start(study, "en")


@pytest.mark.services
@pytest.mark.skipif(connection.vendor == "postgresql", reason="all of them run there already")
def test_all_of_this_on_postgresql(services: dict[str, str]) -> None:
    # pytest makes the database itself, and another one for each of the runs at the same time.
    own = urlsplit(services["DATABASE_URL"])._replace(path=f"/races_{secrets.token_hex(4)}")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--create-db", __file__],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": own.geturl()},
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert "9 passed" in run.stdout
