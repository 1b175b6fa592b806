"""`manage.py compare` gives the page's figures."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_json_has_the_documented_keys(small, capsys):
    call_command("compare", "faces", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["expressions"] == ["happy", "surprise", "angry", "sad", "neutral"]
    assert found["people"]["n"] == 2
    assert found["people"]["simulated"] == 1
    scores, side = found["people"]["scores"], found["people"]["side"]
    assert (scores["mean"], scores["lowest"], scores["highest"]) == (3.0, 2, 4)
    assert scores["histogram"] == [[2, 1], [4, 1]]
    assert side["confusion"]["counts"][0] == [3, 0, 0, 0, 1]
    [model] = found["models"]
    assert (model["name"], model["total"]) == ("resnet50", 2)
    assert [each and each["value"] for each in model["side"]["per_expression"]] == [
        *(0.5, 0.0, None, 1.0, None)
    ]
    assert [image["truth"] for image in found["images"]] == ["happy", "happy", "surprise", "sad"]
    assert found["images"][0]["people"]["top"] == "happy"


def test_json_of_an_empty_study_is_null_where_nothing_can_be_said(make, capsys):
    make([0])
    call_command("compare", "faces", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["models"] == []
    assert found["people"]["scores"]["mean"] is None
    assert found["images"][0]["people"] is None


def test_text_is_a_table(small, capsys):
    call_command("compare", "faces")
    out = capsys.readouterr().out
    assert "People: 2 finished, 1 of them SIMULATED" in out
    assert "read right        3.0      2.0" in out
    assert "happy           75.0%    50.0%" in out
    assert "angry               -        -" in out


def test_several_models_stand_side_by_side(small, capsys):
    small.run([0, 0, 1, 3], name="mine")
    call_command("compare", "faces")
    out = capsys.readouterr().out
    assert re.search(r"^ +people +mine +resnet50$", out, re.MULTILINE)
    assert re.search(r"^read right +3\.0 +4\.0 +2\.0$", out, re.MULTILINE)


def test_who_is_left_out_is_said(small, capsys):
    small.person([None] * 4)
    call_command("compare", "faces")
    assert "1 more answered fewer than half of the images" in capsys.readouterr().out
    call_command("compare", "faces", "--json")
    assert json.loads(capsys.readouterr().out)["people"]["left_out"] == 1


def test_text_of_an_empty_study_says_what_is_missing(make, capsys):
    make([0])
    call_command("compare", "faces")
    out = capsys.readouterr().out
    assert "People: 0 finished" in out
    assert "Model: no done run" in out


def test_a_run_can_be_asked_for(small, capsys):
    first = small.study.runs.get()
    small.run([0, 0, 1, 3], name="resnet152")
    call_command("compare", "faces", "--run", str(first.id))
    assert "Model: resnet50 " in capsys.readouterr().out


def test_an_unknown_study_is_named_with_those_there_are(small):
    with pytest.raises(CommandError, match=r"no study “nowhere”\. Studies: faces"):
        call_command("compare", "nowhere")


def test_an_unknown_run_is_named(small):
    with pytest.raises(CommandError, match="no done run with the id 7"):
        call_command("compare", "faces", "--run", "7")
