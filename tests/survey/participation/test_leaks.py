"""Before the end, nobody who takes part is told a truth or what the model or others answered.

The same person asks every address of the site twice, in two worlds that differ only in the truths,
the model's answers, other people's and the photographs' names. Whatever is told must be the same to
the last byte, headers included: then it can't depend on any of these, however it might be encoded.
"""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from survey.models import Answer, Expression, ModelRun, Prediction, Study, Subject
from survey.models.runs import Status
from survey.participation.about import tell
from survey.participation.asked import trials_of
from survey.participation.session import cookie_name
from survey.participation.steps import answer, finish, withdraw
from survey.studies.invite import invite
from survey.urls import urlpatterns

from .people import Person, as_given, close
from .walk import Route, Walker, everything_told, routes

pytestmark = pytest.mark.django_db

# What people who take part may open, at some time of their way. A new address belongs here or
# below; here it is asked at every stage of the way: see Walker for its parameters and bodies.
OPEN = {
    "home",
    "login",
    "code",
    "logout",
    "set_password",
    "admin:login",
    "admin:logout",
    "set_language",
    "participate",
    "invitation",
    "about",
    "plain",
    "return_link",
    "come_back",
    "question",
    "item_face",
    "result",
    "picture",
    "result_face",
    "withdraw",
    "withdraw_later",
    "withdrawn",
    "results",
    "results_state",
    "results_image",
    "results_heatmap",
    "run_progress",
    "api_comparison",
    "api_schema",
    "api_state",
    "api_answers",
    "api_finish",
}
# What only staff may open: what names roles, to which test_access.py holds it; and "admin:".
STAFFS = {pattern.name for pattern in urlpatterns if getattr(pattern.callback, "roles", None)}


def is_the_admins(route: Route) -> bool:
    return route.name.startswith("admin:") and route.name not in OPEN


@pytest.fixture
def walker(study: Study) -> Walker:
    """Somebody who has agreed, in a study that would tell as much as one can."""
    settings = {
        "published": True,  # but open
        "result_at_close": True,
        "repeats": 2,
        "attention_checks": 1,
        "questions": ["age_band"],
    }
    Study.objects.update(**settings)
    Subject.objects.update(in_results=True, in_publication=True)
    study.refresh_from_db()
    run = ModelRun.objects.create(study=study, status=Status.DONE)
    for item in study.items.all():
        Prediction.objects.create(run=run, item=item, probabilities=[0.96, 0.01, 0.01, 0.01, 0.01])
    for _ in range(6):
        other = Person(study)
        other.answer(right=10)
        type(other.row).objects.filter(pk=other.id).update(finished_at=timezone.now())
    person = Person(study)
    return Walker(person.browser, study, person, run, invite(study, [""])[0].token)


def in_the_other_world(walker: Walker) -> None:
    """Nothing but what nobody may be told becomes something else."""
    turned = dict(
        zip(Expression.values, [*Expression.values[1:], Expression.values[0]], strict=True)
    )
    for item in walker.study.items.select_related("photograph"):
        item.truth = turned[item.truth]
        item.save()
        item.photograph.expression = item.truth
        item.photograph.name = f"another {item.truth} name.jpg"
        item.photograph.save()
    for prediction in Prediction.objects.all():
        prediction.probabilities = [0.02, 0.03, 0.05, 0.07, 0.83]
        prediction.save()
    ModelRun.objects.update(checkpoint="weights/another", card={"accuracy": 0.123})
    for reply in Answer.objects.exclude(participant=walker.person.id):
        reply.choice = turned[turned[reply.choice]]
        reply.save()


def answer_some(walker: Walker) -> None:
    tell(walker.person.row, {"age_band": "unsaid"})
    trials = trials_of(walker.person.row)
    given = [as_given(trial.id, "angry", n) for n, trial in enumerate(trials[:7], start=1)]
    answer(walker.study.slug, walker.person.token, given, [trials[7].id])


def answer_all(walker: Walker) -> None:
    answer_some(walker)
    trials = trials_of(walker.person.row)
    given = [as_given(trial.id, "angry", n) for n, trial in enumerate(trials, start=10)]
    answer(walker.study.slug, walker.person.token, given)


def finish_all(walker: Walker) -> None:
    answer_all(walker)
    finish(walker.study.slug, walker.person.token)


def withdraw_all(walker: Walker) -> None:
    finish_all(walker)
    withdraw(walker.person.row)


def forget_who_one_is(walker: Walker) -> None:
    del walker.client.cookies[cookie_name(walker.study.slug)]


def come_too_late(walker: Walker) -> None:
    answer_some(walker)
    Study.objects.update(published=False)  # as it is until an admin says otherwise
    close(walker.study)


STAGES: dict[str, Callable[[Walker], None]] = {
    "nobody yet": forget_who_one_is,
    "has agreed": lambda walker: None,
    "has answered some": answer_some,
    "has answered all": answer_all,
    "has finished, the result waits for the close": finish_all,
    "has withdrawn": withdraw_all,
    "came too late": come_too_late,
}


def both_worlds(walker: Walker) -> tuple[dict[str, str], dict[str, str]]:
    here = everything_told(walker, sorted(OPEN))
    in_the_other_world(walker)
    return here, everything_told(walker, sorted(OPEN))


def test_every_address_of_the_site_is_walked_or_only_for_staff() -> None:
    known = {route.name for route in routes() if not is_the_admins(route)}
    assert known == OPEN | STAFFS
    assert not OPEN & STAFFS


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_told_before_the_result_depends_on_a_truth_or_a_prediction(
    walker: Walker, stage: str
) -> None:
    STAGES[stage](walker)
    here, there = both_worlds(walker)
    assert len(here) > 2 * len(OPEN)
    assert [asked for asked in here if here[asked] != there[asked]] == []


def test_the_same_walk_finds_what_is_told_with_the_result(walker: Walker) -> None:
    finish_all(walker)
    Study.objects.update(result_at_close=False)
    here, there = both_worlds(walker)
    differing = [asked for asked in here if here[asked] != there[asked]]
    slug = walker.study.slug
    assert {f"GET /s/{slug}/result/", f"GET /s/{slug}/result/picture.svg"} <= set(differing)
    assert all(f"/s/{slug}/result/" in asked for asked in differing)


def refusals(walker: Walker) -> Iterator[tuple[str, str]]:
    """Everything of the staff's that was asked, and where that didn't lead to a refusal."""
    for route in routes():
        if route.name in STAFFS or is_the_admins(route):
            for asked, response in walker.visit(route):
                to_sign_in = response.status_code == 302 and (
                    response["Location"].startswith(("/sign-in/?", "/admin/login/?"))
                )
                refused = to_sign_in or response.status_code in (401, 403, 404, 405)
                yield asked, "" if refused else str(response.status_code)


def test_what_is_the_staffs_is_refused(walker: Walker) -> None:
    answer_some(walker)
    asked = dict(refusals(walker))
    assert len(asked) > 2 * len(STAFFS)
    assert {what: status for what, status in asked.items() if status} == {}
