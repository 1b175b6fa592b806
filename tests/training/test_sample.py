import csv

import pytest

from training import sample
from training.sources import ferplus

VOTES = {"happy": "happiness", "surprise": "surprise", "angry": "anger", "sad": "sadness"}


@pytest.fixture
def source(publish):
    """Six clear photographs of each expression, and six on which people disagree."""
    columns = [*VOTES.values(), "neutral"]
    rows = [
        ("PublicTest", f"{column}{at}.png", {column: 8 + at % 3, "fear": 2 - at % 3})
        for column in columns
        for at in range(6)
    ]
    rows += [("PublicTest", f"x{at}.png", {"sadness": 7, "neutral": 3}) for at in range(6)]
    rows += [("Training", f"t{at}.png", {"sadness": 10}) for at in range(6)]
    return publish(rows)


def test_as_many_of_each_expression_are_written_with_their_labels(source, tmp_path, capsys):
    out = tmp_path / "out"
    sample.main(["ferplus", str(source), "--per-expression", "4", "--out", str(out)])
    with (out / "labels.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["file", "label", *VOTES, "neutral", "other"]
    assert all(int(line[line["label"]]) + int(line["other"]) == 10 for line in lines)
    assert sorted(line["label"] for line in lines) == sorted([*VOTES, "neutral"] * 4)
    for line in lines:
        assert line["file"].startswith(VOTES.get(line["label"], "neutral"))
        assert (out / line["file"]).read_bytes().startswith(b"\x89PNG")
    assert "20 photographs" in capsys.readouterr().out


def test_the_seed_decides_which_and_in_which_order(source):
    rows = list(ferplus.entries([source]))
    first = sample.pick(rows, "valid", 3, seed=1)
    assert sample.pick(rows[::-1], "valid", 3, seed=1) == first
    assert sample.pick(rows, "valid", 3, seed=2) != first


def test_too_few_photographs_are_said_in_a_sentence(source, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        sample.main(["ferplus", str(source), "--per-expression", "7", "--out", str(tmp_path / "o")])
    assert ended.value.code == 2
    assert "only 6 clear photographs of happy" in capsys.readouterr().err
