"""Editors see how far labellers agree, and settle what counts."""

import random
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from survey.access import Role
from survey.labels import label
from survey.labels.settle import apply, plan
from survey.labels.tally import keep_current
from survey.models import Annotation, Event, LabelRule, LabelTally, Photograph, Study, StudyItem
from tests.survey.conftest import open_study, ready_photograph

SignIn = Callable[[Role], Client]


@pytest.fixture
def editor(signed_in: SignIn) -> Client:
    return signed_in(Role.EDITOR)


def labellers(number: int) -> list[User]:
    return [User.objects.get_or_create(username=f"labeller {n}")[0] for n in range(number)]


def labelled(*choices: str, intended: str = "happy", number: int = 0) -> Photograph:
    """A private photograph with the labels of so many people; "": can't tell."""
    number = number or Photograph.objects.count() + 100
    photograph = ready_photograph("private", "happy", number)
    Photograph.objects.filter(pk=photograph.pk).update(
        intended=intended, expression=intended, rule="intention" if intended else ""
    )
    for who, choice in zip(labellers(len(choices)), choices, strict=True):
        label.keep(who, [label.Given(photograph.pk, choice, 1)])
    photograph.refresh_from_db()
    return photograph


def value(photograph: Photograph) -> str:
    return f"{photograph.pk}:{LabelTally.objects.get(pk=photograph.pk).majority}"


def test_agreement_with_the_truth_is_kept_current(db: None) -> None:
    photograph = labelled("happy", "happy", "sad", "")
    assert photograph.agreement == 0.5
    Annotation.objects.filter(choice="sad").update(choice="happy")
    keep_current([photograph.pk])
    photograph.refresh_from_db()
    assert photograph.agreement == 0.75
    Photograph.objects.filter(pk=photograph.pk).update(expression="sad")
    keep_current([photograph.pk])
    photograph.refresh_from_db()
    assert photograph.agreement == 0


def test_without_labels_the_data_sets_votes_count(db: None) -> None:
    photograph = ready_photograph("public", "sad", 1)
    photograph.votes = {"sad": 7, "neutral": 2, "contempt": 1}
    photograph.save()
    keep_current([photograph.pk])
    photograph.refresh_from_db()
    assert photograph.agreement == 0.7
    assert not LabelTally.objects.exists()


def test_the_list_holds_what_is_in_doubt_and_the_most_disputed_first(editor: Client) -> None:
    labelled("happy", "happy")
    torn = labelled("happy", "sad", "angry")
    against = labelled("sad", "sad")
    differ = labelled("happy", "happy", "sad")
    unknown = labelled("", "")
    cards = editor.get(reverse("settling")).context["cards"]
    ids = [card.photograph for card in cards]
    assert ids[:2] == [torn.pk, differ.pk]
    assert set(ids[2:]) == {against.pk, unknown.pk}
    why = {
        "none": {torn.pk, unknown.pk},
        "against": {against.pk},
        "differ": {torn.pk, differ.pk},
    }
    for name, expected in why.items():
        found = editor.get(reverse("settling"), {"why": name}).context["cards"]
        assert {card.photograph for card in found} == expected


@pytest.mark.parametrize(
    ("rule", "truth"), [("intention", "happy"), ("majority", "sad"), ("settled", "angry")]
)
def test_an_editor_settles_by_intention_majority_or_hand(
    editor: Client, rule: str, truth: str
) -> None:
    photograph = labelled("sad", "sad", "happy")
    data = {"photograph": value(photograph), "rule": rule, "expression": "angry"}
    editor.post(reverse("settling"), data)
    photograph.refresh_from_db()
    assert (photograph.expression, photograph.rule) == (truth, rule)
    tally = LabelTally.objects.get()
    assert (tally.truth, tally.rule, tally.decided) == (truth, rule, True)
    assert not editor.get(reverse("settling")).context["cards"]
    assert editor.get(reverse("settling"), {"show": "decided"}).context["cards"]


def test_a_decision_is_in_the_audit_trail_with_what_was_before(editor: Client) -> None:
    photograph = labelled("sad", "sad")
    editor.post(reverse("settling"), {"photograph": value(photograph), "rule": "majority"})
    event = Event.objects.get(verb="changed")
    assert event.target_id == str(photograph.pk)
    assert event.details == {"truth": ["happy", "sad"], "rule": ["intention", "majority"]}


def test_what_has_no_majority_or_was_labelled_meanwhile_stays(editor: Client) -> None:
    torn, moved = labelled("happy", "sad"), labelled("sad")
    seen = [value(torn), value(moved)]
    second = labellers(2)[1]
    label.keep(second, [label.Given(moved.pk, "angry", 1)])
    page = editor.post(reverse("settling"), {"photograph": seen, "rule": "majority"}, follow=True)
    text = page.content.decode()
    assert "1 has no majority" in text
    assert "1 got other labels meanwhile" in text
    assert set(Photograph.objects.values_list("expression", "rule")) == {("happy", "intention")}


