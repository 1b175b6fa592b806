import shlex
import subprocess
import sys

import pytest
import torch
from safetensors.torch import save_file

from classifier import checkpoint, network
from classifier.card import Card, InvalidCheckpoint
from classifier.original import Block


def published(name, **changes):
    """A state dict as torchvision publishes it, of weights made up."""
    torch.manual_seed(7)
    own = network.build(name).get_submodule("resnet").state_dict()
    tensors = {key: torch.rand_like(value) for key, value in own.items() if "num_" not in key}
    tensors["conv1.weight"] = torch.rand(64, 3, 7, 7)
    tensors["fc.weight"], tensors["fc.bias"] = torch.rand(1000, 512), torch.rand(1000)
    return tensors | changes


@pytest.mark.parametrize("name", network.NAMES)
def test_every_network_reads_one_channel_and_gives_five_outputs(name):
    built = network.build(name).eval()
    with torch.inference_mode():
        assert built(torch.rand(2, 1, 96, 96) * 255).shape == (2, 5)


@pytest.mark.parametrize("name", ["resnet34", "", "__init__", "Resnet18"])
def test_an_unknown_name_is_refused(name):
    with pytest.raises(ValueError, match="unknown architecture"):
        network.build(name)


def test_a_network_can_see_crops_in_fewer_pixels():
    torch.manual_seed(1)
    built = network.build("resnet18", 48).eval()
    crops = torch.rand(2, 1, 48, 48) * 255
    enlarged = crops.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
    with torch.inference_mode():
        torch.testing.assert_close(built(enlarged), built(crops))


def test_smaller_pictures_are_seen_as_they_are():
    small = torch.rand(2, 1, 48, 48) * 255
    assert network.Standardize(96)(small).shape == small.shape
    torch.testing.assert_close(network.Standardize(96)(small), network.Standardize(48)(small))


def test_exposure_and_contrast_do_not_change_the_answer():
    torch.manual_seed(1)
    built = network.build("resnet18").eval()
    picture = torch.rand(1, 1, 96, 96) * 200
    with torch.inference_mode():
        expected, found = built(picture), built(picture * 0.6 + 40)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-3)


def test_a_blank_picture_gives_finite_numbers():
    built = network.build("resnet18").eval()
    with torch.inference_mode():
        assert built(torch.zeros(1, 1, 96, 96)).isfinite().all()


def test_the_original_has_the_parameters_that_keras_counts():
    built = network.build("original")
    trainable = sum(each.numel() for each in built.parameters() if each.requires_grad)
    running = sum(each.numel() for name, each in built.named_buffers() if "running" in name)
    assert trainable == 32_968_581
    assert running == 53_120
    assert trainable + running == 33_021_701


def test_the_original_has_keras_blocks():
    resnet = network.build("original").get_submodule("resnet")
    blocks = [module for module in resnet.modules() if isinstance(module, Block)]
    strides = [[conv.stride for conv in convolutions(block.branch)] for block in blocks]
    plain, halving = [(1, 1)] * 3, [(2, 2), (1, 1), (1, 1)]
    begin = (3, 7, 13)  # of the second to fourth stage
    assert strides == [halving if at in begin else plain for at in range(16)]
    assert [bool(list(block.shortcut.children())) for block in blocks].count(True) == 4
    assert all(conv.bias is not None for conv in convolutions(resnet))
    shapes = []
    resnet.stem.register_forward_hook(lambda *call: shapes.append(tuple(call[2].shape)))
    resnet.stages.register_forward_hook(lambda *call: shapes.append(tuple(call[2].shape)))
    resnet.eval()(torch.zeros(1, 1, 96, 96))
    assert shapes == [(1, 64, 22, 22), (1, 2048, 3, 3)]


def convolutions(module):
    return [each for each in module.modules() if isinstance(each, torch.nn.Conv2d)]


def test_the_original_begins_as_keras_begins():
    resnet = network.build("original").get_submodule("resnet")
    weight, bias = resnet.hidden.weight, resnet.hidden.bias
    limit = (6 / (3 * 3 * 2048 + 512)) ** 0.5  # Glorot's, uniform
    assert 0.99 * limit < weight.abs().max() <= limit
    assert not bias.any()
    norms = [each for each in resnet.modules() if isinstance(each, torch.nn.BatchNorm2d)]
    assert {(norm.eps, norm.momentum) for norm in norms} == {(1.001e-5, 0.01)}


