"""A draft's images through its page: drawn, looked at, swapped, drawn anew, frozen."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from survey.access import Role
from survey.models import Event, Photograph, Study, Subject, Swap
from survey.studies.draw import draw_study
from survey.studies.recipe import Recipe
from tests.survey.participation.test_races import at_once

Fill = Callable[[int], None]


@pytest.fixture
def editor(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.EDITOR)


@pytest.fixture
def draft(fill_pool: Fill) -> Study:
    fill_pool(3)
    return draw_study("faces", title="Faces", public=5, private=5, seed=1, draft=True)


def address(name: str, *args: object) -> str:
    return reverse(name, args=["faces", *args])


def draw(client: Client, **changed: object) -> HttpResponse:
    study = Study.objects.get(slug="faces")
    sent = {"public": 5, "private": 5, "seed": 1, "unknown_agreement": "on", "draw": "1"}
    return client.post(address("study_draw"), {"version": study.version} | sent | changed)


def test_a_new_study_is_a_draft_that_asks_for_images(editor: Client) -> None:
    made = editor.post(reverse("new_study"), {"title": "Faces", "slug": "faces"})
    assert made.url == address("study_draw")
    assert Study.objects.get().is_draft
    assert b"Nothing is drawn yet" in editor.get(made.url).content
    again = editor.post(reverse("new_study"), {"title": "B", "slug": "faces"})
    assert b"There is a study of this name already." in again.content


def test_the_page_draws_by_the_recipe_and_keeps_it(editor: Client, draft: Study) -> None:
    assert (
        draw(editor, public="", public_happy=2, public_sad=1, seed=7, people=30).status_code == 302
    )
    draft.refresh_from_db()
    groups = Counter(draft.items.filter(kind="public").values_list("truth", flat=True))
    assert groups == {"happy": 2, "sad": 1}
    recipe = Recipe.read(draft.recipe)
    assert (draft.seed, recipe.people, recipe.images) == (7, 30, 8)
    page = editor.get(address("study_draw")).content.decode()
    assert "30 people and 8 images: margin ±" in page


def test_what_the_pool_lacks_is_said_with_its_reason(editor: Client, draft: Study) -> None:
    private = Photograph.objects.filter(kind="private", expression="sad")
    Subject.objects.filter(photographs=private.first()).update(in_survey=False)
    Photograph.objects.filter(kind="public", expression="sad").update(agreement=0.4)
    Photograph.objects.filter(kind="public", expression="angry").update(expression="")
    page = draw(editor, public=10, private=15, least_agreement=70, check="1")
    assert page.status_code == 400
    rows = {(row.kind, row.expression): row for row in page.context["pool"].rows}
    sad, public_sad = rows["private", "sad"], rows["public", "sad"]
    assert (sad.wanted, sad.ready, sad.missing, sad.no_consent) == (3, 2, 1, 1)
    assert (public_sad.ready, public_sad.missing, public_sad.disagreed) == (0, 2, 3)
    assert rows["public", "angry"].missing == 2
    assert dict(page.context["pool"].unlabelled) == {"Public": 3, "Private": 0}
    assert draft.items.count() == 10


def test_a_limit_per_person_is_kept_and_its_shortfall_told(editor: Client, draft: Study) -> None:
    Photograph.objects.filter(kind="public").update(source="set", person="one")
    page = draw(editor, most_per_person=1)
    assert page.status_code == 400
    assert sum(row.limited for row in page.context["pool"].rows) == 4
    assert draw(editor, public=0, most_per_person=1).status_code == 302
    people = draft.items.values_list("person", flat=True)
    assert len(set(people)) == 5


def test_sources_and_unknown_agreement_can_be_left_out(editor: Client, draft: Study) -> None:
    keep = Photograph.objects.filter(kind="public").order_by("expression", "digest")
    Photograph.objects.filter(kind="public").update(source="bad")
    for expression in ("happy", "surprise", "angry", "sad", "neutral"):
        one = keep.filter(expression=expression)[0]
        Photograph.objects.filter(pk=one.pk).update(source="good", agreement=0.9)
    drawn = draw(editor, excluded_sources=["bad"], private=0)
    assert drawn.status_code == 302
    assert set(draft.items.values_list("photograph__source", flat=True)) == {"good"}
    page = draw(editor, least_agreement=80, unknown_agreement="", private=5)
    assert page.context["pool"].missing == 5


def test_another_seed_and_a_look_at_the_pool_change_nothing(editor: Client, draft: Study) -> None:
    before = list(draft.items.values_list("photograph", flat=True))
    sent = {"public": 10, "private": 5, "seed": 1, "version": 1}
    for button in ("check", "seed_anew"):
        assert editor.post(address("study_draw"), sent | {button: "1"}).status_code == 200
    assert list(draft.items.values_list("photograph", flat=True)) == before


def test_a_swap_keeps_kind_and_expression_is_recorded_and_can_be_undone(
    editor: Client, draft: Study
) -> None:
    item = draft.items.get(position=3)
    page = editor.get(address("study_swap", 3))
    offered = [photograph.pk for photograph in page.context["page"]]
    assert len(offered) == 2
    assert item.photograph_id not in offered
    editor.post(address("study_swap", 3), {"photograph": offered[1], "version": 1})
    swapped = draft.items.get(position=3)
    assert swapped.photograph_id == offered[1]
    assert (swapped.kind, swapped.truth) == (item.kind, item.truth)
    swap = Swap.objects.get()
    assert (swap.removed_id, swap.added_id) == (item.photograph_id, offered[1])
    assert Event.objects.filter(details__what="swapped").exists()
    editor.post(address("change_images", "undo"), {"version": 2})
    assert draft.items.get(position=3).photograph_id == item.photograph_id
    assert not Swap.objects.exists()


def test_a_photograph_of_another_group_can_not_come_in(editor: Client, draft: Study) -> None:
    item = draft.items.get(position=1)
    other = Photograph.objects.exclude(kind=item.kind, expression=item.truth).first()
    for bad in (other.pk, "nonsense"):
        editor.post(address("study_swap", 1), {"photograph": bad, "version": 1})
    assert draft.items.get(position=1).photograph_id == item.photograph_id


def test_an_excluded_photograph_goes_and_stays_away(editor: Client, draft: Study) -> None:
    item = draft.items.get(position=1)
    editor.post(address("study_swap", 1), {"exclude": "1", "version": 1})
    assert not draft.items.filter(photograph=item.photograph_id).exists()
    page = draw(editor, public=15, private=15)
    assert page.context["pool"].missing == 1
    draft.refresh_from_db()
    sent = {"photograph": str(item.photograph_id), "version": draft.version}
    editor.post(address("change_images", "allow"), sent)
    assert draw(editor, public=15, private=15, lose_swaps="on").status_code == 302


def test_to_draw_anew_asks_before_swaps_are_lost(editor: Client, draft: Study) -> None:
    editor.post(address("study_swap", 1), {"random": "1", "version": 1})
    page = draw(editor)
    assert b"1 swap made by hand is lost" in page.content
    assert Swap.objects.count() == 1
    assert draw(editor, lose_swaps="on").status_code == 302
    assert not Swap.objects.exists()


def test_freezing_says_which_images_cannot_be_used_and_offers_others(
    editor: Client, draft: Study
) -> None:
    item = draft.items.filter(kind="private").first()
    Subject.objects.filter(photographs=item.photograph).update(in_survey=False)
    labelled = draft.items.filter(kind="public", truth="sad").get()
    Photograph.objects.filter(pk=labelled.photograph_id).update(expression="happy")
    page = editor.post(address("freeze_study"), {"version": 1})
    assert page.status_code == 400
    assert {each.pk for each in page.context["unusable"]} == {item.pk, labelled.pk}
    editor.post(address("change_images", "mend"), {"version": 1})
    assert editor.post(address("freeze_study"), {"version": 2}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "frozen"
    assert draft.digest == draft.computed_digest()


def test_freezing_reads_the_labels_once_more(editor: Client, draft: Study) -> None:
    """Two labels that change places leave the set balanced: they are taken as they are now."""
    happy, sad = (draft.items.get(kind="public", truth=truth) for truth in ("happy", "sad"))
    Photograph.objects.filter(pk=happy.photograph_id).update(expression="sad")
    Photograph.objects.filter(pk=sad.photograph_id).update(expression="happy")
    assert editor.post(address("freeze_study"), {"version": 1}).status_code == 302
    assert draft.items.get(pk=happy.pk).truth == "sad"


def test_nothing_of_a_frozen_study_can_be_drawn_or_swapped(editor: Client, draft: Study) -> None:
    editor.post(address("freeze_study"), {"version": 1})
    before = list(draft.items.values_list("photograph", flat=True))
    for page in (
        draw(editor),
        editor.post(address("study_swap", 1), {"random": "1", "version": 2}),
        editor.post(address("change_images", "mend"), {"version": 2}),
        editor.post(address("freeze_study"), {"version": 2}),
    ):
        assert page.status_code == 409
        assert address("copy_study").encode() in page.content
    assert list(draft.items.values_list("photograph", flat=True)) == before


def test_who_draws_second_is_told_and_their_recipe_stays_in_the_form(
    editor: Client, signed_in: Callable[[Role], Client], draft: Study
) -> None:
    other = signed_in(Role.EDITOR)
    draw(other, seed=5)
    page = draw(editor, seed=9, version=1)
    assert page.status_code == 409
    assert "drew its images" in page.content.decode()
    assert page.context["form"]["seed"].value() == "9"
    assert Study.objects.get().seed == 5
    swap = editor.post(address("study_swap", 1), {"random": "1", "version": 1})
    assert swap.status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_a_swap_and_a_freeze_at_the_same_moment_one_is_refused(
    signed_in: Callable[[Role], Client], draft: Study
) -> None:
    one, two = signed_in(Role.EDITOR), signed_in(Role.EDITOR)
    swapped, frozen = at_once(
        lambda: one.post(address("study_swap", 1), {"random": "1", "version": 1}),
        lambda: two.post(address("freeze_study"), {"version": 1}),
    )
    assert sorted([swapped.status_code, frozen.status_code]) == [302, 409]
    draft.refresh_from_db()
    assert draft.is_draft == (swapped.status_code == 302)
    assert draft.is_draft or draft.digest == draft.computed_digest()
