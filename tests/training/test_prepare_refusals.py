"""What a person can get wrong: one sentence, exit code 2, nothing left that a later run trusts."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training import layouts
from training import dataset, prepare
from training.preparing import chunks, pool

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def source(tmp_path):
    """Plain folders of small pictures, twelve in all, cut already."""
    for at in range(12):
        path = tmp_path / "in" / ("happy", "sad")[at % 2] / f"{at}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.full((48, 48, 3), at * 20, np.uint8))
    return tmp_path / "in"


def command(source, out, *more):
    return ["folders", str(source), "--cropped", "--out", str(out), "--workers", "1", *more]


def sentence(capsys, arguments):
    """What a refused program says."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        prepare.main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def digest(out):
    return dataset.fingerprint(out)


def test_a_wrong_folder_leaves_nothing_behind(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    out = tmp_path / "out"
    for kind in ("aihub", "ferplus", "folders"):
        said = sentence(capsys, [kind, str(tmp_path / "in"), "--out", str(out)])
        assert str(tmp_path / "in") in said
        assert list(out.iterdir()) == []


def test_a_truncated_zip_names_itself(tmp_path, capsys):
    layouts.many(tmp_path / "in", 10)
    archive = next((tmp_path / "in").rglob("*01.zip"))
    archive.write_bytes(archive.read_bytes()[:-100])
    said = sentence(capsys, ["aihub", str(tmp_path / "in"), "--out", str(tmp_path / "out")])
    assert archive.name in said


def test_boxes_are_not_asked_of_a_source_without_any(source, tmp_path, capsys):
    choice = ["folders", str(source), "--detector", "boxes", "--out", str(tmp_path / "out")]
    assert "has no boxes" in sentence(capsys, choice)


def test_complete_data_are_left_alone(source, tmp_path, capsys):
    out = tmp_path / "out"
    prepare.main(command(source, out))
    before = {file.name: file.stat().st_mtime_ns for file in out.iterdir()}
    capsys.readouterr()
    assert prepare.main(command(source, out)) == 0
    assert "is complete: nothing to do" in capsys.readouterr().out
    assert {file.name: file.stat().st_mtime_ns for file in out.iterdir()} == before


def test_other_pictures_are_never_mixed_in(source, tmp_path, capsys):
    out = tmp_path / "out"
    prepare.main(command(source, out))
    before = digest(out)
    (source / "sad" / "1.png").unlink()
    assert "--restart begins anew" in sentence(capsys, command(source, out))
    assert digest(out) == before
    assert prepare.main(command(source, out, "--restart")) == 0
    assert len(dataset.read_manifest(out)) == 11


def test_a_damaged_manifest_can_be_replaced(source, tmp_path, capsys):
    out = tmp_path / "out"
    prepare.main(command(source, out))
    before = digest(out)
    (out / "manifest.parquet").write_bytes(b"damaged")
    assert "is not a manifest" in sentence(capsys, command(source, out))
    assert prepare.main(command(source, out, "--restart")) == 0
    assert digest(out) == before


def test_without_crops_nothing_is_complete(source, tmp_path):
    out = tmp_path / "out"
    prepare.main(command(source, out))
    (out / "crops.npy").unlink()
    assert prepare.main(command(source, out)) == 0
    assert len(dataset.read([out], "")) == 12


def test_a_begun_preparation_is_not_gone_on_with_other_options(
    source, tmp_path, capsys, monkeypatch
):
    out = tmp_path / "out"
    fails_after(2, monkeypatch, OSError(28, "No space left on device"))
    assert "the disk is full" in sentence(capsys, command(source, out))
    monkeypatch.undo()
    other = [each for each in command(source, out) if each != "--cropped"]
    assert "was begun of other pictures or with other options" in sentence(capsys, other)
    assert prepare.main(command(source, out)) == 0
    assert len(dataset.read_manifest(out)) == 12


def fails_after(count, monkeypatch, error):
    """Writing the next chunk but *count* raises *error*."""
    save, calls = np.savez, []

    def failing(*arguments, **arrays):
        calls.append(1)
        if len(calls) > count:
            raise error
        save(*arguments, **arrays)

    monkeypatch.setattr(chunks.np, "savez", failing)


@pytest.mark.parametrize("limit", [200, 20_000, 100_000])
def test_a_full_disk_is_one_sentence_and_the_data_are_refused(source, tmp_path, limit):
    """A limit on files stands for the disk's: while listing, cutting and putting together."""
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "training.prepare", *command(source, out)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert str(out) in done.stderr
    with pytest.raises(dataset.InvalidData):
        dataset.read([out], "train")
    assert prepare.main(command(source, out)) == 0


def test_two_programs_at_once_are_one_too_many(source, tmp_path, capsys):
    out = tmp_path / "out"
    with prepare.locked(out):
        assert "another program" in sentence(capsys, command(source, out))


def killed(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_killed_worker_ends_the_program_with_a_sentence():
    with pytest.raises(pool.Refused, match="was ended by SIGKILL"):
        list(pool.run(killed, range(9), 2))


def failing(number):
    raise (FileNotFoundError(2, "No such file", "gone.jpg"), ZeroDivisionError())[number]


@pytest.mark.parametrize(
    ("numbers", "error"), [([0, 0], FileNotFoundError), ([1, 1], RuntimeError)]
)
def test_what_goes_wrong_in_a_worker_is_raised_here(numbers, error):
    with pytest.raises(error):
        list(pool.run(failing, numbers, 2))
