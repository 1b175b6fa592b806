import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from survey.models import Answer, CheckAnswer, Participant, Study
from survey.results.comparison import compare
from survey.simulation.browser import Browser

pytestmark = pytest.mark.django_db(transaction=True)


def test_made_up_people_reach_the_scores_through_the_public_api(
    live_server: Any, study: Study, tmp_path: Path
) -> None:
    scores = tmp_path / "scores.json"
    scores.write_text(json.dumps({"humans": {"score_histogram": {"3": 1, "8": 2}}}))
    call_command("simulate", study.slug, scores=scores, seed=1, url=live_server.url)
    assert Participant.objects.finished().filter(simulated=True).count() == 3
    truths = dict(study.items.values_list("id", "truth"))
    reached = [
        sum(truths[item] == choice for item, choice in person.answers.values_list("item", "choice"))
        for person in Participant.objects.all()
    ]
    assert sorted(reached) == [3, 8, 8]
    assert compare(study, None).people.simulated == 3


@pytest.mark.parametrize("entry", ["invitation", "code"])
def test_made_up_people_go_the_whole_way_of_a_study_that_asks_more(
    live_server: Any, study: Study, entry: str
) -> None:
    more = {"questions": ["gender"], "repeats": 2, "attention_checks": 2}
    Study.objects.update(entry=entry, group_code="blue cat 7", **more)
    call_command("simulate", study.slug, participants=2, seed=1, url=live_server.url)
    assert [each.gender for each in Participant.objects.finished()] == ["unsaid", "unsaid"]
    checks = CheckAnswer.objects.filter(kind="attention")
    assert all(check.choice == check.expected for check in checks)
    assert CheckAnswer.objects.count() == 8


@pytest.mark.parametrize(
    ("content", "why"),
    [("[11]", "can't be had"), ("[]", "no scores"), ("{", "holds no"), ('["a"]', "holds no")],
)
def test_scores_that_cannot_be_reached_are_refused(
    study: Study, tmp_path: Path, content: str, why: str
) -> None:
    scores = tmp_path / "scores.json"
    scores.write_text(content)
    with pytest.raises(CommandError, match=why):
        call_command("simulate", study.slug, scores=scores, seed=1)
    assert not Participant.objects.exists()


def test_a_site_with_another_database_gets_no_unmarked_answers(
    live_server: Any, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Browser, "agree", lambda _self, **_: "a secret of another site")
    with pytest.raises(CommandError, match="another database"):
        call_command("simulate", study.slug, participants=1, url=live_server.url)
    assert not Answer.objects.exists()
