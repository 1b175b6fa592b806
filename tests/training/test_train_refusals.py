import errno
import shutil
from pathlib import Path

import numpy as np

from classifier import card, checkpoint
from tests.training.stripes import options, pieces, refused, weights
from training import dataset, step, train

ROOT = Path(__file__).resolve().parents[2]


def test_another_run_is_not_resumed(data, tmp_path, capsys):
    train.main(options(data, tmp_path, epochs=1))
    said = refused(options(data, tmp_path, "--resume", epochs=3), capsys)
    assert "holds another run: its settings" in said


def test_other_data_are_not_resumed(data, tmp_path, capsys):
    changed = tmp_path / "changed"
    shutil.copytree(data, changed)
    train.main(options(changed, tmp_path / "run", epochs=1))
    sides = np.where(dataset.parts(changed) == "train", 0, 1)
    dataset.write_split(changed, "default", sides, {})
    said = refused(options(changed, tmp_path / "run", "--resume", epochs=1), capsys)
    assert "holds another run: its data" in said


def test_a_run_is_not_overwritten_unasked(data, tmp_path, capsys):
    (tmp_path / ".kept").write_text("not ours")
    train.main(options(data, tmp_path, epochs=1))
    said = refused(options(data, tmp_path, epochs=1), capsys)
    assert "--resume goes on with it, --restart begins anew" in said
    assert train.main(options(data, tmp_path, "--restart", epochs=1)) == 0
    assert (tmp_path / ".kept").read_text() == "not ours"


def test_a_run_does_not_start_from_its_own_folder(data, tmp_path, capsys):
    train.main(options(data, tmp_path, epochs=1))
    said = refused(options(data, tmp_path, "--start", str(tmp_path), epochs=1), capsys)
    assert "--start and --out must differ" in said
    weights(tmp_path)


def test_an_expression_without_images_is_not_trained_past(data, tmp_path, capsys):
    ((crops, records),) = pieces(0, 60)
    keep = [at for at, record in enumerate(records) if record.expression != "sad"]
    dataset.write(tmp_path / "data", len(keep), [(crops[keep], [records[at] for at in keep])])
    said = refused(options(tmp_path / "data", tmp_path / "run"), capsys)
    assert "The part 'train' has no images of sad." in said


def test_a_damaged_state_is_refused(data, tmp_path, capsys):
    train.main(options(data, tmp_path, epochs=1))
    state = tmp_path / "state.safetensors"
    state.write_bytes(state.read_bytes()[:1000])
    said = refused(options(data, tmp_path, "--resume", epochs=1), capsys)
    assert "state.safetensors doesn't fit this run or is damaged" in said


def test_a_loss_that_is_no_number_ends_the_run_and_leaves_the_last_checkpoint(
    data, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(
        step, "learning_rate", lambda settings, step, steps: 1e-3 if step < 6 else 1e30
    )
    said = refused(options(data, tmp_path, epochs=3), capsys)
    assert "the loss is" in said
    assert card.read(tmp_path).epochs < 3
    weights(tmp_path)  # whole, and finite


def test_a_full_disk_is_said_in_a_sentence(data, tmp_path, capsys, monkeypatch):
    def full(*args, **more):
        raise OSError(
            errno.ENOSPC, "No space left on device", str(tmp_path / "weights.safetensors")
        )

    monkeypatch.setattr(checkpoint, "save", full)
    assert "the disk is full" in refused(options(data, tmp_path, epochs=1), capsys)
    assert not (tmp_path / "done.json").exists()


def test_too_little_data_is_said_in_a_sentence(data, tmp_path, capsys):
    said = refused(options(data, tmp_path, "--batch", "64"), capsys)
    assert "50 images don't fill a batch of 64" in said


def test_a_setting_that_no_run_can_have_is_refused(data, tmp_path, capsys):
    assert "lr must be above 0" in refused(options(data, tmp_path, "--lr", "0"), capsys)


def test_an_early_stop_needs_images_to_stop_by(data, tmp_path, capsys):
    dataset.write(tmp_path / "data", 50, pieces(0, 50))
    said = refused(options(tmp_path / "data", tmp_path / "run", "--stop", "loss"), capsys)
    assert "a part 'valid' is needed" in said


def test_published_weights_are_never_unpickled(data, tmp_path, capsys):
    said = refused(options(data, tmp_path, "--imagenet", str(tmp_path / "resnet18.pth")), capsys)
    assert "pickled and never loaded" in said
