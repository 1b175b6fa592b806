"""Who may read the results, and what the page says in each state of a study."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from survey.consent.withdrawal import withdraw_photographs
from survey.models import Photograph, Subject
from survey.models.runs import Status
from survey.results.comparison import compare
from survey.results.documents import as_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("staff"))
    return client


def publish(made):
    made.study.published = True
    made.study.save()
    made.study.close()


def get(client, made, name="results", **query):
    return client.get(reverse(name, args=[made.study.slug]), query)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_staff_read_the_results_of_an_open_study(staff, small):
    page = get(staff, small)
    assert page.status_code == 200
    assert "The study is still open" in text(page)


def test_whoever_is_not_signed_in_is_asked_to_while_the_study_is_open(client, small):
    small.study.published = True
    small.study.save()
    page = get(client, small)
    assert page.status_code == 302
    assert page.url.startswith(reverse("login"))


def test_who_is_signed_in_without_being_staff_finds_nothing(client, small):
    client.force_login(User.objects.create_user("somebody"))
    assert get(client, small).status_code == 404


def test_everybody_reads_published_results_of_a_closed_study(client, small):
    publish(small)
    assert get(client, small).status_code == 200


def test_progress_is_not_told_to_who_may_not_read(client, small):
    assert get(client, small, "run_progress").status_code == 403


def test_private_faces_are_placeholders_for_readers(client, small):
    publish(small)
    page = get(client, small)
    shown = [str(item.id) in page.content.decode() for item in small.items]
    assert shown == [True, False, True, False]
    assert page.content.decode().count("Private photograph") == 2


def test_readers_see_a_private_face_whose_person_allows_its_publication(client, small):
    publish(small)
    subject = Subject.objects.create(
        pseudonym="P-1", agreed_on="2026-01-01", in_results=True, in_publication=True
    )
    Photograph.objects.filter(pk=small.items[1].photograph_id).update(subject=subject)
    face = reverse("item_face", args=[small.study.slug, small.items[1].id])
    assert face in get(client, small).content.decode()
    assert client.get(face).status_code == 200
    Subject.objects.update(in_publication=False)
    assert face not in get(client, small).content.decode()
    assert client.get(face).status_code == 404


def test_staff_see_private_faces(staff, small):
    page = get(staff, small).content.decode()
    assert all(str(item.id) in page for item in small.items)


def test_a_demo_study_shows_all_its_drawn_faces_and_says_so(client, small):
    small.study.demo = True
    publish(small)
    page = get(client, small)
    assert all(str(item.id) in page.content.decode() for item in small.items)
    assert "drawn by a program" in text(page)


def test_the_two_scores_stand_at_the_top(staff, small):
    assert "People 3.0 Model 2.0 of 4 images read right" in text(get(staff, small))


def test_a_small_sample_gets_no_verdict(staff, small):
    assert "with 2 people and 4 images nothing can be said yet" in text(get(staff, small))


def test_a_verdict_comes_with_its_interval(staff, make):
    made = make([n % 5 for n in range(20)])
    for n in range(6):
        made.person([(k + (k % 7 == n)) % 5 for k in range(20)])
    made.run([n % 5 for n in range(20)])
    page = text(get(staff, made))
    assert re.search(
        r"People 1\d\.\d, model 20\.0 of 20; difference \+\d+\.\d points \(95% .+ to .+\): ", page
    )
    assert "chance doesn&#x27;t explain" in page


def test_simulated_participants_are_announced(staff, small):
    assert "1 of the 2 participants is simulated." in text(get(staff, small))


def test_only_simulated_participants_are_announced_as_such(staff, make):
    made = make([0])
    made.person([0], simulated=True)
    assert "Every participant here is simulated." in text(get(staff, made))


def test_who_answered_too_little_to_count_is_said(staff, make):
    made = make([0, 0])
    made.person([None, None])
    page = text(get(staff, made))
    assert "1 person who finished answered fewer than half of the images" in page
    assert "Nobody has finished yet" not in page
    made.person([0, 1])
    assert "People 1.0" in text(get(staff, made))


def test_an_empty_study_says_what_to_do_next(staff, make):
    page = get(staff, make([0, 1]))
    assert "Nobody has finished yet" in text(page)
    assert reverse("run_model", args=["faces"]) in page.content.decode()
    assert "manage.py run_model faces" in text(page)


def test_readers_are_not_offered_to_run_a_model(client, make):
    made = make([0, 1])
    publish(made)
    page = get(client, made)
    assert "No model has read these images yet" in text(page)
    assert reverse("run_model", args=["faces"]) not in page.content.decode()


def test_a_model_alone_makes_a_page(staff, make):
    made = make([0, 1])
    made.run([0, 0])
    page = text(get(staff, made))
    assert "Model 1.0 of 2 images read right" in page


def test_people_alone_make_a_page(staff, make):
    made = make([0, 1])
    made.person([0, 0])
    assert "People 1.0 of 2 images read right" in text(get(staff, made))


def test_a_study_without_images_makes_a_page(staff, make):
    assert get(staff, make([])).status_code == 200


def test_an_unfinished_run_shows_how_far_it_is(staff, small):
    small.run([0, None, None, None], name="slow", status=Status.RUNNING)
    assert "slow is reading the images: 1 of 4 (Running)." in text(get(staff, small))
    fragment = get(staff, small, "run_progress")
    assert "1 of 4" in text(fragment)
    assert "<html" not in fragment.content.decode()


def test_progress_is_empty_once_no_run_is_unfinished(staff, small):
    assert get(staff, small, "run_progress").content.strip() == b""


def test_staff_are_told_when_the_newest_run_failed(staff, small):
    run = small.run([None] * 4, status=Status.FAILED)
    run.reason = "The weights are damaged."
    run.save()
    assert "The weights are damaged." in text(get(staff, small))


def test_another_done_run_can_be_chosen_and_stays_chosen(staff, small):
    first = small.study.runs.get()
    small.run([0, 0, 1, 3], name="resnet152")
    assert "resnet152 4.0 resnet50 2.0 of 4 images" in text(get(staff, small))
    page = get(staff, small, run=first.id)
    assert "resnet50 2.0 resnet152 4.0 of 4 images" in text(page)
    assert f'name="run" value="{first.id}"' in page.content.decode()


def test_a_run_that_is_not_there_is_not_found(staff, small):
    assert get(staff, small, run="1").status_code == 404


def test_a_filter_without_images_says_so(staff, small):
    page = text(get(staff, small, show="both-wrong"))
    assert "No image is like that." in page


def test_cards_come_in_pages_that_keep_the_filter(staff, make):
    made = make([0] * 30)
    page = get(staff, made, expression="happy").content.decode()
    assert page.count('class="image-card"') == 24
    assert "?expression=happy&amp;page=2#images" in page
    assert get(staff, made, page="2").content.decode().count('class="image-card"') == 6


@pytest.mark.parametrize("page", ["0", "99", "x"])
def test_a_page_that_is_not_there_gives_one_that_is(staff, small, page):
    assert get(staff, small, page=page).status_code == 200


def test_nothing_on_the_page_breaks_the_content_security_policy(staff, small):
    page = get(staff, small).content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*(src=|json))", page)


def test_no_number_on_the_page_is_nan(staff, make):
    made = make([0, 1])
    made.person([None, None])
    made.run([None, None])
    page = text(get(staff, made)).lower()
    assert not re.search(r"\b(nan|none|inf|infinity)\b", page.replace("none of these", ""))


def test_results_are_not_kept_by_a_shared_cache(staff, small):
    assert "private" in get(staff, small)["Cache-Control"]


def test_a_study_that_is_not_there_is_not_found(staff):
    assert staff.get(reverse("results", args=["nowhere"])).status_code == 404


def test_a_withdrawn_image_is_in_no_figure_and_the_page_says_so(staff, small):
    withdraw_photographs(Photograph.objects.filter(pk=small.items[1].photograph_id))
    page = get(staff, small)
    assert "People 2.5 Model 2.0 of 3 images read right" in text(page)
    assert "1 of the 4 images was withdrawn on" in text(page)
    assert "all figures are about the other 3" in text(page)
    assert [card.number for card in page.context["page"].cards.shown] == [1, 3, 4]
    said = as_json(small.study, compare(small.study, None))
    assert (said["study"]["images"], [gone["number"] for gone in said["withdrawn"]]) == (3, [2])
