"""The README's "Your own study", with real photographs, real votes and the original's figures."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import Administrator
from tests.stack import Stack

# On one stack: tests/e2e/test_way.py goes from photographs to the comparison on both.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize(
        "stack", [pytest.param("postgres", marks=pytest.mark.services)], indirect=True
    ),
]

PEOPLE = 42


def test_your_own_study(stack: Stack, chromium: Browser, shared_data: Path, tmp_path: Path) -> None:
    stack.manage("demo")  # makes the administrator
    administrator = Administrator(stack)
    page = administrator.page(chromium)

    # Private: 60 photographs go up on the page, all at once, with their labels and consent.
    photos = sorted((shared_data / "photos").glob("*.jpg"))
    page.goto(f"{stack.url}/photographs/")
    page.set_input_files("#files", photos)
    page.fill("[name=given_by]", "The lab")
    page.click("#consent summary")
    page.fill("[name=agreed_on]", "2026-03-01")
    page.fill("[name=form_version]", "2")
    page.check("[name=uses][value=in_survey]")
    page.click("#labels-and-crops summary")
    page.set_input_files("[name=labels]", shared_data / "photos" / "labels.csv")
    page.click("#upload button.primary")
    expect(page.locator("#progress")).to_contain_text("60 of 60 decided", timeout=120_000)
    assert page.locator("#verdicts .badge.done").count() >= 57
    page.context.close()

    # Public: 200 of FER+, on which its taggers agree.
    ferplus = shared_data / "ferplus" / "ferplus_train_valid.zip"
    arguments = ["--part", "valid", "--per-expression", "40", "--seed", "1", "--out", str(tmp_path)]
    stack.module("training.sample", "ferplus", str(ferplus), *arguments)
    labels = tmp_path / "labels.csv"
    with labels.open() as file:
        assert set(Counter(row["label"] for row in csv.DictReader(file)).values()) == {40}
    arguments = ["--kind", "public", "--labels", str(labels), "--cropped"]
    arguments += ["--source", "FER+", "--source-version", "2016", "--licence", "MIT"]
    assert "ready 200" in stack.manage("import_photos", str(tmp_path), *arguments)

    drawn = stack.manage(
        "draw_study", "own", "--title", "Our faces", "--public", "50", "--private", "50",
        "--seed", "1",
    )  # fmt: skip
    assert "100 images" in drawn
    original = shared_data / "original_study.json"
    stack.manage("simulate", "own", "--scores", str(original), "--seed", "1", "--url", stack.url)
    stack.manage("run_model", "own")

    figures = json.loads(stack.manage("compare", "own", "--json"))
    people, model = figures["people"], figures["models"][0]
    scores = people["scores"]
    shares = [share["value"] for share in model["side"]["per_expression"]]
    assert (people["n"], people["simulated"]) == (PEOPLE, PEOPLE)
    assert round(scores["mean"], 2) == 78.79
    assert (scores["median"], scores["lowest"], scores["highest"]) == (78.5, 56, 86)
    assert [round(20 * share) for share in shares] == right_by_hand(stack)

    page = administrator.page(chromium)
    page.goto(f"{stack.url}/studies/own/results/")
    main = page.locator("main")
    expect(main).to_contain_text("78.8")
    expect(main).to_contain_text("range 56–86")
    expect(main).to_contain_text("42 people have finished")
    expect(page.locator("#scores svg")).to_be_visible()
    table = page.locator("#table-expressions")
    for share in shares:
        expect(table).to_contain_text(f"{100 * share:.1f}")
    page.context.close()


def right_by_hand(stack: Stack) -> list[int]:
    """Images of each expression that the model read right, without the project's statistics."""
    printed = stack.python(
        "from survey.models import *\n"
        "names = Expression.values\n"
        "right = dict.fromkeys(names, 0)\n"
        "for p in Prediction.objects.filter(run__study__slug='own').select_related('item'):\n"
        "    top = names[max(range(5), key=p.probabilities.__getitem__)]\n"
        "    right[p.item.truth] += top == p.item.truth\n"
        "print(*right.values())"
    )
    return [int(number) for number in printed.split()]


def test_the_command_line_reads_the_photographs(shared_data: Path, stack: Stack) -> None:
    photos = sorted(str(path) for path in (shared_data / "photos").glob("*.jpg"))
    answer = json.loads(stack.module("classifier.predict", *photos, "--json"))
    assert len(answer) == 60
    assert sum(len(photo["faces"]) == 1 for photo in answer) >= 57
    for photo in answer:
        for face in photo["faces"]:
            x1, y1, x2, y2 = face["box"]
            assert 0 <= x1 < x2 <= 350
            assert 0 <= y1 < y2 <= 350
