"""`manage.py compare --csv`: the whole analysis without the site's database."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from survey.results.comparison import compare
from survey.results.documents import as_json

EXPRESSIONS = ("happy", "surprise", "angry", "sad", "neutral")


@pytest.fixture
def files(tmp_path):
    """Eight people and a model on twenty images."""
    truths = [EXPRESSIONS[n % 5] for n in range(20)]
    lines = ["person,image,truth,choice,ms,kind"]
    for person in range(8):
        for image, truth in enumerate(truths):
            slip = (image + person) % 6 == 0
            choice = EXPRESSIONS[(image + 1) % 5] if slip else truth
            kind = "private" if image % 2 else "public"
            lines.append(f"p{person},{image}.png,{truth},{choice},{800 + 10 * image},{kind}")
    answers = tmp_path / "answers.csv"
    answers.write_text("\n".join(lines))
    rows = ["image," + ",".join(EXPRESSIONS)]
    for image, truth in enumerate(truths):
        sure = [0.8 if name == truth and image % 7 else 0.05 for name in EXPRESSIONS]
        rest = 1 - sum(sure)
        rows.append(f"{image},{sure[0] + rest},{','.join(map(str, sure[1:]))}")
    model = tmp_path / "net.csv"
    model.write_text("\n".join(rows))
    return answers, model


def test_it_asks_no_database_and_prints_every_figure(files, capsys):
    answers, model = files
    call_command("compare", csv=answers, model=[model])
    out = capsys.readouterr().out
    assert "answers.csv: 20 images, 8 people" in out
    assert re.search(r"read right +16\.\d +1\d\.0", out)
    assert "Model minus people:" in out
    for figure in ("Fleiss' κ", "Error consistency", "McNemar", "calibration error", "Median resp"):
        assert figure in out
    assert not re.search(r"\b(nan|None|inf)\b", out)


def test_its_json_is_the_page_s(files, capsys):
    answers, model = files
    call_command("compare", csv=answers, model=[model], json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["file"] == {"name": "answers.csv", "images": 20, "people": 8, "notes": []}
    assert found["people"]["n"] == 8
    assert found["images"][3]["name"] == "3.png"
    assert [each["name"] for each in found["models"]] == ["net"]
    assert found["people"]["side"]["private"] is not None


def test_it_needs_a_study_or_a_file(files):
    with pytest.raises(CommandError, match="Name a study, or a file"):
        call_command("compare")
    with pytest.raises(CommandError, match="Name a study, or a file"):
        call_command("compare", "faces", csv=files[0])


def test_what_is_wrong_with_a_file_is_said(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("person,image,truth,choice\na,1,happy,bored\n")
    with pytest.raises(CommandError, match="Line 2: the choice “bored” is none of"):
        call_command("compare", csv=path)


def test_a_hint_is_given_where_nobody_answered_enough(tmp_path, capsys):
    path = tmp_path / "few.csv"
    lines = [f"p{n},{n},happy,happy" for n in range(4)]
    path.write_text("\n".join(["person,image,truth,choice", *lines]))
    call_command("compare", csv=path)
    assert "--fewest N counts those with N answers" in capsys.readouterr().out
    call_command("compare", csv=path, fewest=1)
    assert "People: 4 finished" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_a_study_exports_gives_the_studys_figures(make, tmp_path, capsys):
    truths = [n % 5 for n in range(20)]
    made = make(truths, "+-" * 10)
    for n in range(8):
        made.person([(t + (k % 7 == n)) % 5 for k, t in enumerate(truths)])
    made.person([None] * 15 + truths[15:])  # too little to count
    made.run([(t + (k % 3 == 0)) % 5 for k, t in enumerate(truths)])
    made.run(truths, name="resnet152")
    call_command("export", "faces", out=tmp_path, table=["answers", "predictions"])
    [answers] = tmp_path.glob("data/*answers*.csv")
    [models] = tmp_path.glob("data/*predictions*.csv")
    capsys.readouterr()

    call_command("compare", csv=answers, model=[models], json=True)
    found = json.loads(capsys.readouterr().out)
    page = as_json(made.study, compare(made.study))
    assert found["people"]["n"] == page["people"]["n"] == 8
    assert found["people"]["scores"] == page["people"]["scores"]
    assert found["people"]["side"]["confusion"] == page["people"]["side"]["confusion"]
    assert found["agreement"]["fleiss"]["value"] == page["agreement"]["fleiss"]["value"]
    by_name = {model["name"]: model for model in page["models"]}
    for model in found["models"]:
        known = by_name[model["name"]]
        assert model["total"] == known["total"]
        assert model["difference"]["points"] == pytest.approx(known["difference"]["points"])
        assert model["side"]["per_expression"] == known["side"]["per_expression"]
        assert model["consistency"]["observed"] == pytest.approx(known["consistency"]["observed"])
