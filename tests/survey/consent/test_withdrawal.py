"""Somebody on photographs withdraws: what goes, what stands in, and what is left as it was."""

import uuid
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from survey.consent import leftovers
from survey.consent.withdrawal import Gone, touched_by, withdraw_person, withdraw_photographs
from survey.intake.process import _replace
from survey.models import (
    Answer,
    Leftover,
    ModelRun,
    Photograph,
    Prediction,
    Study,
    StudyItem,
    Subject,
    Swap,
    Use,
)
from survey.participation.asked import trials_of
from survey.participation.state import state_of
from survey.participation.steps import Given, answer, finish
from survey.studies.draw import freeze
from tests.survey.conftest import ready_photograph
from tests.survey.participation.people import Person

pytestmark = pytest.mark.django_db


def private(study: Study) -> StudyItem:
    return study.items.filter(kind="private").first()


def withdraw(item: StudyItem) -> Gone:
    return withdraw_photographs(Photograph.objects.filter(pk=item.photograph_id))


def draft(*photographs: Photograph, slug: str = "draft", **fields: object) -> Study:
    study = Study.objects.create(slug=slug, title="Draft", seed=3, **fields)
    for position, photograph in enumerate(photographs, start=1):
        StudyItem.objects.create(
            study=study,
            photograph=photograph,
            position=position,
            truth=photograph.expression,
            kind=photograph.kind,
            person=photograph.whose,
        )
    return study


def test_a_frozen_studys_place_stays_and_its_fingerprint_holds(study: Study) -> None:
    item, before = private(study), study.digest
    run = ModelRun.objects.create(study=study)
    Prediction.objects.create(run=run, item=item, probabilities=[1, 0, 0, 0, 0])
    gone = withdraw(item)
    assert gone == Gone(photographs=1, predictions=1, marked=1)
    left = StudyItem.objects.get(pk=item.pk)
    assert (left.photograph, left.truth, left.person) == (None, "", "")
    assert left.withdrawn_at
    study.refresh_from_db()
    assert study.withdrawals == 1
    assert study.computed_digest() == before
    assert not Prediction.objects.exists()


def test_a_draft_gets_another_of_the_same_kind_and_expression(db: None) -> None:
    leaving = ready_photograph("private", "sad", 1)
    stays = ready_photograph("public", "happy", 2)
    ready_photograph("private", "happy", 3)
    ready_photograph("public", "sad", 4)
    new = ready_photograph("private", "sad", 5)
    study = draft(leaving, stays)
    assert withdraw(study.items.first()) == Gone(photographs=1, replaced=1)
    assert list(study.items.values_list("photograph", flat=True)) == [new.pk, stays.pk]
    swap = Swap.objects.get()
    assert (swap.position, swap.removed, swap.added) == (1, None, new)
    assert swap.reason == Swap.Reason.WITHDRAWN
    study.refresh_from_db()
    assert study.version == 2


def test_what_stands_in_keeps_to_the_recipe_and_to_the_seed(db: None) -> None:
    leaving, other = ready_photograph("private", "sad", 1), ready_photograph("private", "sad", 2)
    pool = [ready_photograph("private", "sad", 10 + n) for n in range(4)]
    Photograph.objects.filter(pk=pool[0].pk).update(source="left out")
    Photograph.objects.filter(pk=pool[1].pk).update(agreement=0.3)
    Photograph.objects.filter(pk=pool[2].pk).update(subject=other.subject)
    recipe = {"excluded_sources": ["left out"], "least_agreement": 0.5, "most_per_person": 1}
    study = draft(leaving, other, recipe=recipe)
    withdraw(study.items.first())
    assert study.items.get(position=1).photograph == pool[3]


def test_where_nothing_can_stand_in_the_draft_has_a_gap(db: None) -> None:
    study = draft(ready_photograph("private", "sad", 1))
    assert withdraw(study.items.first()) == Gone(photographs=1, missing=1)
    assert not study.items.exists()
    assert Swap.objects.get().added is None


def test_people_withdraw_with_all_that_is_known_of_them(study: Study) -> None:
    subject = private(study).photograph.subject
    subject.form.save("", ContentFile(b"signed"))
    Subject.objects.filter(pk=subject.pk).update(form_name="Kim.pdf", note="a note", in_results=1)
    form = subject.form.name
    gone = withdraw_person(subject)
    leftovers.clear_files()
    assert gone.photographs == 1
    subject.refresh_from_db()
    assert subject.withdrawn_at
    assert not any((subject.form, subject.form_name, subject.note, subject.agreed_on))
    assert not any(subject.allows(use) for use in Use)
    assert not default_storage.exists(form)
    first = subject.withdrawn_at
    assert withdraw_person(subject) == Gone()
    subject.refresh_from_db()
    assert subject.withdrawn_at == first


