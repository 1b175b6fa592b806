import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from classifier import card
from classifier.expressions import EXPRESSIONS
from tests.training.stripes import interrupt, log, options, weights
from training import batches, dataset, train
from training.presets import Settings
from training.step import average_in, learning_rate

ROOT = Path(__file__).resolve().parents[2]


def test_a_training_leaves_a_checkpoint_and_a_log(data, tmp_path):
    assert train.main(options(data, tmp_path)) == 0
    found = card.read(tmp_path)
    assert (found.architecture, found.seed, found.epochs) == ("resnet18", 3, 2)
    assert found.command.startswith("python -m training.train --data")
    assert found.input_size == 32
    assert found.accuracy is not None
    assert found.accuracy.images == 10
    assert found.accuracy.images_per_expression == dict.fromkeys(EXPRESSIONS, 2)
    assert [line["epoch"] for line in log(tmp_path)] == [1, 2]
    assert (tmp_path / "weights.safetensors").stat().st_size < 25_000_000


def test_the_same_seed_gives_the_same_weights_and_another_other_ones(data, tmp_path):
    for name, more in (("a", []), ("b", []), ("c", ["--seed", "4"])):
        train.main(options(data, tmp_path / name, *more, epochs=1))
    first, again, other = (weights(tmp_path / name)["resnet.fc.weight"] for name in "abc")
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize("more", [(), ("--optimizer", "adam", "--no-average")])
def test_a_training_stopped_by_a_signal_goes_on_to_the_same_weights(
    data, tmp_path, monkeypatch, more
):
    train.main(options(data, tmp_path / "whole", *more))
    with monkeypatch.context() as patched:
        interrupt(patched, signal.SIGTERM, at=7)  # in the middle of the second epoch
        assert train.main(options(data, tmp_path / "parts", *more)) == 128 + signal.SIGTERM
    assert not (tmp_path / "parts" / "done.json").exists()
    assert train.main(options(data, tmp_path / "parts", *more, "--resume")) == 0
    whole, parts = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    assert all(torch.equal(parts[name], value) for name, value in whole.items())
    losses = [[line["loss"] for line in log(tmp_path / name)] for name in ("whole", "parts")]
    assert losses[0] == losses[1]


def test_what_a_kill_left_of_an_epoch_is_done_again(data, tmp_path):
    train.main(options(data, tmp_path, epochs=1))
    with (tmp_path / "log.jsonl").open("a") as file:
        file.write('{"epoch": 2, "loss": 9}\n{"epoch"')
    (tmp_path / "done.json").unlink()
    half = tmp_path / ".state.safetensors.17"
    half.write_bytes(b"half")
    train.main(options(data, tmp_path, "--resume", epochs=1))
    assert not half.exists()
    assert [line["epoch"] for line in log(tmp_path)] == [1]
    assert json.loads((tmp_path / "done.json").read_text())["reason"] == "all epochs"


def test_where_there_is_nothing_to_go_on_with_a_run_begins(data, tmp_path):
    assert train.main(options(data, tmp_path, "--resume", epochs=1)) == 0
    (tmp_path / "state.safetensors").unlink()  # as after a kill in the first epoch
    assert train.main(options(data, tmp_path, "--resume", epochs=1)) == 0
    assert len(log(tmp_path)) == 1


def test_a_signal_at_the_end_of_the_last_epoch_leaves_the_whole_checkpoint(
    data, tmp_path, monkeypatch
):
    interrupt(monkeypatch, signal.SIGINT, at=4)
    assert train.main(options(data, tmp_path, epochs=1)) == 0
    assert card.read(tmp_path).epochs == 1


def test_a_training_can_start_from_another_checkpoint(data, tmp_path):
    train.main(options(data, tmp_path / "first", epochs=1))
    more = ["--start", str(tmp_path / "first"), "--lr", "1e-12"]
    train.main(options(data, tmp_path / "next", *more, epochs=1))
    first, following = weights(tmp_path / "first"), weights(tmp_path / "next")
    torch.testing.assert_close(first["resnet.fc.weight"], following["resnet.fc.weight"])
    assert card.read(tmp_path / "next").command.count("python -m training.train") == 2


def test_a_run_that_gains_nothing_stops_and_keeps_its_best_epoch(data, tmp_path):
    more = ["--stop", "accuracy", "--patience", "2", "--min-delta", "1"]
    assert train.main(options(data, tmp_path, *more, epochs=9)) == 0
    done = json.loads((tmp_path / "done.json").read_text())
    assert done["reason"] == "early stop"
    assert done["epochs"] == 3
    assert card.read(tmp_path).epochs == 1


def test_a_run_says_all_that_it_takes_to_repeat_it(data, tmp_path):
    train.main(options(data, tmp_path, epochs=1))
    run = json.loads((tmp_path / "run.json").read_text())
    assert run["settings"]["seed"] == 3
    assert run["images"] == 50
    assert run["per_expression"] == dict.fromkeys(EXPRESSIONS, 10)
    assert run["data"][0]["fingerprint"] == dataset.fingerprint(data)
    assert run["versions"]["torch"] == torch.__version__
    assert run["parameters"] == 11_172_805
    assert run["precision"] in ("bfloat16", "float32")  # what "auto" came to
    (line,) = log(tmp_path)
    assert line["valid"]["images"] == 10
    assert line["images_per_second"] > 0


def test_fewer_images_of_each_expression_are_the_same_ones_for_the_same_seed(data):
    read = dataset.read([data], "train")
    first, again = (batches.limited(read, 4, seed=1) for _ in range(2))
    assert np.bincount(first.truth).tolist() == [4] * 5
    assert np.array_equal(first.crops.all(), again.crops.all())
    assert not np.array_equal(first.crops.all(), batches.limited(read, 4, seed=2).crops.all())


def test_training_learns(data, tmp_path):
    train.main(options(data, tmp_path, "--lr", "0.003", epochs=6))
    losses = [line["loss"] for line in log(tmp_path)]
    assert losses[-1] < 0.8 * losses[0]


def test_the_average_forgets_the_untrained_weights_soon():
    kept = [torch.zeros(3)]
    for count in range(1, 101):
        average_in(kept, [torch.ones(3)], count)
    assert kept[0].min() > 0.99


def test_a_weight_of_nothing_leaves_an_expression_unlearned(data, tmp_path):
    more = ["--weights", "1,1,1,1,0", "--lr", "0.01", "--no-soft", "--no-augment"]
    train.main(options(data, tmp_path, *more, epochs=4))
    assert log(tmp_path)[-1]["valid"]["per_expression"]["neutral"] == 0


def test_the_learning_rate_rises_and_falls_once():
    settings = Settings(lr=0.1)
    rates = [learning_rate(settings, step, 100) for step in range(100)]
    peak = int(np.argmax(rates))
    assert peak == 10
    assert rates[peak] == pytest.approx(0.1)
    assert rates[:11] == sorted(rates[:11])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] < 0.001


def test_two_processes_train_one_network(data, tmp_path):
    """As torchrun starts them, on processors."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    arguments = [*options(data, tmp_path / "two", epochs=1), "--precision", "float32"]
    done = subprocess.run(
        [*command, "-m", "training.train", *arguments],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("epoch 1: loss") == 1
    assert len(log(tmp_path / "two")) == 1
    weights(tmp_path / "two")
