import dataclasses
import datetime
import hashlib
import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from classifier import card, checkpoint, network
from classifier.card import Card, Evaluation, InvalidCheckpoint


@pytest.fixture
def folder(checkpoint_folder, tmp_path):
    """A copy that a test may damage."""
    return shutil.copytree(checkpoint_folder, tmp_path / "copy")


def change_card(folder, **changes):
    path = folder / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def change_weights(folder, change):
    """Rewrite the weights, with a card that describes the new ones."""
    path = folder / "weights.safetensors"
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)
    change_card(folder, weights_sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def refused(folder):
    with pytest.raises(InvalidCheckpoint) as caught:
        checkpoint.load(folder)
    return str(caught.value)


def test_what_was_saved_is_loaded(tmp_path):
    built = network.build("resnet18").eval()
    saved = checkpoint.save(tmp_path, built, Card(architecture="resnet18", seed=7))
    loaded, found = checkpoint.load(tmp_path)
    assert found == saved
    assert found.weights_sha256
    pictures = torch.rand(2, 1, 96, 96) * 255
    with torch.inference_mode():
        torch.testing.assert_close(loaded(pictures), built(pictures))


def test_half_precision_takes_half_the_space_and_is_loaded_as_float32(folder):
    assert (folder / "weights.safetensors").stat().st_size < 25_000_000
    loaded, _ = checkpoint.load(folder)
    assert {value.dtype for value in loaded.parameters()} == {torch.float32}
    assert not loaded.training


def test_saving_leaves_no_other_files(folder):
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "weights.safetensors"]


def test_pickled_weights_are_never_loaded(folder):
    (folder / "weights.safetensors").unlink()
    (folder / "weights.pt").write_bytes(b"\x80\x04cos\nsystem\n.")
    assert "never loaded" in refused(folder)


def test_pickled_weights_under_the_right_name_are_refused(folder):
    path = folder / "weights.safetensors"
    torch.save({"a": torch.zeros(1)}, path)
    change_card(folder, weights_sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    assert "damaged" in refused(folder)


def test_weights_that_the_card_does_not_describe_are_refused(folder):
    with (folder / "weights.safetensors").open("ab") as file:
        file.write(b"\0")
    assert "not those that the card describes" in refused(folder)


def test_a_wrong_shape_is_refused(folder):
    change_weights(folder, lambda weights: weights.update({"resnet.fc.bias": torch.zeros(7)}))
    assert "shape (7,) instead of (5,)" in refused(folder)


def test_a_missing_weight_is_refused(folder):
    change_weights(folder, lambda weights: weights.pop("resnet.fc.bias"))
    assert "resnet.fc.bias" in refused(folder)


def test_an_unknown_weight_is_refused(folder):
    change_weights(folder, lambda weights: weights.update({"more": torch.zeros(1)}))
    assert "more" in refused(folder)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_that_are_not_finite_are_refused(folder, value):
    change_weights(folder, lambda weights: weights["resnet.fc.bias"].fill_(value))
    assert "not finite" in refused(folder)


def test_weights_of_another_kind_are_refused(folder):
    change_weights(
        folder,
        lambda weights: weights.update({"resnet.fc.bias": torch.zeros(5, dtype=torch.int64)}),
    )
    assert "int64" in refused(folder)


@pytest.mark.parametrize(
    "expressions",
    [
        ["happy", "sad"],
        ["surprise", "happy", "angry", "sad", "neutral"],
        ["happy", "surprise", "angry", "sad", "fear"],
        [1, 2, 3, 4, 5],
        None,
    ],
)
def test_other_classes_or_another_order_are_refused(folder, expressions):
    change_card(folder, expressions=expressions)
    assert "expressions" in refused(folder) or "it was trained for" in refused(folder)


@pytest.mark.parametrize("architecture", ["resnet19", 5, None])
def test_an_unknown_architecture_is_refused(folder, architecture):
    change_card(folder, architecture=architecture)
    assert "architecture" in refused(folder)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "3", '{"architecture": "resnet18"}', "[" * 100_000]
)
def test_a_card_that_is_none_is_refused(folder, text):
    (folder / "card.json").write_text(text)
    assert "card.json" in refused(folder)


def test_a_card_that_is_not_text_is_refused(folder):
    (folder / "card.json").write_bytes(b"\xff\xfe\x00")
    assert "not valid JSON" in refused(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"created": "yesterday"},
        {"crop_size": 48},
        {"input_size": 0},
        {"input_size": 10**6},
        {"input_size": "64"},
        {"epochs": "many"},
        {"seed": [1]},
        {"notes": 5},
        {"evaluations": []},
        {"evaluations": {"a": {"images": 1}}},
        {"evaluations": {"a": 5}},
        {"evaluations": {"a": {"total": float("nan")}}},
        {"unknown": float("inf")},
    ],
)
def test_a_card_with_wrong_entries_is_refused(folder, changes):
    change_card(folder, **changes)
    assert "card.json" in refused(folder)


def test_a_missing_card_is_refused(folder):
    (folder / "card.json").unlink()
    assert "has no card.json" in refused(folder)


def test_a_missing_folder_is_refused(tmp_path):
    assert "has no weights.safetensors" in refused(tmp_path / "nothing")


def test_a_card_is_read_as_it_was_written(tmp_path):
    written = Card(
        architecture="resnet50",
        created=datetime.date(2026, 11, 22),
        data="기쁨 & more",
        evaluations={"valid": Evaluation(3, 0.5, {"happy": None}, {"happy": 0})},
        weights_sha256="0" * 64,
    )
    card.write(tmp_path, written)
    assert card.read(tmp_path) == written
    assert card.read(tmp_path).accuracy == written.evaluations["valid"]


def test_a_card_without_evaluations_has_no_accuracy():
    assert dataclasses.replace(Card(architecture="resnet18")).accuracy is None
