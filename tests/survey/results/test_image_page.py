"""The page of one image, for whom it is, and where models looked in it."""

import re

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from survey import tasks
from survey.access import Role
from survey.consent.withdrawal import withdraw_photographs
from survey.models import Answer, Event, Heatmap, Photograph, Subject
from survey.models.runs import Status
from survey.results.times_chart import chart

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("staff"))
    return client


@pytest.fixture
def sent(monkeypatch):
    found = []
    monkeypatch.setattr(tasks.show_looks, "delay", found.append)
    return found


def publish(made):
    made.study.published = True
    made.study.save()
    made.study.close()


def address(made, number=1, name="results_image"):
    return reverse(name, args=[made.study.slug, number])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def drawn(made, position=0, **said):
    row = {"expression": "happy", "status": Status.DONE, "png": b"\x89PNG heat", **said}
    return Heatmap.objects.create(run=made.study.runs.first(), item=made.items[position], **row)


def picture(heatmap, slug="faces"):
    return reverse("results_heatmap", args=[slug, heatmap.item_id, heatmap.run_id])


def agree_to_all(made):
    """Of everybody on a private photograph."""
    for item in made.items:
        if item.kind == "private":
            who = Subject.objects.create(
                pseudonym=str(item.position), agreed_on="2026-01-01", in_survey=True
            )
            Photograph.objects.filter(pk=item.photograph_id).update(subject=who)


def test_it_shows_the_votes_and_every_models_shares(staff, small):
    small.run([1, 0, 1, 3], name="resnet152")
    page = text(staff.get(address(small, 2)))
    assert "50% (1)" in page
    assert "resnet152 Happy, right" in page
    assert "resnet50 Surprised, wrong" in page
    assert "80.0%" in page


def test_it_says_how_long_people_took(staff, small):
    Answer.objects.filter(item=small.items[1], choice="happy").update(response_ms=1000)
    Answer.objects.filter(item=small.items[1]).exclude(choice="happy").update(response_ms=3000)
    page = text(staff.get(address(small, 2)))
    assert "Half of the people answered within 2.0 seconds." in page
    assert "Right answers took 1.0 seconds, wrong ones 3.0 (medians)." in page


def test_times_of_whoever_is_in_no_figure_are_in_none_here(staff, small):
    Answer.objects.update(response_ms=1000)
    gone = small.person([0, None, None, None])  # answered too little
    Answer.objects.filter(participant=gone).update(response_ms=9000)
    seen = staff.get(address(small, 1)).context["page"].seen
    assert (seen.votes, seen.times.n) == (2, 2)


def test_without_times_nothing_is_said_about_them(staff, small):
    assert "How long people took" not in text(staff.get(address(small, 2)))


def test_its_neighbours_are_those_of_the_list_that_the_reader_came_from(staff, small):
    page = staff.get(address(small, 3), {"show": "model-wrong"}).context["page"]
    assert (page.previous, page.next, page.place, page.found) == (2, None, 2, 2)
    assert page.query == "show=model-wrong"
    page = staff.get(address(small, 1), {"show": "model-wrong"}).context["page"]
    assert (page.previous, page.next, page.place) == (None, 2, 0)


def test_a_card_leads_to_its_page_and_back(staff, small):
    cards = staff.get(reverse("results", args=["faces"]), {"source": "private"}).content.decode()
    there = f"{address(small, 2)}?source=private"
    assert f'href="{there}"' in cards
    assert "?source=private#images" in staff.get(there).content.decode()


@pytest.mark.parametrize("number", [0, 5, 99999])
def test_a_place_that_is_not_there_is_not_found(staff, small, number):
    assert staff.get(address(small, number)).status_code == 404


def test_a_withdrawn_image_says_so_and_shows_nothing(staff, small):
    withdraw_photographs(Photograph.objects.filter(pk=small.items[1].photograph_id))
    page = staff.get(address(small, 2))
    assert page.status_code == 200
    assert "This image was withdrawn" in text(page)
    assert 'class="face"' not in page.content.decode()


def test_whoever_may_not_read_results_sees_no_image_and_no_picture(client, small):
    heatmap = drawn(small)
    assert client.get(address(small)).status_code == 302
    assert client.get(picture(heatmap)).status_code == 404
    client.force_login(User.objects.create_user("somebody"))
    assert client.get(address(small)).status_code == 404
    assert client.get(picture(heatmap)).status_code == 404


