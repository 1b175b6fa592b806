"""What no question page sends: refused whole, and nothing is stored."""

from uuid import uuid4

import pytest

from survey.models import Answer, Participant
from tests.survey.participation.conftest import Post
from tests.survey.participation.people import sent

WRONG = {
    "a choice outside the five": {"choice": "fear"},
    "a boolean": {"choice": True},
    "null": {"choice": None},
    "a list": {"choice": ["happy"]},
    "a key that is no UUID": {"key": "1"},
    "a negative sequence": {"sequence": -1},
    "a fraction": {"sequence": 1.5},
    "a negative time": {"response_ms": -5},
    "a time of a year": {"response_ms": 31_536_000_000},
    "a lone surrogate": {"choice": "\ud800"},
    "NUL": {"choice": "happy\x00"},
    "a sequence as text": {"sequence": "1"},
    "a sequence that no database holds": {"sequence": 2**31},
    "a truth value for a number": {"sequence": True},
    "an integer of 5,000 digits": {"response_ms": 10**4000},
    "a text for a truth value": {"hidden": "no"},
    "an item that is no UUID": {"item": "; --"},
    "a number for a key": {"key": 5},
}


@pytest.mark.parametrize("name", WRONG)
def test_it_refuses(name: str, post: Post, items: list[str]) -> None:
    reply = post("answers", {"answers": [{**sent(items[0]), **WRONG[name]}]})
    assert reply.status_code == 400
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "7",
        "{}",
        '{"answers": []}',
        '{"answers": {}}',
        '{"answers": [1]}',
        '{"answers": [NaN]}',
        "[" * 10_000 + "]" * 10_000,
        '{"answers": "' + "x" * 5_000_000 + '"}',
        b"\xff\xfe",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_it_refuses_a_body(body: str | bytes, post: Post, items: list[str]) -> None:
    assert post("answers", body).status_code == 400


def test_more_than_a_batch_is_refused(post: Post, items: list[str]) -> None:
    batch = [sent(items[0], sequence=n) for n in range(1, 102)]
    assert post("answers", {"answers": batch}).status_code == 400


def test_fields_that_nobody_asked_for_change_nothing(post: Post, items: list[str]) -> None:
    answer = sent(items[0], is_staff=True, simulated=True, participant=str(uuid4()))
    assert post("answers", {"answers": [answer], "finished": True}).status_code == 200
    assert not Participant.objects.filter(simulated=True).exists()
    assert not Participant.objects.finished().exists()
