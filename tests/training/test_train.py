import json
import os
import signal

import numpy as np
import pytest
import torch

from classifier import card, checkpoint
from classifier.expressions import EXPRESSIONS
from training import dataset, evaluate, train
from training.dataset import Record


def stripes(expression, rng):
    """A picture that says its expression by how wide its stripes are."""
    wave = np.sin(np.arange(96) / (2 + 3 * expression) + rng.uniform(0, 6))
    pixels = 128 + 80 * wave[:, None] + rng.normal(0, 5, (96, 96))
    return pixels.clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    rng = np.random.default_rng(1)
    folder = tmp_path_factory.mktemp("stripes")
    records, crops = [], []
    for at in range(60):
        expression = at % 5
        votes = tuple(int(expression == other) for other in range(5))
        part = "valid" if at >= 50 else "train"
        records.append(Record(str(at), part, EXPRESSIONS[expression], votes))
        crops.append(stripes(expression, rng))
    dataset.write(folder, len(crops), [(np.stack(crops), records)])
    return folder


@pytest.fixture(autouse=True)
def handlers():
    """Training handles signals; give pytest its own back."""
    kept = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    for number, handler in kept:
        signal.signal(number, handler)


def options(data, out, *more, epochs=2):
    fixed = ["--size", "32", "--batch", "10", "--seed", "3"]
    return ["--data", str(data), "--out", str(out), "--epochs", str(epochs), *fixed, *more]


def weights(folder):
    return checkpoint.load(folder)[0].state_dict()


def test_a_training_leaves_a_checkpoint_and_a_log(data, tmp_path):
    assert train.main(options(data, tmp_path)) == 0
    found = card.read(tmp_path)
    assert (found.architecture, found.seed, found.epochs) == ("resnet18", 3, 2)
    assert found.command.startswith("python -m training.train --data")
    assert found.input_size == 32
    assert found.accuracy is not None
    assert found.accuracy.images == 10
    assert found.accuracy.images_per_expression == dict.fromkeys(EXPRESSIONS, 2)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2]
    assert (tmp_path / "weights.safetensors").stat().st_size < 25_000_000


def test_the_same_seed_gives_the_same_weights_and_another_other_ones(data, tmp_path):
    for name, more in (("a", []), ("b", []), ("c", ["--seed", "4"])):
        train.main(options(data, tmp_path / name, *more, epochs=1))
    first, again, other = (weights(tmp_path / name)["resnet.fc.weight"] for name in "abc")
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_training_stopped_by_a_signal_goes_on_to_the_same_weights(data, tmp_path, monkeypatch):
    train.main(options(data, tmp_path / "whole"))
    step = train.train_one_step

    def interrupted(run, batch):
        if run.step == 7:  # in the middle of the second epoch
            os.kill(os.getpid(), signal.SIGTERM)
        return step(run, batch)

    monkeypatch.setattr(train, "train_one_step", interrupted)
    assert train.main(options(data, tmp_path / "parts")) == 128 + signal.SIGTERM
    monkeypatch.setattr(train, "train_one_step", step)
    assert train.main(options(data, tmp_path / "parts", "--resume")) == 0
    whole, parts = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    for name, value in whole.items():
        torch.testing.assert_close(parts[name], value, rtol=1e-3, atol=1e-4)
    assert card.read(tmp_path / "parts").command == card.read(tmp_path / "whole").command.replace(
        str(tmp_path / "whole"), str(tmp_path / "parts")
    )


def test_another_run_is_not_resumed(data, tmp_path):
    train.main(options(data, tmp_path, epochs=1))
    with pytest.raises(SystemExit, match="holds another run"):
        train.main(options(data, tmp_path, "--resume", epochs=3))


def test_where_nothing_was_stopped_nothing_is_resumed(data, tmp_path):
    with pytest.raises(SystemExit, match="nothing to resume"):
        train.main(options(data, tmp_path, "--resume"))


def test_a_signal_at_the_end_of_the_last_epoch_leaves_the_whole_checkpoint(
    data, tmp_path, monkeypatch
):
    step = train.train_one_step

    def interrupted(run, batch):
        if run.step == run.steps - 1:
            os.kill(os.getpid(), signal.SIGINT)
        return step(run, batch)

    monkeypatch.setattr(train, "train_one_step", interrupted)
    assert train.main(options(data, tmp_path, epochs=1)) == 0
    assert card.read(tmp_path).epochs == 1


def test_a_training_can_start_from_another_checkpoint(data, tmp_path):
    train.main(options(data, tmp_path / "first", epochs=1))
    train.main(
        options(data, tmp_path / "next", "--start", str(tmp_path / "first"), "--lr", "0", epochs=1)
    )
    first, following = weights(tmp_path / "first"), weights(tmp_path / "next")
    assert torch.equal(first["resnet.fc.weight"], following["resnet.fc.weight"])
    assert card.read(tmp_path / "next").command.count("python -m training.train") == 2


def test_too_little_data_is_said_in_a_sentence(data, tmp_path):
    with pytest.raises(SystemExit, match="50 images don't fill a batch of 64"):
        train.main(options(data, tmp_path, "--batch", "64"))


def test_training_learns(data, tmp_path):
    train.main(options(data, tmp_path, "--lr", "0.01", epochs=5))
    losses = [json.loads(line)["loss"] for line in (tmp_path / "log.jsonl").open()]
    assert losses[-1] < 0.8 * losses[0]


def test_the_learning_rate_rises_and_falls_once():
    rates = [train.learning_rate(step, 100, 0.1) for step in range(100)]
    peak = int(np.argmax(rates))
    assert peak == 10
    assert rates[peak] == pytest.approx(0.1)
    assert rates[:11] == sorted(rates[:11])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] < 0.001


def test_a_checkpoint_is_judged_by_a_command(data, tmp_path, capsys):
    train.main(options(data, tmp_path, epochs=1))
    capsys.readouterr()
    choice = ["--data", str(data), "--checkpoint", str(tmp_path)]
    evaluate.main([*choice, "--json"])
    figures = json.loads(capsys.readouterr().out)
    assert figures["images"] == 10
    assert np.sum(figures["confusion"]) == 10
    assert figures["accuracy"] == card.read(tmp_path).accuracy.total
    evaluate.main(choice)
    assert "calibration_error" in capsys.readouterr().out


def test_an_expression_without_images_has_no_accuracy():
    counts = np.zeros((5, 5), int)
    counts[0, 0] = 3
    result = evaluate.evaluation(counts)
    assert result.total == 1.0
    assert result.per_expression == {"happy": 1.0} | dict.fromkeys(EXPRESSIONS[1:])
    assert "–" in evaluate.table(result, counts)