@pytest.mark.parametrize("size", [48, 64, 97])
def test_the_original_reads_96_pixels_only(size):
    with pytest.raises(ValueError, match="reads 96×96 pixels"):
        network.build("original", size)
    if size < 96:  # larger pictures are shrunk
        with pytest.raises(ValueError, match=f"not {size}×{size}"):
            network.build("original")(torch.zeros(2, 1, size, size))


def test_the_original_is_saved_and_loaded(tmp_path):
    built = network.build("original").eval()
    checkpoint.save(tmp_path, built, Card(architecture="original"), half=True)
    loaded, card = checkpoint.load(tmp_path)
    assert card.architecture == "original"
    picture = torch.rand(1, 1, 96, 96) * 255
    with torch.inference_mode():
        torch.testing.assert_close(loaded(picture), built(picture), rtol=0.01, atol=0.01)


def test_an_original_of_another_size_is_refused(tmp_path):
    card = Card(architecture="original", input_size=48)
    checkpoint.save(tmp_path, network.build("resnet18"), card)
    with pytest.raises(InvalidCheckpoint, match="reads 96×96"):
        checkpoint.load(tmp_path)


def test_imagenet_weights_are_taken_over_but_for_the_last_layer(tmp_path):
    tensors = published("resnet18")
    save_file(tensors, tmp_path / "resnet18.safetensors")
    built = network.build("resnet18")
    last = built.get_submodule("resnet").fc.weight.clone()
    network.imagenet(built, tmp_path / "resnet18.safetensors")
    own = built.get_submodule("resnet").state_dict()
    torch.testing.assert_close(own["layer4.1.bn2.running_var"], tensors["layer4.1.bn2.running_var"])
    torch.testing.assert_close(own["fc.weight"], last)
    gray = torch.rand(1, 1, 96, 96)
    torch.testing.assert_close(
        torch.conv2d(gray, own["conv1.weight"]),
        torch.conv2d(gray.expand(1, 3, 96, 96), tensors["conv1.weight"]),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"layer1.0.conv1.weight": torch.rand(64, 64, 1, 1)},
        {"conv1.weight": torch.rand(3)},
        {"bn1.weight": torch.full((64,), float("nan"))},
    ],
)
def test_weights_that_do_not_fit_are_refused_before_any_is_taken(tmp_path, changes):
    save_file(published("resnet18", **changes), tmp_path / "a.safetensors")
    built = network.build("resnet18")
    before = {name: value.clone() for name, value in built.state_dict().items()}
    with pytest.raises(ValueError, match=f"a.safetensors doesn't hold .* {next(iter(changes))}"):
        network.imagenet(built, tmp_path / "a.safetensors")
    assert all(torch.equal(value, before[name]) for name, value in built.state_dict().items())


def test_weights_of_another_architecture_are_refused(tmp_path):
    save_file(published("resnet18"), tmp_path / "a.safetensors")
    with pytest.raises(ValueError, match="doesn't hold this architecture's"):
        network.imagenet(network.build("resnet50"), tmp_path / "a.safetensors")
    with pytest.raises(ValueError, match="no published weights"):
        network.imagenet(network.build("original"), tmp_path / "a.safetensors")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.pth", "is pickled and never loaded"),
        ("a.safetensors", "is no safetensors file"),
        ("missing.safetensors", "can't be read: No such file"),
    ],
)
def test_files_that_are_not_safetensors_are_refused(tmp_path, name, sentence):
    torch.save({"conv1.weight": torch.rand(1)}, tmp_path / "a.pth")
    (tmp_path / "a.safetensors").write_bytes((tmp_path / "a.pth").read_bytes())
    with pytest.raises(ValueError, match=sentence):
        network.imagenet(network.build("resnet18"), tmp_path / name)


def test_the_documented_command_converts_pickled_weights(tmp_path):
    torch.save({"conv1.weight": torch.rand(2)}, tmp_path / "resnet50.pth")
    _, *command = shlex.split(network.CONVERT)
    subprocess.run([sys.executable, *command], cwd=tmp_path, check=True)
    assert (tmp_path / "resnet50.safetensors").is_file()


def test_torchvision_can_be_imported_after_the_compatibility_module():
    program = "from classifier import torchvision_compat; import torchvision.models"
    subprocess.run([sys.executable, "-c", program], check=True)
