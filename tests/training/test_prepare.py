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
    source = publish(rows)
    prepare.main(["ferplus", str(source), "--out", str(tmp_path / "out")])
    first, second = dataset.read_manifest(tmp_path / "out").to_pylist()
    assert (first["name"], first["part"], first["expression"]) == ("a.png", "train", "happy")
    assert (first["votes"], sum(first["others"]), first["framing"]) == ([7, 0, 0, 0, 0], 3, "whole")
    assert (second["expression"], second["votes"]) == ("", [0, 0, 0, 0, 2])
    assert sum(second["others"]) == 8
    picture = next(iter(ferplus.rows(source))).picture
    expected = preprocess.whole(preprocess.decode(picture))
    assert (np.load(tmp_path / "out" / "crops.npy")[0] == expected).all()
    account = capsys.readouterr().out.split()
    assert account[0] == "3"
    assert "-1" in account


def test_drawn_faces_are_cut_at_the_detectors_box(tmp_path, capsys):
    out = tmp_path / "out"
    prepare.main(["drawn", "--count", "5", "--seed", "73", "--part", "valid", "--out", str(out)])
    data = dataset.read([out], "valid")
    assert sorted(data.truth.tolist()) == [0, 1, 2, 3, 4]
    assert data.framed.all()
    assert "one face 5" in capsys.readouterr().out
