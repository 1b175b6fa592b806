"""One archive with every trap of AI Hub's data set, from zips to crops."""

import csv

import cv2
import numpy as np
import pytest

from classifier import preprocess
from classifier.faces import Box, detect
from tests import kills
from tests.training import layouts
from tests.training.layouts import file_name, jpeg, photograph, publish, record
from training import dataset, prepare

WALL = np.full((400, 400, 3), 120, np.uint8)
BOX = (90, 70, 310, 340)  # about what people would draw around the face
FLAT = (0, 0, 0, 0)


def pictures():
    """Name → (file, record's boxes)."""
    face, other = photograph("happy", 3), photograph("sad", 4)
    both = np.hstack([face, other])
    return {
        file_name("p1", number=1): (jpeg(face), [BOX] * 3),
        file_name("p1", number=2): (jpeg(face, turned=True), [BOX] * 3),
        file_name("p2", number=3): (jpeg(both), [(490, 70, 710, 340)] * 3),
        file_name("p2", number=4): (jpeg(both), [FLAT] * 3),
        file_name("p3", number=5): (jpeg(WALL), [FLAT] * 3),
        file_name("p3", number=6): (jpeg(WALL), [FLAT, BOX, FLAT]),
        file_name("p4", number=7): (jpeg(face)[:-400], [BOX] * 3),
        file_name("p4", number=8): (b"", [BOX] * 3),
        file_name("p5", number=9, suffix=".jpeg"): (jpeg(face), [FLAT] * 3),
    }


@pytest.fixture
def prepared(tmp_path, capsys):
    """Prepare it; returns rows and reasons by the number in the name, crops, and what was said."""

    def run(*more, layout="cp949"):
        found = pictures()
        told = [record(name, boxes=boxes) for name, (_, boxes) in found.items()]
        absent = record(file_name(number=90))
        files = {name.replace("&", "_"): data for name, (data, _) in found.items()}
        unknown = {file_name(number=91): jpeg(WALL)}
        publish(tmp_path / "in", [*told, absent], files | unknown, layout=layout)
        anxious = file_name(number=92)
        told = [record(anxious, "불안")]
        publish(tmp_path / "in2", told, {anxious: jpeg(WALL)}, layout=layout, part="Validation")
        out, sources = tmp_path / "out", [str(tmp_path / "in"), str(tmp_path / "in2")]
        assert prepare.main(["aihub", *sources, "--out", str(out), "--workers", "1", *more]) == 0
        rows = dataset.read_manifest(out).to_pylist()
        with (out / "rejects.csv").open(encoding="utf-8", newline="") as file:
            reasons = {number(line["name"]): line["reason"] for line in csv.DictReader(file)}
        adds_up(dataset.account(out), len(rows), len(reasons))
        names = [number(row["name"]) for row in rows]
        crops = np.load(out / "crops.npy")
        return dict(zip(names, rows, strict=True)), reasons, dict(zip(names, crops, strict=True))

    return run


def number(name):
    return int(name.split("-")[-2])


def adds_up(account, kept, rejected):
    assert account["read"] == account["kept"] + sum(account["rejected"].values()) == kept + rejected
    assert account["kept"] == kept == sum(account["framings"].values())
    assert account["notes"]["records without a picture"] == 1


def alike(one, other, tolerance=4):
    return np.abs(one.astype(int) - other).mean() < tolerance


OUTSIDE = {91: "no record in a label file", 92: "expression outside the five: 불안"}


def test_the_detectors_boxes(prepared):
    rows, reasons, crops = prepared()
    assert {at: row["framing"] for at, row in rows.items()} == {
        1: "detector",
        2: "detector",
        3: "detector",
        6: "boxes",
        9: "detector",
    }
    assert reasons == {4: "several faces", 5: "no face", 7: "broken", 8: "broken"} | OUTSIDE
    assert (rows[2]["person"], rows[2]["part"], rows[2]["source"]) == ("p1", "train", "aihub")
    image = preprocess.decode(jpeg(photograph("happy", 3)))
    assert (crops[1] == preprocess.crop(image, detect(image)[0])).all()
    assert alike(crops[2], crops[1])  # turned upright
    image = preprocess.decode(jpeg(np.hstack([photograph("happy", 3), photograph("sad", 4)])))
    (sad,) = (box for box in detect(image) if box.x1 > 400)
    assert (crops[3] == preprocess.crop(image, sad)).all()  # the face in the box, of two


def test_the_boxes_of_the_data_set(prepared):
    rows, reasons, crops = prepared("--detector", "boxes", layout="zips")
    assert {row["framing"] for row in rows.values()} == {"boxes"}
    assert list(rows) == [1, 2, 3, 6]
    no_box = dict.fromkeys((4, 5, 9), "no box")
    assert reasons == no_box | {7: "broken", 8: "broken"} | OUTSIDE
    assert alike(crops[1], preprocess.crop(photograph("happy", 3), Box(*BOX)))
    assert alike(crops[2], crops[1])


def test_large_photographs_are_reduced_and_their_boxes_with_them(tmp_path):
    big = cv2.resize(photograph("happy", 3), (1600, 1600), interpolation=cv2.INTER_CUBIC)
    boxes = [tuple(4 * corner for corner in BOX)] * 3
    source = publish(tmp_path / "in", [record(file_name(), boxes=boxes)], {file_name(): jpeg(big)})
    out = tmp_path / "out"
    choice = ["--out", str(out), "--workers", "1", "--detector", "boxes"]
    prepare.main(["aihub", str(source), *choice])
    assert alike(np.load(out / "crops.npy")[0], preprocess.crop(photograph("happy", 3), Box(*BOX)))


def test_killed_and_started_again_it_comes_to_the_same_result(tmp_path):
    (count,) = kills.rounds(kills.prepare(tmp_path, 30), tmp_path, times=1, seed=3, patience=2)
    assert count


def test_more_workers_change_nothing(tmp_path):
    source = layouts.many(tmp_path / "in", 12)
    for workers in ("1", "2"):
        prepare.main(["aihub", str(source), "--out", str(tmp_path / workers), "--workers", workers])
    for name in ("crops.npy", "manifest.parquet", "rejects.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
