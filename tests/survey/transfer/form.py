"""CSVs as Google Forms exports them, made up."""

import csv
import io
from collections.abc import Sequence

from survey.models import Study

KOREAN = {"happy": "기쁨", "surprise": "당황", "angry": "분노", "sad": "슬픔", "neutral": "중립"}
OTHER = {"happy": "neutral", "surprise": "sad", "angry": "sad", "sad": "angry", "neutral": "sad"}


def truths(study: Study) -> list[str]:
    return list(study.items.order_by("position").values_list("truth", flat=True))


def answers(truth: Sequence[str], score: int, start: int = 0) -> list[str]:
    """*score* right ones; the wrong ones begin at image *start*, so that people differ."""
    wrong = {(start + n) % len(truth) for n in range(len(truth) - score)}
    return [OTHER[t] if n in wrong else t for n, t in enumerate(truth)]


def row(chosen: Sequence[str], score: int | str, number: int = 0) -> list[str]:
    at = f"2025/05/14 {number // 60 % 12 + 1}:{number % 60:02}:07 오후 GMT+9"
    return [at, f"{score} / {len(chosen)}", *(KOREAN.get(c, c) for c in chosen)]


def header(images: int) -> list[str]:
    return [
        "타임스탬프",
        "점수",
        *(f"{n}. 이 사람은 어떤 표정인가요?" for n in range(1, images + 1)),
    ]


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def form(study: Study, scores: Sequence[int]) -> str:
    truth = truths(study)
    rows = [row(answers(truth, s, 7 * n), s, n) for n, s in enumerate(scores)]
    return as_csv([header(len(truth)), *rows])
