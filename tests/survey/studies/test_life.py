"""Opened, paused, closed, copied, deleted; and what participants see meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey.access import Role
from survey.models import Consent, Event, Photograph, Study, StudyItem, StudyText, Subject
from survey.models.studies import State
from survey.participation import steps
from survey.studies.draw import draw_study, freeze
from survey.tasks import sweep
from tests.survey.conftest import consenting, open_study, ready_photograph
from tests.survey.participation.people import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.EDITOR)


@pytest.fixture
def draft(fill_pool: Callable[[int], None]) -> Study:
    fill_pool(2)
    return draw_study("faces", title="Faces", public=5, private=5, seed=1, draft=True)


def press(client: Client, name: str, **sent: object) -> None:
    client.post(reverse(name, args=["faces"]), sent)


def state_of(study: Study) -> str:
    study.refresh_from_db()
    return str(study.state)


def test_a_study_goes_its_way_and_the_trail_tells_it(editor: Client, draft: Study) -> None:
    states = []
    press(editor, "freeze_study", version=1)
    for name in ("open_study", "pause_study", "open_study"):
        press(editor, name)
        states.append(state_of(draft))
    press(editor, "close_study", slug="faces")
    assert [*states, state_of(draft)] == ["open", "paused", "open", "closed"]
    told = Event.objects.filter(target_kind="study").order_by("pk")
    whats = [event.details["what"] for event in told]
    assert whats == ["frozen", "opened", "paused", "opened", "closed"]


def test_a_button_in_the_wrong_state_does_nothing(editor: Client, draft: Study) -> None:
    for name in ("open_study", "pause_study"):
        press(editor, name)
    press(editor, "close_study", slug="faces")
    assert state_of(draft) == "draft"
    freeze(draft)
    press(editor, "pause_study")
    assert state_of(draft) == "frozen"
    draft.close()
    press(editor, "open_study")
    assert state_of(draft) == "closed"


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        (State.DRAFT, 404, ""),
        (State.FROZEN, 403, "open yet"),
        (State.PAUSED, 403, "come back later"),
        (State.CLOSED, 410, "has ended"),
    ],
)
def test_who_wants_to_begin_is_told_why_not(state: str, status: int, words: str) -> None:
    now = timezone.now()
    times = {"frozen_at": None if state == State.DRAFT else now}
    times["closed_at"] = now if state == State.CLOSED else None
    study = open_study(state=state, **times)
    page = Client().get(
        reverse("participate", args=[study.slug]), headers={"accept-language": "en"}
    )
    assert page.status_code == status
    assert words in page.content.decode()
    assert Client().get(reverse("come_back", args=[study.slug, "x"])).status_code == 404


def test_who_has_begun_goes_on_through_a_pause(study: Study) -> None:
    person = Person(study)
    study.state = State.PAUSED
    study.save()
    with pytest.raises(steps.StudyPaused):
        steps.start(study, "en")
    person.answer(right=10)
    steps.finish(study.slug, person.token)
    assert person.row.is_finished


def test_a_study_closes_when_its_day_has_come(study: Study) -> None:
    at = timezone.now() - timedelta(minutes=1)
    Study.objects.update(closes_at=at)
    study.refresh_from_db()
    assert not study.admits
    with pytest.raises(steps.StudyClosed):
        steps.start(study, "en")
    sweep()
    assert state_of(study) == "closed"
    assert study.closed_at == at
    assert Event.objects.get(target_kind="study").details["what"] == "closed"


def test_a_copy_takes_all_but_people_and_what_may_not_be_drawn(
    editor: Client, draft: Study
) -> None:
    StudyText.objects.create(study=draft, language="en", title="Faces", closing="Bye")
    for text in ("Old", "New"):
        Consent.objects.write(draft, "en", text)
    Study.objects.update(questions=["gender"], repeats=2)
    draft.refresh_from_db()
    freeze(draft)
    gone = draft.items.filter(kind="private").first()
    Subject.objects.filter(photographs=gone.photograph).update(in_survey=False)
    editor.post(reverse("copy_study", args=["faces"]), {"title": "Again", "slug": "again"})
    copy = Study.objects.get(slug="again")
    assert (copy.is_draft, copy.copied_from, copy.repeats) == (True, draft, 2)
    assert (copy.questions, copy.recipe, copy.seed) == (["gender"], draft.recipe, draft.seed)
    assert copy.texts.get().closing == "Bye"
    assert [(each.version, each.text) for each in copy.consents.all()] == [(1, "New")]
    mine = set(draft.items.values_list("photograph", flat=True))
    theirs = set(copy.items.values_list("photograph", flat=True))
    assert theirs == mine - {gone.photograph_id}
    freezing = editor.post(reverse("freeze_study", args=["again"]), {"version": copy.version})
    assert freezing.context["lacking"] == 1
    editor.post(reverse("change_images", args=["again", "mend"]), {"version": copy.version})
    copy.refresh_from_db()
    editor.post(reverse("freeze_study", args=["again"]), {"version": copy.version})
    assert state_of(copy) == "frozen"


def test_a_draft_goes_after_its_name_was_typed_and_only_a_draft(
    editor: Client, signed_in: Callable[[Role], Client], draft: Study
) -> None:
    owner = signed_in(Role.OWNER)
    press(editor, "delete_study", slug="faces")  # not theirs to do
    press(owner, "delete_study", slug="wrong")
    assert Study.objects.exists()
    press(owner, "delete_study", slug="faces")
    assert not Study.objects.exists()
    assert Photograph.objects.count() == 20
    assert Event.objects.get(verb="removed").target_name == "Faces"
    frozen = draw_study("faces", title="Faces", public=5, private=5, seed=1)
    press(owner, "delete_study", slug="faces")
    assert Study.objects.filter(pk=frozen.pk).exists()


def test_the_overview_names_the_next_action_in_each_state(editor: Client, draft: Study) -> None:
    address = reverse("study", args=["faces"])

    def following() -> str:
        return str(editor.get(address).context["way"].next.action)

    assert following() == "Freeze"
    freeze(draft)
    assert following() == "Open the study"
    draft.open()
    assert following() == "Watch"
    press(editor, "pause_study")
    assert following() == "Go on"
    press(editor, "close_study", slug="faces")
    assert following() == "See the results"


def test_the_list_is_paged_filtered_and_counts_people_and_images_apart(
    editor: Client, study: Study, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(30):
        Study.objects.create(slug=f"s{number}", title=f"S {number}", seed=1)
    Person(study).finish(right=3)
    Person(study)
    editor.get(reverse("studies"))  # the first page notes the sign-in
    with django_assert_max_num_queries(10):
        page = editor.get(reverse("studies"), {"state": "open"})
    ((_study, counts),) = page.context["rows"]
    assert (counts["images"], counts["started"], counts["finished"]) == (10, 2, 1)
    with django_assert_max_num_queries(10):
        assert len(editor.get(reverse("studies")).context["rows"]) == 25


def test_the_poster_shows_link_and_words_in_its_language(editor: Client, study: Study) -> None:
    StudyText.objects.create(study=study, language="ko", title="얼굴", introduction="하나")
    page = editor.get(reverse("study_poster", args=["faces", "ko"])).content.decode()
    assert '<html lang="ko">' in page
    assert "/s/faces/" in page
    assert "하나" in page


def test_a_study_says_whose_consent_ends_soon(signed_in: Callable[[Role], Client]) -> None:
    study = open_study("soon")
    who = consenting("P-1")
    photograph = ready_photograph("private", "happy", 9)
    Photograph.objects.filter(pk=photograph.pk).update(subject=who)
    StudyItem.objects.create(
        study=study, photograph=photograph, position=1, truth="happy", kind="private"
    )
    page = reverse("study", args=[study.slug])
    editor = signed_in(Role.EDITOR)
    assert "ends soon" not in editor.get(page).content.decode()
    Subject.objects.filter(pk=who.pk).update(until=timezone.localdate() + timedelta(days=5))
    assert "The consent of 1 person ends soon" in editor.get(page).content.decode()
