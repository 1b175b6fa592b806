import numpy as np
import pytest
import torch

from classifier import card, checkpoint, network
from classifier.card import Card
from classifier.expressions import EXPRESSIONS
from classifier.predict import Predictor
from training import calibrate, dataset
from training.dataset import InvalidData, Record

FREQUENCY = np.array([0.35, 0.15, 0.1, 0.1, 0.3])


def drawn_logits(rng, count=400, *, lean=1.0, sharpness=1.0):
    """Logits of a network that is right about as often as it says, then leant and sharpened."""
    truth = np.repeat(np.arange(5), count)
    logits = rng.normal(0, 1, (5 * count, 5))
    logits[np.arange(5 * count), truth] += 2
    leant = (logits + lean * np.log(FREQUENCY)) * sharpness
    return np.stack([leant, leant]), truth


def test_a_lean_towards_frequent_expressions_is_taken_out_where_they_must_be_even():
    logits, truth = drawn_logits(np.random.default_rng(1), lean=0.8)
    before = calibrate.probabilities(logits).argmax(axis=1) == truth
    choice = calibrate.choose(logits, truth, FREQUENCY, least=0.65)
    assert choice.strength < 0
    assert min(before[truth == at].mean() for at in range(5)) < 0.65 <= choice.per_expression.min()


def test_without_a_least_accuracy_the_total_decides():
    logits, truth = drawn_logits(np.random.default_rng(1), lean=0.0)
    free = calibrate.choose(logits, truth, FREQUENCY, least=0.0)
    fair = calibrate.choose(logits, truth, FREQUENCY, least=0.99)  # out of reach: the evenest
    assert free.strength > 0  # towards what is frequent
    assert free.accuracy > fair.accuracy
    assert fair.per_expression.min() > free.per_expression.min()


@pytest.mark.parametrize("sharpness", [0.6, 3.0])
def test_the_temperature_undoes_a_wrong_sureness(sharpness):
    rng = np.random.default_rng(2)
    fitting = calibrate.choose(*drawn_logits(rng, lean=1.0), FREQUENCY, 0.0)
    logits, truth = drawn_logits(rng, lean=1.0, sharpness=sharpness)
    choice = calibrate.choose(logits, truth, FREQUENCY, 0.0)
    assert choice.temperature == pytest.approx(sharpness * fitting.temperature, rel=0.25)


def test_an_expression_without_images_is_refused():
    with pytest.raises(InvalidData, match="no images of neutral"):
        calibrate.choose(np.zeros((2, 4, 5)), np.arange(4), FREQUENCY, 0.5)


@pytest.mark.parametrize("architecture", ["resnet18", "original"])
def test_the_choice_is_in_the_weights(architecture):
    torch.manual_seed(1)
    built = network.build(architecture).eval()
    pictures = torch.rand(2, 1, 96, 96) * 255
    choice = calibrate.Choice(0.0, np.array([1.0, 0, 0, 0, -1]), 2.0, 0.0, np.zeros(5))
    with torch.inference_mode():
        before = built(pictures)
        calibrate.apply(built, choice)
        torch.testing.assert_close(
            built(pictures), before / 2 + torch.tensor([1.0, 0, 0, 0, -1]), rtol=1e-4, atol=1e-5
        )


def test_a_checkpoint_is_calibrated_by_a_command(tmp_path, capsys):
    torch.manual_seed(1)
    written = Card(architecture="resnet18", input_size=32, command="first")
    checkpoint.save(tmp_path / "from", network.build("resnet18", 32), written)
    rng = np.random.default_rng(1)
    records = [
        Record(str(at), ("train", "valid")[at % 2], EXPRESSIONS[at // 2 % 5]) for at in range(20)
    ]
    crops = rng.integers(0, 256, (20, 96, 96), np.uint8)
    dataset.write(tmp_path / "data", 20, [(crops, records)])
    where = ["--data", str(tmp_path / "data"), "--checkpoint", str(tmp_path / "from")]
    assert calibrate.main([*where, "--out", str(tmp_path / "to")]) == 0
    assert "temperature" in capsys.readouterr().out
    made = card.read(tmp_path / "to")
    assert made.command.startswith("first && python -m training.calibrate --data")
    given = Predictor(*checkpoint.load(tmp_path / "to")).probabilities(crops)
    assert np.allclose(given.sum(axis=1), 1, atol=1e-5)