def test_readers_see_a_private_face_and_where_models_looked_only_if_its_person_agreed(
    client, small
):
    publish(small)
    public, private = drawn(small, 0), drawn(small, 1)
    assert client.get(picture(public)).content == b"\x89PNG heat"
    assert client.get(picture(private)).status_code == 404
    page = client.get(address(small, 2)).content.decode()
    assert "private photograph" in page
    assert picture(private) not in page
    who = Subject.objects.create(pseudonym="P", agreed_on="2026-01-01", in_publication=True)
    Photograph.objects.filter(pk=small.items[1].photograph_id).update(subject=who)
    assert picture(private) in client.get(address(small, 2)).content.decode()
    assert client.get(picture(private)).status_code == 200


def test_a_picture_is_found_only_in_its_own_study(staff, small, make):
    make([0], slug="other")
    assert staff.get(picture(drawn(small), "other")).status_code == 404


def test_an_editor_asks_where_the_models_looked(
    signed_in, small, sent, django_capture_on_commit_callbacks
):
    client = signed_in(Role.EDITOR)
    assert "Show where the model looked" in text(client.get(address(small)))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address(small, 1, "ask_looks") + "?sort=slowest")
    assert answer.url == f"{address(small)}?sort=slowest#looks"
    assert sent == [str(small.study.runs.get().pk)]
    assert Heatmap.objects.get().item == small.items[0]
    event = Event.objects.get(target_kind="heatmap")
    assert event.details == {"study": "faces", "image": "1"}
    page = client.get(address(small))
    assert "A worker is drawing it" in text(page)
    assert "data-waiting" in page.content.decode()


def test_an_editor_asks_for_all_images_at_once(
    signed_in, small, sent, django_capture_on_commit_callbacks
):
    client = signed_in(Role.EDITOR)
    agree_to_all(small)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(small, 1, "ask_looks"), {"all": "yes"})
    assert Heatmap.objects.count() == 4
    assert "0 of 4 pictures are drawn." in text(client.get(address(small, 3)))


def test_a_failure_is_said_beside_it_and_can_be_tried_again(staff, small):
    drawn(small, status=Status.FAILED, png=None, reason="gone")
    page = text(staff.get(address(small)))
    assert "It could not be drawn. The folder of the weights is not there any more." in page
    assert "Try again" in page


@pytest.mark.parametrize("status", [Status.FAILED, Status.QUEUED])
def test_readers_learn_of_no_failure_and_wait_for_no_worker(client, small, status):
    publish(small)
    drawn(small, status=status, png=None, reason="OSError: /somewhere/on/this/machine")
    page = client.get(address(small)).content.decode()
    assert "this/machine" not in page
    assert "data-waiting" not in page


def test_a_table_says_that_nobody_can_see_where_it_looked(staff, small):
    small.study.runs.update(table=True)
    page = text(staff.get(address(small)))
    assert "its answers came as a table" in page
    assert "Show where the model looked" not in page


def test_readers_are_asked_for_nothing(client, small):
    publish(small)
    page = text(client.get(address(small)))
    assert "Show where" not in page
    assert "Where the models looked" not in page
    drawn(small)
    assert "Where the models looked" in text(client.get(address(small)))


def test_no_number_on_the_page_is_nan(staff, make):
    made = make([0, 1])
    made.person([None, None])
    made.run([None, None])
    page = text(staff.get(address(made))).lower()
    assert not re.search(r"\b(nan|none|inf)\b", page)
    assert "no answer yet" in page


@pytest.mark.parametrize("times", [[700], [700] * 3, [150, 59_000], [400, 900, 1400, 8000]])
def test_every_time_is_in_one_bar(times):
    made = chart(np.array(times), np.array([n % 2 == 0 for n in range(len(times))]))
    assert sum(bar.right + bar.wrong for bar in made.bars) == len(times)
    assert sum(bar.wrong for bar in made.bars) == len(times) // 2
    assert made.bars[0].since * 1000 <= min(times)
    assert all(bar.right_y >= 0 and bar.wrong_y >= 0 for bar in made.bars)
    ends = [bar.until for bar in made.bars]
    assert None not in ends[:-1]
    assert ends[-1] is None or ends[-1] * 1000 > max(times)


def test_few_very_slow_answers_share_an_open_bar():
    made = chart(np.array([1000] * 99 + [50_000]), np.ones(100, bool))
    assert len(made.bars) <= 18
    assert (made.bars[-1].until, made.bars[-1].right) == (None, 1)
    assert made.seconds[-1].label.endswith("+")
    assert made.median == 1