def test_new_labels_open_a_decision_again_where_the_majority_changes(editor: Client) -> None:
    photograph = labelled("sad", "sad", "happy")
    editor.post(reverse("settling"), {"photograph": value(photograph), "rule": "intention"})
    first, *_ = labellers(3)
    label.keep(first, [label.Given(photograph.pk, "sad", 2)])
    assert LabelTally.objects.get().decided
    label.keep(first, [label.Given(photograph.pk, "happy", 3)])
    assert not LabelTally.objects.get().decided
    photograph.refresh_from_db()
    assert photograph.rule == "intention"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "settled"},
        {"rule": "settled", "expression": "bored"},
        {"rule": "source"},
        {"rule": ""},
        {"rule": "majority", "photograph": "x:y"},
        {"rule": "majority", "photograph": ""},
    ],
)
def test_a_wrong_decision_changes_nothing(editor: Client, wrong: dict[str, str]) -> None:
    photograph = labelled("sad", "sad")
    response = editor.post(reverse("settling"), {"photograph": value(photograph)} | wrong)
    assert response.status_code in (200, 400)
    photograph.refresh_from_db()
    assert (photograph.expression, photograph.rule) == ("happy", "intention")


def test_a_rule_for_all_says_first_what_it_would_change(editor: Client) -> None:
    moved, same = labelled("sad", "sad"), labelled("happy", "happy")
    labelled("sad", "happy"), labelled("sad")
    by_hand = labelled("sad", "sad", "happy")
    editor.post(
        reverse("settling"),
        {"photograph": value(by_hand), "rule": "settled", "expression": "neutral"},
    )
    study = open_study()
    StudyItem.objects.create(
        study=study, photograph=moved, position=1, truth="happy", kind="private"
    )
    found = editor.get(reverse("label_rule")).context["plan"]
    assert (found.changing, found.staying, found.passed_over, found.frozen) == (1, 1, 3, 1)
    assert found.moves == [("happy", "sad", 1)]
    stale = {"rule": "majority", "least": 2, "changing": 7}
    editor.post(reverse("label_rule"), stale)
    moved.refresh_from_db()
    assert moved.expression == "happy"
    editor.post(reverse("label_rule"), stale | {"changing": 1})
    for photograph, truth in ((moved, "sad"), (same, "happy")):
        photograph.refresh_from_db()
        assert (photograph.expression, photograph.rule) == (truth, "majority")
        assert photograph.agreement == 1
    by_hand.refresh_from_db()
    assert by_hand.expression == "neutral"
    assert StudyItem.objects.get().truth == "happy"
    changes = Event.objects.filter(details__rule="majority").get().details["changes"]
    assert {row[0] for row in changes} == {str(moved.pk), str(same.pk)}
    assert apply(LabelRule.MAJORITY, 2) == []


def test_a_draft_does_not_count_as_frozen(db: None) -> None:
    draft = Study.objects.create(slug="draft", title="Draft", seed=1)
    StudyItem.objects.create(
        study=draft, photograph=labelled("sad", "sad"), position=1, truth="happy", kind="private"
    )
    found = plan(LabelRule.MAJORITY, 2)
    assert (found.changing, found.frozen) == (1, 0)


@pytest.mark.parametrize("wrong", [{"least": "0"}, {"least": "x"}, {"rule": "settled"}])
def test_a_rule_that_cannot_be_is_refused(editor: Client, wrong: dict[str, str]) -> None:
    form = {"rule": "majority", "least": "2"} | wrong
    assert editor.get(reverse("label_rule"), form).status_code == 400
    assert editor.post(reverse("label_rule"), form).status_code == 400


def test_the_page_says_how_far_labellers_agree_with_few_statements(editor: Client) -> None:
    rng = random.Random(1)
    for number in range(12):
        seen = rng.choice(["happy", "sad", "angry"])
        labelled(seen, seen, rng.choice([seen, "neutral", ""]), number=number + 1)
    with CaptureQueriesContext(connection) as statements:
        page = editor.get(reverse("agreement"))
    assert len(statements) <= 10
    found = page.context["figures"]
    assert (found.labelled, found.several, len(found.labellers)) == (12, 12, 3)
    assert found.kappa
    assert found.interval
    assert found.interval[0] <= found.kappa.value <= found.interval[1]
    first, second = found.labellers[:2]
    pair = found.pairs[0].cells[1]
    assert pair
    assert pair.both >= pair.same
    assert first.done == second.done == 12
    assert sum(map(sum, found.confusion)) == 12


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ([], "nothing to label yet"),
        ([["sad"]], "at least two labellers"),
        ([["sad", "sad"], ["sad", "sad"]], "no chance to compare with"),
        ([["sad", "sad"], ["happy", "sad"]], "no interval can be said"),
    ],
)
def test_with_too_few_labels_the_page_says_what_cannot_be_said(
    editor: Client, labels: list[list[str]], says: str
) -> None:
    for choices in labels:
        labelled(*choices)
    assert says in editor.get(reverse("agreement")).content.decode()
