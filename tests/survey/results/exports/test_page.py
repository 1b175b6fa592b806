"""The page on which editors take the data away."""

import io
import zipfile

import pytest
from django.urls import reverse

from survey.access import Role
from survey.models import Event

pytestmark = pytest.mark.django_db
SAID = {"tables": ["answers", "votes"], "format": "csv", "reason": "for our paper"}


def address(made):
    return reverse("exports", args=[made.study.slug])


def test_an_editor_gets_a_zip_and_the_trail_a_line(small, signed_in):
    response = signed_in(Role.EDITOR).post(address(small), SAID)
    assert response["Content-Disposition"] == 'attachment; filename="faces-csv.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert sorted(archive.namelist()) == [
            *("CODEBOOK.md", "data/study-faces_table-answers_data.csv"),
            *("data/study-faces_table-votes_data.csv", "dataset_description.json"),
        ]
    event = Event.objects.get(verb="exported")
    assert event.reason == "for our paper"
    assert event.details == {"tables": ["answers", "votes"], "format": "csv"}


@pytest.mark.parametrize("role", [Role.READER, Role.LABELLER])
def test_nobody_else_gets_the_truths_of_an_open_study(small, signed_in, role):
    assert signed_in(role).post(address(small), SAID).status_code == 403
    assert signed_in(role).get(address(small)).status_code == 403
    assert not Event.objects.filter(verb="exported").exists()


@pytest.mark.parametrize("wrong", [{"tables": []}, {"format": "xls"}, {"reason": ""}])
def test_what_is_wrong_is_said_and_what_was_chosen_stays(small, signed_in, wrong):
    response = signed_in(Role.EDITOR).post(address(small), {**SAID, **wrong})
    assert response.status_code == 400
    page = response.content.decode()
    assert "errorlist" in page
    assert 'value="predictions" checked' not in page
    assert not Event.objects.filter(verb="exported").exists()


def test_the_page_warns_of_an_open_study_and_of_simulated_people(small, signed_in):
    page = signed_in(Role.EDITOR).get(address(small)).content.decode()
    assert "The study isn’t closed" in page
    assert "1 of these people is simulated" in page


def test_the_page_asks_the_database_for_little(small, signed_in, django_assert_max_num_queries):
    editor = signed_in(Role.EDITOR)
    with django_assert_max_num_queries(10):
        editor.get(address(small))


def test_a_draft_has_nothing_to_export(make, signed_in):
    made = make([0], state="draft", frozen_at=None, opened_at=None)
    editor = signed_in(Role.EDITOR)
    assert "still a draft" in editor.get(address(made)).content.decode()
    assert editor.post(address(made), SAID).status_code == 400
