from collections import Counter
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from survey.models import Photograph, Study
from survey.studies.draw import SlugTaken, draw_study
from survey.studies.sampling import TooFew


def test_a_study_is_balanced_and_keeps_its_truths(fill_pool: Callable[[int], None]) -> None:
    fill_pool(3)
    study = draw_study("a", title="A", public=10, private=10, seed=1)
    groups = Counter(study.items.values_list("kind", "truth"))
    assert set(groups.values()) == {2}
    Photograph.objects.update(expression="happy")
    assert Counter(study.items.values_list("kind", "truth")) == groups


def test_the_fingerprint_tells_a_changed_set(study: Study) -> None:
    assert study.digest == study.computed_digest()
    study.items.filter(position=1).update(truth="sad")
    study.items.filter(position=2).update(truth="happy")
    assert study.digest != study.computed_digest()


def test_only_ready_and_labelled_photographs_are_drawn(fill_pool: Callable[[int], None]) -> None:
    fill_pool(1)
    Photograph.objects.filter(kind="public", expression="sad").update(expression="")
    with pytest.raises(TooFew, match="public sad: 1 wanted, 0 ready"):
        draw_study("a", title="A", public=5, private=5, seed=1)
    assert not Study.objects.exists()


def test_the_demos_drawn_faces_stay_out_of_real_studies(fill_pool: Callable[[int], None]) -> None:
    fill_pool(1)
    Photograph.objects.update(demo=True)
    with pytest.raises(TooFew):
        draw_study("a", title="A", public=5, private=5, seed=1)


def test_a_name_is_given_once(study: Study) -> None:
    with pytest.raises(SlugTaken):
        draw_study(study.slug, title="B", public=5, private=5, seed=1)


def test_a_photograph_in_a_study_is_protected_by_the_database(study: Study) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        study.items.first().photograph.delete()


def test_the_command_says_exactly_what_is_missing(fill_pool: Callable[[int], None]) -> None:
    fill_pool(2)
    with pytest.raises(CommandError, match="private sad: 1 missing \\(2 ready, 3 wanted\\)"):
        call_command("draw_study", "a", title="A", public=5, private=15, seed=1)


@pytest.mark.parametrize("slug", ["a b", "ä", "a/b", "a" * 51])
def test_the_command_refuses_a_name_that_is_no_address(
    fill_pool: Callable[[int], None], slug: str
) -> None:
    fill_pool(1)
    with pytest.raises(CommandError, match="slug: "):
        call_command("draw_study", slug, title="A", public=5, private=5, seed=1)


@pytest.mark.parametrize(
    "wrong", [{"title": "a" * 201}, {"public": 7}, {"private": -5}, {"seed": 2**70}]
)
def test_the_command_refuses_what_the_page_refuses(
    fill_pool: Callable[[int], None], wrong: dict[str, object]
) -> None:
    fill_pool(1)
    said = {"title": "A", "public": 5, "private": 5, "seed": 1, **wrong}
    with pytest.raises(CommandError, match=f"{next(iter(wrong))}: "):
        call_command("draw_study", "a", **said)
    assert not Study.objects.exists()


def test_the_command_refuses_a_study_without_images(db: None) -> None:
    with pytest.raises(CommandError, match="needs images"):
        call_command("draw_study", "a", title="A", public=0, private=0, seed=1)


def test_the_command_can_leave_a_draft(fill_pool: Callable[[int], None]) -> None:
    fill_pool(1)
    call_command("draw_study", "a", title="A", public=5, private=5, seed=1, draft=True)
    study = Study.objects.get()
    assert (study.is_draft, study.items.count(), study.digest) == (True, 10, "")


def test_closing_asks_for_the_name_and_publishing_for_closing(
    admin_client: Client, study: Study
) -> None:
    admin_client.post(reverse("close_study", args=[study.slug]), {"slug": "wrong"})
    admin_client.post(reverse("publish_study", args=[study.slug]), {"published": "yes"})
    study.refresh_from_db()
    assert study.is_open
    assert not study.published
    admin_client.post(reverse("close_study", args=[study.slug]), {"slug": study.slug})
    admin_client.post(reverse("publish_study", args=[study.slug]), {"published": "yes"})
    study.refresh_from_db()
    assert study.shows_results_to_everyone()


def test_results_stay_hidden_while_an_open_study_asks_about_the_same_photographs(
    admin_client: Client, study: Study
) -> None:
    other = draw_study("other", title="Other", public=5, private=5, seed=2)
    study.close()
    address = reverse("publish_study", args=[study.slug])
    page = admin_client.post(address, {"published": "yes"}, follow=True)
    study.refresh_from_db()
    assert not study.published
    assert b"Other" in page.content
    other.close()
    admin_client.post(address, {"published": "yes"})
    study.refresh_from_db()
    assert study.published


def test_photographs_whose_truths_are_public_are_not_drawn(study: Study) -> None:
    Study.objects.update(published=True)
    with pytest.raises(TooFew):
        draw_study("other", title="Other", public=5, private=5, seed=2)