def test_a_crash_before_the_files_go_keeps_none_of_them(study: Study) -> None:
    item = private(study)
    item.photograph.upload.save("", ContentFile(b"pixels"))
    name = item.photograph.upload.name
    withdraw(item)  # and here the process dies
    assert default_storage.exists(name)
    with patch.object(FileSystemStorage, "delete", side_effect=OSError("away")):
        leftovers.clear_files()
    assert Leftover.objects.files().count() == 1
    leftovers.clear_files()
    assert not default_storage.exists(name)
    assert not Leftover.objects.files().exists()


def test_it_says_beforehand_what_will_go_and_where(study: Study) -> None:
    photograph = private(study).photograph
    other = draft(photograph)
    touched = touched_by(Photograph.objects.filter(pk=photograph.pk))
    assert (touched.photographs, touched.crops, touched.originals) == (1, 1, 0)
    assert touched.drafts == ((other, 1),)
    assert touched.frozen == ((study, 1),)


def test_a_worker_that_is_busy_with_it_leaves_nothing(study: Study) -> None:
    """Its next write finds no photograph waiting, and takes its own file away again."""
    item = private(study)
    photograph = item.photograph
    photograph.upload.save("", ContentFile(b"pixels"))
    Photograph.objects.filter(pk=photograph.pk).update(status="queued")
    withdraw(item)
    leftovers.clear_files()
    before = len(everything_stored())
    _replace(photograph, {"status": "ready"}, b"stripped")
    assert len(everything_stored()) == before


def everything_stored() -> list[str]:
    return [str(path) for path in Path(default_storage.location).rglob("*") if path.is_file()]


class TestInTheMiddle:
    """Somebody is answering while an image is withdrawn."""

    def test_the_order_of_the_other_images_stays(self, study: Study) -> None:
        people = [Person(study) for _ in range(5)]
        StudyItem.objects.filter(study=study, kind="private").update(person="subject/1")
        study.withdrawals += 1  # as the persons were told apart differently before
        study.save()
        freeze_again(study)
        before = [[trial.id for trial in trials_of(person.row)] for person in people]
        item = private(study)
        withdraw(item)
        for person, order in zip(people, before, strict=True):
            after = [trial.id for trial in trials_of(person.row)]
            assert after == [trial for trial in order if trial != item.id]

    def test_its_repeat_drops_out_too(self, study: Study) -> None:
        Study.objects.update(repeats=6)
        person = Person(study)
        repeated = next(t for t in trials_of(person.row) if t.kind == "repeat" and t.image)
        withdraw(StudyItem.objects.get(pk=repeated.image.id))
        left = [trial.image.id for trial in trials_of(person.row) if trial.image]
        assert repeated.image.id not in left
        assert len(state_of(person.row)["items"]) == len(left)

    def test_an_answer_that_is_still_on_a_phone_is_taken(self, study: Study) -> None:
        Study.objects.update(repeats=6)
        person = Person(study)
        trials = trials_of(person.row)
        repeat = next(t for t in trials if t.kind == "repeat")
        withdraw(StudyItem.objects.get(pk=repeat.image.id))
        late = [
            Given(uuid.uuid4(), each, "sad", n)
            for n, each in enumerate((repeat.image.id, repeat.id), 1)
        ]
        answer(study.slug, person.token, late)
        answer(study.slug, person.token, [Given(uuid.uuid4(), repeat.image.id, "happy", 5)])
        answer(study.slug, person.token, [], [repeat.id])
        assert Answer.objects.get(item=repeat.image.id).choice == "happy"

    def test_the_end_does_not_wait_for_it(self, study: Study) -> None:
        person, item = Person(study), private(study)
        given = [
            Given(uuid.uuid4(), each.id, "sad", n)
            for n, each in enumerate(study.items.exclude(pk=item.pk), start=1)
        ]
        answer(study.slug, person.token, given)
        withdraw(item)
        finish(study.slug, person.token)
        assert person.row.is_finished


def freeze_again(study: Study) -> None:
    study.refresh_from_db()
    freeze(study)
    study.open()
