import subprocess
import sys

import pytest
import torch

from classifier import network


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


def test_torchvision_can_be_imported_after_the_compatibility_module():
    program = "from classifier import torchvision_compat; import torchvision.models"
    subprocess.run([sys.executable, "-c", program], check=True)
