"""The study that this program replaces, made by hand with a form and a spreadsheet: from its
published figures the page says what it said, and what it could not say.

What each person answered to each image wasn't published: the mistakes of a person are spread over
the images by chance here, within their published total. 20 images show each expression.
"""

import html
import json
import re

import numpy as np
import pytest
from django.urls import reverse

from survey.access import Role
from survey.results.comparison import compare
from survey.results.documents import as_json

pytestmark = pytest.mark.django_db

ORDER = ("happy", "surprise", "angry", "sad", "neutral")


@pytest.fixture
def original(make, shared_data):
    """The published figures, and a study with such answers."""
    figures = json.loads((shared_data / "original_study.json").read_text(encoding="utf-8"))
    truths = np.repeat(np.arange(5), 20)
    wrong = (truths + 1) % 5
    made = make(truths.tolist(), "+-" * 50)
    random = np.random.default_rng(42)
    for score, people in figures["humans"]["score_histogram"].items():
        for _ in range(people):
            right = np.zeros(100, bool)
            right[random.permutation(100)[: int(score)]] = True
            made.person(np.where(right, truths, wrong).tolist())
    per_expression = [figures["model_on_survey"][name] for name in ORDER]
    known = np.arange(100) % 20 < np.array(per_expression)[truths] / 5
    made.run(np.where(known, truths, wrong).tolist())
    return figures, made.study


def test_the_comparison_is_the_published_one(original):
    figures, study = original
    found = as_json(study, compare(study))
    scores, model = found["people"]["scores"], found["models"][0]
    assert round(scores["mean"], 2) == figures["humans"]["mean"] == 78.79
    assert [scores["lowest"], scores["highest"]] == figures["humans"]["range"] == [56, 86]
    assert {str(score): n for score, n in scores["histogram"]} == figures["humans"][
        "score_histogram"
    ]
    each = [100 * share["value"] for share in model["side"]["per_expression"]]
    assert each == pytest.approx([75, 95, 65, 60, 95])
    assert model["total"] == figures["model_on_survey"]["total"] == 78
    difference = model["difference"]
    assert difference["points"] == pytest.approx(78 - 3309 / 42)
    assert (difference["low"], difference["high"]) == pytest.approx((-8.9, 7.3), abs=0.75)
    assert model["verdict"] == "open"


WORDS = {
    "en": ("it can't be told which is better, nor that they are equal", "people", "42 people"),
    "ko": ("알 수 없습니다", "명", "42명"),
}


@pytest.mark.parametrize("language", WORDS)
def test_the_page_shows_it_and_says_what_the_original_could_not(original, signed_in, language):
    figures, study = original
    reader = signed_in(Role.READER)
    reader.cookies["django_language"] = language
    page = reader.get(reverse("results", args=[study.slug])).content.decode()
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
    for number in ("78.8", "78.0", "56–86", "75.0", "95.0", "65.0", "60.0", "−0.8"):
        assert number in text, number
    bars = [f" {score} {n} " for score, n in figures["humans"]["score_histogram"].items()]
    assert all(bar in text for bar in bars)
    open_verdict, _word, people = WORDS[language]
    assert open_verdict in text
    assert people in text
    difference = compare(study).models[0].difference
    low, high = (f"{value:.1f}".replace("-", "−") for value in (difference.low, difference.high))
    assert low in text
    assert high in text
