import json
import shutil

import numpy as np
import pytest

from classifier import card, checkpoint, network
from classifier.card import Card
from classifier.expressions import EXPRESSIONS
from classifier.predict import Predictor
from training import dataset, evaluate, evaluations
from training.dataset import Record

ABSENT = 255  # the gray value of pictures that show none of the five


def records(part, count, votes=10, **more):
    """*count* images of every expression, then one of which nobody knows what is right."""
    for at in range(count * 5):
        split = [0] * 5
        split[at % 5] = votes
        yield Record(f"{part}{at}", part, EXPRESSIONS[at % 5], tuple(split), **more)
    yield Record(f"{part}-tied", part, "", (5, 5, 0, 0, 0))


def write(folder, rows):
    """Crops whose gray value says the expression, so that a stand-in can read them."""
    rows = list(rows)
    grays = [EXPRESSIONS.index(row.expression) if row.expression else ABSENT for row in rows]
    crops = np.repeat(np.array(grays, np.uint8), 96 * 96).reshape(-1, 96, 96)
    dataset.write(folder, len(rows), [(crops, rows)])
    return folder


@pytest.fixture
def data(tmp_path):
    return write(tmp_path / "data", records("valid", 4))


@pytest.fixture(scope="module")
def untrained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("untrained")
    described = Card(architecture="resnet18", input_size=32)
    checkpoint.save(folder, network.build("resnet18", 32), described, half=True)
    return folder


@pytest.fixture
def trained(tmp_path, untrained, monkeypatch):
    """A checkpoint that sees the expression of each crop, but takes sad for neutral."""
    folder = shutil.copytree(untrained, tmp_path / "run")

    def probabilities(_, crops):
        seen = np.minimum(crops[:, 0, 0], 4)
        seen[seen == 3] = 4
        return (0.05 + 0.75 * np.eye(5, dtype=np.float32)[seen]).astype(np.float32)

    monkeypatch.setattr(Predictor, "probabilities", probabilities)
    return folder


