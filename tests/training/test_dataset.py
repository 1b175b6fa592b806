import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifier.expressions import EXPRESSIONS
from training import batches, dataset
from training.dataset import Record
from training.targets import soft_targets


def record(name="a", part="train", expression="happy", votes=(10, 0, 0, 0, 0), other=0, **more):
    others = (other,) if other else ()
    return Record(name, part, expression, votes, others, more.get("framing", "whole"))


def write(folder, crops, records):
    dataset.write(folder, len(crops), [(np.stack(crops), records)])


def crop(value):
    return np.full((96, 96), value, np.uint8)


@pytest.fixture
def folder(tmp_path):
    records = [
        record("0"),
        record("1", part="valid"),
        record("2", expression="", votes=(2, 0, 0, 2, 0), other=6),
        record("3", expression="sad", votes=(0, 0, 0, 6, 2), other=2, framing="detector"),
    ]
    write(tmp_path, [crop(at) for at in range(4)], records)
    return tmp_path


def test_what_was_written_is_read_by_part(folder):
    data = dataset.read([folder], "train")
    assert data.crops.all()[:, 0, 0].tolist() == [0, 2, 3]
    assert data.truth.tolist() == [0, -1, EXPRESSIONS.index("sad")]
    assert data.framed.tolist() == [False, False, True]


def test_several_folders_are_read_one_after_the_other(folder):
    assert len(dataset.read([folder, folder], "valid")) == 2


def test_a_part_without_images_is_refused(folder):
    with pytest.raises(ValueError, match="no images of the part 'test'"):
        dataset.read([folder], "test")


def test_crops_that_do_not_fit_the_manifest_are_refused(folder):
    np.save(folder / "crops.npy", np.zeros((3, 96, 96), np.uint8))
    with pytest.raises(ValueError, match="don't fit"):
        dataset.read([folder], "train")


def test_targets_are_the_shares_of_the_votes_for_the_five():
    (target,) = soft_targets(np.array([[0, 0, 0, 6, 2]]), np.array([2]))
    assert target.tolist() == [0, 0, 0, 0.75, 0.25]


@pytest.mark.parametrize(
    ("votes", "other", "kept"),
    [((5, 0, 0, 0, 0), 5, True), ((4, 0, 0, 0, 0), 6, False), ((0, 0, 0, 0, 0), 0, False)],
)
def test_images_with_few_votes_for_the_five_are_left_out(tmp_path, votes, other, kept):
    write(tmp_path, [crop(0)], [record(votes=votes, other=other)])
    assert len(dataset.trainable(dataset.read([tmp_path], "train"))) == kept


def test_images_without_a_truth_are_not_judged(folder):
    assert dataset.with_truth(dataset.read([folder], "train")).truth.tolist() == [0, 3]


def test_balance_shows_rare_expressions_more_often(tmp_path):
    votes = [(1, 0, 0, 0, 0)] * 900 + [(0, 1, 0, 0, 0)] * 100
    write(tmp_path, [crop(0)] * 1000, [record(votes=each) for each in votes])
    data = dataset.read([tmp_path], "train")
    shares = [
        (batches.draw_order(data.targets.argmax(axis=1), (1, 0), balance) >= 900).mean()
        for balance in (0, 0.5, 1)
    ]
    assert shares[0] == 0.1
    assert shares[1] == pytest.approx(0.25, abs=0.05)
    assert shares[2] == pytest.approx(0.5, abs=0.05)


def test_batches_go_over_every_image_once_in_an_order_of_the_seed():
    def order(*seed):
        drawn = batches.draw_order(np.zeros(10, np.int64), seed)
        return [batch.tolist() for batch in batches.batches(drawn, 5)]

    assert sorted(at for batch in order(1, 0) for at in batch) == list(range(10))
    assert order(1, 0) == order(1, 0)
    assert order(1, 0) != order(1, 1)


def split_of(folder, codes, name="default"):
    dataset.write_split(folder, name, np.array(codes, np.int8), {})
    return folder / "splits" / f"{name}.npy"


def test_a_split_that_no_folder_has_is_refused(folder):
    split_of(folder, [0, 1, 2, -1], "persons")
    assert len(dataset.read([folder], "test", "persons")) == 1
    with pytest.raises(dataset.InvalidData, match="no split 'person'; there are: persons"):
        dataset.read([folder], "train", "person")
    assert len(dataset.read([folder], "train", "")) == 3


def test_a_split_is_of_the_rows_it_was_made_of(folder):
    split_of(folder, [0, 1, 2, -1])
    notes = pq.read_metadata(folder / "manifest.parquet").metadata
    rows = dataset.read_manifest(folder)
    others = rows.take([1, 0, 2, 3]).replace_schema_metadata(notes)
    pq.write_table(others, folder / "manifest.parquet")
    with pytest.raises(dataset.InvalidData, match="of other data"):
        dataset.parts(folder)


def test_a_split_of_before_manifests_were_hashed_is_read(folder):
    report = split_of(folder, [0, 1, 2, -1]).with_suffix(".json")
    old = json.loads(report.read_text())
    del old[dataset.MANIFEST_HASH]
    report.write_text(json.dumps(old))
    assert dataset.parts(folder).tolist() == ["train", "valid", "test", ""]


@pytest.mark.parametrize("codes", [[0, 1, 2, 3], [0, 1, 2, -2], [0.0, 1.0, 2.0, 0.5]])
def test_codes_that_no_split_has_are_refused(folder, codes):
    np.save(split_of(folder, [0, 0, 0, 0]), np.array(codes))
    with pytest.raises(dataset.InvalidData, match="holds other codes"):
        dataset.parts(folder)


@pytest.mark.parametrize("name", ["crops.npy", "splits/default.npy"])
def test_an_empty_file_is_said_in_a_sentence(folder, name):
    split_of(folder, [0, 0, 0, 0])
    (folder / name).write_bytes(b"")
    with pytest.raises(dataset.InvalidData, match=r"can't be read|is not a split"):
        dataset.read([folder], "train")


def test_another_table_is_no_manifest(folder):
    pq.write_table(pa.table({"part": ["train"] * 4}), folder / "manifest.parquet")
    with pytest.raises(dataset.InvalidData, match="not a manifest: its columns are others"):
        dataset.read([folder], "train")


def test_an_unknown_expression_is_named(tmp_path):
    write(tmp_path, [crop(0)], [record(expression="bored")])
    with pytest.raises(dataset.InvalidData, match="unknown expressions: 'bored'"):
        dataset.read([tmp_path], "train")
