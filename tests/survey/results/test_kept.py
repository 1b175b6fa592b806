"""A comparison is made once, and anew as soon as one of its figures can have changed."""

import pytest

from survey.consent.withdrawal import withdraw_photographs
from survey.models import AnswerImport, Participant, Photograph, Study
from survey.models.studies import State
from survey.participation.steps import withdraw
from survey.results.comparison import compare
from survey.watching.exclude import exclude, restore

pytestmark = pytest.mark.django_db


@pytest.fixture
def mean(small):
    """People's mean score, on a page that somebody asks for now."""
    return lambda: compare(Study.objects.get()).people.scores.mean


def test_the_next_visit_reads_no_answers(small, django_assert_num_queries):
    found = compare(small.study)
    with django_assert_num_queries(4):  # the runs, and whether anything has changed
        assert compare(small.study) == found


def test_who_finishes_counts_at_once(small, mean):
    assert mean() == 3
    small.person([0, 1, 2, 4])
    assert mean() == 7 / 3


def test_who_withdraws_is_gone_at_once(small, mean):
    assert mean() == 3
    withdraw(Participant.objects.get(simulated=True))
    assert mean() == 4


def test_an_exclusion_and_its_end_count_at_once(small, mean, admin_user):
    one, other = Participant.objects.order_by("consented_at")
    assert mean() == 3
    exclude(Participant.objects.filter(pk=one.pk), admin_user, "fast")
    assert mean() == 2
    restore(Participant.objects.filter(pk=one.pk))
    exclude(Participant.objects.filter(pk=other.pk), admin_user, "fast")
    assert mean() == 4


def test_a_withdrawn_image_counts_no_more(small, mean):
    assert mean() == 3
    withdraw_photographs(Photograph.objects.filter(pk=small.items[1].photograph_id))
    assert mean() == 2.5


def test_an_import_that_replaces_another_counts_at_once(small, mean):
    assert mean() == 3
    person = small.person([0, 1, 2, 4])
    person.imported = AnswerImport.objects.create(study=small.study, name="a", digest="a" * 64)
    person.save()
    assert mean() == 7 / 3
    person.imported.delete()
    again = small.person([0, 0, 1, 3])
    again.imported = AnswerImport.objects.create(study=small.study, name="b", digest="b" * 64)
    again.finished_at = person.finished_at
    again.save()
    assert mean() == 10 / 3


def test_a_new_run_and_a_new_name_are_seen_at_once(small):
    assert [model.name for model in compare(small.study).models] == ["resnet50"]
    run = small.run([0, 0, 1, 3], name="mine")
    assert [model.name for model in compare(small.study).models] == ["mine", "resnet50"]
    run.title = "ours"
    run.save()
    assert [model.name for model in compare(small.study).models] == ["ours", "resnet50"]


def test_of_a_draft_nothing_is_kept_as_its_images_change(study):
    Study.objects.update(state=State.DRAFT, frozen_at=None, opened_at=None)
    study.refresh_from_db()
    before = compare(study).images
    assert before
    study.items.first().delete()
    assert len(compare(study).images) == len(before) - 1


def test_the_margin_is_the_study_s(small):
    assert compare(small.study).margin == 5
    Study.objects.update(equivalence_margin=2)
    assert compare(Study.objects.get()).margin == 2