def figures(capsys, *arguments):
    capsys.readouterr()
    assert evaluate.main([str(each) for each in (*arguments, "--json")]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_checkpoint_is_judged_by_a_command(data, trained, capsys):
    found = figures(capsys, "--data", data, "--checkpoint", trained)
    assert found["images"] == 20
    assert found["accuracy"] == 0.8
    assert found["macro"] == 0.8
    assert found["spread"] == pytest.approx(np.std([1, 1, 1, 0, 1], ddof=1), abs=1e-4)
    assert found["range"] == 1
    assert found["per_expression"] == dict.fromkeys(EXPRESSIONS, 1.0) | {"sad": 0.0}
    assert found["confusion"][3] == [0, 0, 0, 0, 4]
    assert found["name"] == "data valid"
    assert sum(each["images"] for each in found["reliability"]) == 20


def test_ten_votes_for_one_expression_make_a_person_who_is_always_right(data, trained, capsys):
    person = figures(capsys, "--data", data, "--checkpoint", trained)["single_human"]
    assert person["same_images"]["accuracy"] == 1
    assert person["same_images"]["network"] == 0.8
    # On the tied image four of the nine others say what the tagger says, five something else.
    assert person["every_image"]["images"] == 21
    assert person["every_image"]["accuracy"] == pytest.approx(20 / 21, abs=1e-4)


def test_the_votes_cross_entropy_is_that_of_the_probabilities(data, trained, capsys):
    votes = figures(capsys, "--data", data, "--checkpoint", trained)["votes"]
    expected = -(16 * np.log(0.8) + 4 * np.log(0.05)) / 20
    assert votes["cross_entropy"] == pytest.approx(expected, abs=1e-4)
    assert votes["entropy"] == 0
    assert votes["divergence"] == votes["cross_entropy"]


def test_single_labels_are_no_peoples_votes(tmp_path, trained, capsys):
    data = write(tmp_path / "labels", list(records("valid", 2, votes=1))[:-1])
    found = figures(capsys, "--data", data, "--checkpoint", trained)
    assert "votes" not in found
    assert "single_human" not in found


def test_the_card_and_a_file_beside_it_keep_the_figures(data, trained, capsys):
    choice = ["--data", str(data), "--checkpoint", str(trained)]
    evaluate.main([*choice, "--name", "five grays"])
    assert "sad             4    0.0%" in capsys.readouterr().out
    kept = card.read(trained).evaluations["five grays"]
    assert (kept.images, kept.total, kept.macro) == (20, 0.8, 0.8)
    assert kept.calibration_error == 0  # sure by 0.8, right on 0.8
    assert kept.brier == pytest.approx((16 * 0.05 + 4 * 1.55) / 20, abs=1e-4)
    assert kept.intervals["sad"] == (0, 0)
    assert list(kept.intervals)[:2] == ["total", "macro"]
    inside = evaluations.read(trained)["evaluations"]["five grays"]
    assert inside["answers"]["truth"] == "01234" * 4
    assert inside["answers"]["choices"] == "01244" * 4
    assert checkpoint.load(trained)[1].evaluations["five grays"] == kept


def test_another_evaluation_is_kept_beside_the_first_and_replaces_its_like(data, trained):
    for name in ("a", "b", "a"):
        evaluate.evaluate(trained, [data], name=name)
    assert list(evaluations.read(trained)["evaluations"]) == ["a", "b"]
    assert sorted(card.read(trained).evaluations) == ["a", "b"]


def test_figures_of_other_weights_are_dropped(data, trained):
    evaluate.evaluate(trained, [data], name="old")
    checkpoint.save(trained, network.build("resnet18", 32), Card("resnet18", input_size=32))
    evaluate.evaluate(trained, [data], name="new")
    assert list(evaluations.read(trained)["evaluations"]) == ["new"]


def test_the_test_part_is_judged_where_any_data_has_one(tmp_path, data, trained):
    whole = write(tmp_path / "whole", [*records("valid", 1), *records("test", 2)])
    assert evaluate.evaluate(trained, [whole])["part"] == "test"
    found = evaluate.evaluate(trained, [whole, data])
    assert (found["name"], found["images"]) == ("whole test", 10)
    assert [each["folder"] for each in found["data"]] == ["whole"]
    assert evaluate.evaluate(trained, [whole], part="valid")["images"] == 5


def test_where_persons_are_known_they_are_drawn_not_images(tmp_path, trained, capsys):
    rows = [
        Record(str(at), "valid", EXPRESSIONS[at % 5], (0,) * 5, person=f"p{at % 5}")
        for at in range(100)
    ]
    data = write(tmp_path / "persons", rows)
    found = figures(capsys, "--data", data, "--checkpoint", trained)
    assert found["bootstrap"]["of"] == "persons"
    # One of five persons is always wrong: drawing five gives 0 to 3 of him most of the time.
    assert found["intervals"]["accuracy"] == [0.4, 1.0]


def test_three_figures_are_drawn(data, trained, tmp_path):
    evaluate.main(["--data", str(data), "--checkpoint", str(trained)])
    names = {file.name for file in (trained / "figures").iterdir()}
    assert names == {f"data-valid-{kind}.png" for kind in ("accuracy", "confusion", "reliability")}
    place = tmp_path / "elsewhere"
    evaluate.main(["--data", str(data), "--checkpoint", str(trained), "--figures", str(place)])
    for name in names:
        assert (place / name).read_bytes() == (trained / "figures" / name).read_bytes()


def refused(capsys, *arguments):
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        evaluate.main([str(each) for each in arguments])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_what_is_no_data_is_refused(tmp_path, trained, capsys):
    said = refused(capsys, "--data", tmp_path / "nothing", "--checkpoint", trained)
    assert "nothing holds no prepared data" in said


def test_a_part_without_images_is_refused(data, trained, capsys):
    choice = ("--data", data, "--checkpoint", trained)
    assert "no images of the part 'test'" in refused(capsys, *choice, "--part", "test")


def test_images_without_a_truth_can_not_be_judged(tmp_path, trained, capsys):
    data = write(tmp_path / "tied", [Record("a", "valid", "", (5, 5, 0, 0, 0))])
    said = refused(capsys, "--data", data, "--checkpoint", trained)
    assert "no image of the part 'valid' has a majority" in said


def test_what_is_no_checkpoint_is_refused(data, tmp_path, capsys):
    said = refused(capsys, "--data", data, "--checkpoint", tmp_path / "nothing")
    assert "has no weights.safetensors" in said


def test_probabilities_that_are_none_are_refused(data, trained, monkeypatch, capsys):
    half = lambda _, crops: np.full((len(crops), 5), 0.1, np.float32)  # noqa: E731
    monkeypatch.setattr(Predictor, "probabilities", half)
    said = refused(capsys, "--data", data, "--checkpoint", trained)
    assert "don't sum to 1" in said
    assert not (trained / "evaluation.json").exists()


def test_a_damaged_evaluation_is_refused(data, trained, capsys):
    (trained / "evaluation.json").write_text("[]")
    said = refused(capsys, "--data", data, "--checkpoint", trained)
    assert "evaluation.json is not an evaluation" in said


def test_an_expression_without_images_has_no_accuracy(tmp_path, trained, capsys):
    rows = [Record(str(at), "valid", "happy", (10, 0, 0, 0, 0)) for at in range(3)]
    data = write(tmp_path / "happy", rows)
    found = figures(capsys, "--data", data, "--checkpoint", trained)
    assert found["accuracy"] == 1.0
    assert found["per_expression"] == {"happy": 1.0} | dict.fromkeys(EXPRESSIONS[1:])
    assert found["spread"] is None
    evaluate.main(["--data", str(data), "--checkpoint", str(trained)])
    assert "sad             0       –" in capsys.readouterr().out
