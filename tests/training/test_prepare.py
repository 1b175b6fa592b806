import numpy as np

from classifier import preprocess
from training import dataset, prepare
from training.sources import ferplus


def test_ferplus_becomes_crops_and_votes(publish, tmp_path, capsys):
    rows = [
        ("Training", "a.png", {"happiness": 7, "fear": 3}),
        ("PublicTest", "b.png", {"fear": 8, "neutral": 2}),
        ("Training", "", {"NF": 10}),
    ]
    source, out = publish(rows), tmp_path / "out"
    assert prepare.main(["ferplus", str(source), "--out", str(out), "--workers", "1"]) == 0
    first, second = dataset.read_manifest(out).to_pylist()
    assert (first["name"], first["part"], first["expression"]) == ("a.png", "train", "happy")
    assert (first["votes"], sum(first["others"]), first["framing"]) == ([7, 0, 0, 0, 0], 3, "whole")
    assert (second["expression"], second["votes"]) == ("", [0, 0, 0, 0, 2])
    assert sum(second["others"]) == 8
    picture = next(iter(ferplus.entries([source]))).read()
    expected = preprocess.whole(preprocess.decode(picture))
    assert (np.load(out / "crops.npy")[0] == expected).all()
    assert (out / "rejects.csv").read_text().split() == [
        "name,reason",
        "row",
        "3,no",
        "image",
        "name",
    ]
    found = dataset.account(out)
    assert (found["read"], found["kept"], found["rejected"]) == (3, 2, {"no image name": 1})
    assert "3 pictures read" in capsys.readouterr().out


def test_drawn_faces_are_cut_at_the_detectors_box(tmp_path, capsys):
    out = tmp_path / "out"
    choice = ["drawn", "--count", "5", "--seed", "73", "--part", "valid", "--workers", "1"]
    assert prepare.main([*choice, "--out", str(out)]) == 0
    data = dataset.read([out], "valid")
    assert data.truth.tolist() == [0, 1, 2, 3, 4]
    assert data.framed.all()
    assert "cut by: detector 5" in capsys.readouterr().out
