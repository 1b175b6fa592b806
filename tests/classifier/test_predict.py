import json
import os
import shutil
import subprocess
import sys

import cv2
import numpy as np
import pytest
import torch

from classifier import checkpoint, predict
from classifier.card import Card, InvalidCheckpoint
from classifier.drawn import draw_many
from classifier.expressions import EXPRESSIONS


@pytest.fixture
def predictor(checkpoint_folder):
    return predict.load(checkpoint_folder)


@pytest.fixture(scope="module")
def photograph(tmp_path_factory):
    (drawn,) = draw_many(1, seed=72)
    path = tmp_path_factory.mktemp("photographs") / "a.png"
    cv2.imwrite(str(path), drawn.image)
    return path


def answers(capsys):
    return json.loads(capsys.readouterr().out)


def test_each_crop_gets_probabilities_that_sum_to_one(predictor, crops):
    rows = predictor.probabilities(crops)
    assert rows.shape == (5, 5)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-6)


def test_a_network_that_gives_no_probabilities_is_refused(crops):
    class Overflowing(torch.nn.Module):
        def forward(self, pictures):
            return torch.full((len(pictures), 5), float("inf"))

    broken = predict.Predictor(Overflowing(), Card(architecture="resnet18"))
    with pytest.raises(InvalidCheckpoint, match="not finite"):
        broken.probabilities(crops)


def test_no_crops_get_no_rows(predictor):
    assert predictor.probabilities(np.empty((0, 96, 96), np.uint8)).shape == (0, 5)


def test_a_crop_gets_the_same_answer_alone_and_among_others(predictor, crops):
    many = np.concatenate([crops] * 15)  # more than one batch
    rows = predictor.probabilities(many)
    np.testing.assert_allclose(rows[-1], predictor.probabilities(crops[-1:])[0], atol=1e-5)


@pytest.mark.parametrize(
    "wrong", [np.zeros((1, 48, 48), np.uint8), np.zeros((96, 96), np.uint8), np.zeros((1, 96, 96))]
)
def test_anything_but_crops_is_refused(predictor, wrong):
    with pytest.raises(ValueError, match="expected uint8"):
        predictor.probabilities(wrong)


def test_a_crop_and_its_mirror_image_are_both_asked(checkpoint_folder, predictor, crops):
    network, _ = checkpoint.load(checkpoint_folder)

    def alone(pictures):
        with torch.inference_mode():
            values = torch.from_numpy(pictures.copy()).unsqueeze(1).float()
            return torch.softmax(network(values), dim=1).numpy()

    expected = (alone(crops) + alone(crops[:, :, ::-1])) / 2
    np.testing.assert_allclose(predictor.probabilities(crops), expected, atol=1e-5)


def test_a_mirrored_face_gets_the_same_answer(predictor, crops):
    mirrored = np.ascontiguousarray(crops[:, :, ::-1])
    found, expected = predictor.probabilities(mirrored), predictor.probabilities(crops)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_checkpoint_is_loaded_once(checkpoint_folder):
    assert predict.load(checkpoint_folder) is predict.load(str(checkpoint_folder))


def test_a_replaced_checkpoint_is_noticed(checkpoint_folder, tmp_path):
    folder = shutil.copytree(checkpoint_folder, tmp_path / "copy")
    first = predict.load(folder)
    os.utime(folder / "weights.safetensors", ns=(1, 1))
    assert predict.load(folder) is not first


def test_a_damaged_replacement_is_refused(checkpoint_folder, tmp_path):
    folder = shutil.copytree(checkpoint_folder, tmp_path / "copy")
    predict.load(folder)
    (folder / "weights.safetensors").write_bytes(b"half of it")
    with pytest.raises(InvalidCheckpoint):
        predict.load(folder)


def test_a_photograph_gives_its_face_with_probabilities(predictor, photograph):
    (face,) = predict.recognize(photograph.read_bytes(), predictor)
    x1, y1, x2, y2 = face["box"]
    assert 0 <= x1 < x2 <= 400
    assert 0 <= y1 < y2 <= 400
    assert tuple(face["probabilities"]) == EXPRESSIONS


def test_a_photograph_without_a_face_gives_none(predictor, png):
    assert predict.recognize(png(np.zeros((50, 50, 3), np.uint8)), predictor) == []


def test_the_command_prints_json(checkpoint_folder, photograph, capsys):
    options = ["--checkpoint", str(checkpoint_folder), "--json"]
    assert predict.main([str(photograph), *options]) == 0
    (answer,) = answers(capsys)
    assert answer["path"] == str(photograph)
    (face,) = answer["faces"]
    assert abs(sum(face["probabilities"].values()) - 1) < 1e-4


def test_cropped_pictures_are_read_whole(checkpoint_folder, photograph, capsys):
    options = ["--checkpoint", str(checkpoint_folder), "--json", "--cropped"]
    assert predict.main([str(photograph), *options]) == 0
    assert answers(capsys)[0]["faces"][0]["box"] == [0, 0, 400, 400]


def test_files_that_cannot_be_read_are_reported_and_the_others_answered(
    checkpoint_folder, photograph, tmp_path, capsys
):
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing more")
    paths = [tmp_path / "missing.jpg", tmp_path / "broken.jpg", tmp_path, photograph]
    options = ["--checkpoint", str(checkpoint_folder), "--json"]
    assert predict.main([*map(str, paths), *options]) == 1
    found = answers(capsys)
    assert [bool(answer.get("error")) for answer in found] == [True, True, True, False]
    assert len(found[3]["faces"]) == 1


def test_without_json_a_table_is_printed(checkpoint_folder, photograph, tmp_path, capsys):
    (tmp_path / "empty.jpg").write_bytes(b"")
    options = ["--checkpoint", str(checkpoint_folder)]
    assert predict.main([str(photograph), str(tmp_path / "empty.jpg"), *options]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "happy" in lines[0]
    assert "%" in lines[1]
    assert "The file is empty." in lines[2]


def test_a_missing_checkpoint_is_said_in_a_sentence(tmp_path, photograph, capsys):
    assert predict.main([str(photograph), "--checkpoint", str(tmp_path)]) == 2
    assert "has no weights.safetensors" in capsys.readouterr().err


def test_the_environment_names_another_checkpoint(checkpoint_folder):
    program = "from classifier import predict; print(predict.DEFAULT)"
    environment = os.environ | {"PYOJEONG_CHECKPOINT": str(checkpoint_folder)}
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert shown.stdout.strip() == str(checkpoint_folder)
