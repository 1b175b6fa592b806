"""A photograph's page says where its truth comes from, and what people say, never who."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client

from survey.access import Role
from survey.labels.label import Given, keep
from survey.models import Photograph
from tests.survey.conftest import ready_photograph


def shown(photograph: Photograph) -> str:
    photograph.refresh_from_db()
    return " ".join(render_to_string("labels/_photograph.html", {"photograph": photograph}).split())


def test_it_shows_counts_and_not_who(signed_in: Callable[[Role], Client]) -> None:
    photograph = ready_photograph("private", "happy", 1)
    for number, choice in enumerate(["happy", "sad", "happy", ""]):
        keep(User.objects.create_user(f"somebody-{number}"), [Given(photograph.pk, choice, 1)])
    page = shown(photograph)
    assert "50% say what the truth is" in page
    assert "somebody" not in page
    assert "Can’t tell" in page


def test_it_shows_a_data_sets_votes_with_other_words_too(db: None) -> None:
    photograph = ready_photograph("public", "happy", 1)
    photograph.votes, photograph.agreement = {"happy": 7, "contempt": 3}, 0.7
    photograph.save()
    page = shown(photograph)
    assert "70% say what the truth is" in page
    assert "contempt" in page
    assert "Nobody has labelled" not in page
