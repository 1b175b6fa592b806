"""What people wrote, in Korean and in English."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from survey.transfer import words

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("기쁨", "happy"),
        ("행복", "happy"),
        ("기쁨 (happy)", "happy"),
        ("1. Happy!", "happy"),
        ("놀람", "surprise"),
        ("Surprised", "surprise"),
        ("당황/놀람", "surprise"),
        ("Ａｎｇｒｙ", "angry"),
        ("슬픔 😢", "sad"),
        ("무표정", "neutral"),
        ("", ""),
        ("-", ""),
        ("모르겠음", ""),
        ("happy, sad", None),
        ("not happy", None),
        ("상처", None),
        ("3", None),
    ],
)
def test_an_answer_means_one_expression_or_nothing_or_is_unknown(text, expected):
    assert words.expression(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("78 / 100", 78), ("78", 78), ("78.00 / 100", 78), ("칠십", None)]
)
def test_a_score_is_read(text, expected):
    assert words.score(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025/05/14 3:21:07 오후 GMT+9", datetime(2025, 5, 14, 6, 21, 7, tzinfo=UTC)),
        ("2025/05/14 12:05:00 오전 GMT+9", datetime(2025, 5, 13, 15, 5, tzinfo=UTC)),
        ("2025. 5. 14 오후 3:21:07", datetime(2025, 5, 14, 6, 21, 7, tzinfo=UTC)),
        ("5/14/2025 15:21:07", datetime(2025, 5, 14, 6, 21, 7, tzinfo=UTC)),
        ("2025/05/14 3:21:07 PM GMT-4", datetime(2025, 5, 14, 19, 21, 7, tzinfo=UTC)),
        ("14/05/2025 15:21", datetime(2025, 5, 14, 6, 21, tzinfo=UTC)),
        ("2025-05-14T15:21:07+09:00", datetime(2025, 5, 14, 6, 21, 7, tzinfo=UTC)),
        ("yesterday", None),
        ("2025/13/41 3:21:07", None),
    ],
)
def test_a_time_is_read_in_google_s_ways(text, expected):
    assert words.moment(text, SEOUL) == expected
