"""What people wrote in a form → an expression, a score, a time. Pure: words in, values out."""

import re
import unicodedata
from datetime import datetime, timedelta, timezone, tzinfo

from classifier.expressions import ALSO, EXPRESSIONS, KOREAN

# The one table of words. Compared without case, spaces at the ends, digits, signs and brackets:
# "기쁨 (happy)", "1. Happy" and "HAPPY!" are the same.
SYNONYMS = {
    "happy": "joy joyful glad smile smiling 행복 행복함 행복하다 기쁘다 기뻐요 즐거움 웃음",
    "surprise": "surprising shock shocked astonished embarrassed embarrassment flustered"
    " 놀람 놀라움 놀랐다 당혹 당황함 당황하다 당황스러움",
    "angry": "mad rage fury 화 화남 화가 성남 분노함",
    "sad": "sorrow unhappy 슬픈 슬퍼요 슬프다 우울",
    "neutral": "neutrality calm 무표정 보통 평온",
}
ALIASES = {
    **{name: name for name in EXPRESSIONS},
    **{korean: name for name, korean in KOREAN.items()},
    **ALSO,
    **{word: name for name, words in SYNONYMS.items() for word in words.split()},
}
NOTHING = {"무응답", "모름", "모르겠음", "잘 모르겠음", "no answer", "don t know", "n a", "na"}

MORNING, EVENING = ("am", "오전"), ("pm", "오후")
ORDERS = (
    # 2025/05/14 3:21:07 오후 GMT+9 · 2025. 5. 14 오후 3:21:07 · 2025-05-14T15:21:07
    re.compile(r"(?P<year>\d{4})\D{1,3}(?P<month>\d{1,2})\D{1,3}(?P<day>\d{1,2})(?P<rest>.*)"),
    # 5/14/2025 15:21:07: month first, as Google writes it in American English
    re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})(?P<rest>.*)"),
    # 14/05/2025 and 14.05.2025: the others
    re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})(?P<rest>.*)"),
)
CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?")
ZONE = re.compile(
    r"(?:GMT|UTC|(?<=\d))\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?"
)
SCORE = re.compile(
    r"\s*(?P<score>\d{1,5})(?:[.,]0+)?\s*(?:점)?\s*(?:/\s*\d+(?:[.,]0+)?\s*(?:점)?)?\s*"
)


def plain(text: str) -> str:
    """The words alone, for comparing."""
    lowered = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(c if unicodedata.category(c)[0] == "L" else " " for c in lowered)
    return " ".join(letters.split())


def expression(text: str) -> str | None:
    """The expression that *text* names, "" where it says nothing, None where it isn't known.

    Several words must all name the same one: "기쁨 (happy)" does, "happy, sad" doesn't.
    """
    words = plain(text)
    if words in NOTHING or not text.strip(" -–—.·?/"):
        return ""
    if words in ALIASES:
        return ALIASES[words]
    named = {ALIASES.get(word, "") for word in words.split()}
    return named.pop() if len(named) == 1 and "" not in named else None


def score(text: str) -> int | None:
    """ "78 / 100", "78" or "78점" → 78."""
    found = SCORE.fullmatch(text)
    return int(found["score"]) if found else None


def moment(text: str, zone: tzinfo) -> datetime | None:
    """When a form was sent, in Google's Korean or English way, or as ISO 8601.

    *zone* is where the form's clock stood, for times that don't say.
    """
    for order in ORDERS:
        if found := order.match(text.strip()):
            try:
                return _at(found, zone)
            except (ValueError, OverflowError):
                continue
    return None


def _at(found: re.Match[str], zone: tzinfo) -> datetime:
    rest = found["rest"].lower()
    clock = CLOCK.search(rest)
    hour = int(clock["hour"]) if clock else 0
    if any(word in rest for word in EVENING) and hour < 12:
        hour += 12
    elif any(word in rest for word in MORNING) and hour == 12:
        hour = 0
    return datetime(
        int(found["year"]),
        int(found["month"]),
        int(found["day"]),
        hour,
        int(clock["minute"]) if clock else 0,
        int(clock["second"] or 0) if clock else 0,
        tzinfo=_zone(found["rest"]) or zone,
    )


def _zone(rest: str) -> tzinfo | None:
    if found := ZONE.search(rest.upper()):
        ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return timezone(ahead if found["sign"] == "+" else -ahead)
    return None
