"""Where a network looked, against the paper's equations and against what must hold for any."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from classifier import gradcam, network


@pytest.fixture(scope="module")
def resnet():
    torch.manual_seed(3)
    return network.channels_last(network.build("resnet18")).eval()


@pytest.fixture(scope="module")
def crops():
    return np.random.default_rng(1).integers(0, 256, (3, 96, 96), np.uint8)


def by_hand(net, crop, wanted):
    """Selvaraju et al. (2017), equations 1 and 2, in the layer that is asked."""
    kept = {}
    layer = gradcam._layer(net)
    hook = layer.register_forward_hook(lambda _layer, _given, out: kept.update(maps=out))
    logits = net(torch.from_numpy(crop)[None, None].float())
    hook.remove()
    (slope,) = torch.autograd.grad(logits[0, wanted], kept["maps"])
    weights = slope.mean(dim=(2, 3), keepdim=True)
    found = (weights * kept["maps"]).sum(1, keepdim=True).relu().detach()
    return functional.interpolate(found, (96, 96), mode="bicubic").clamp(min=0)[0, 0].numpy()


def test_it_is_the_papers_map_of_a_crop_and_its_mirror_image(resnet, crops):
    classes = [0, 3, 4]
    maps = gradcam.looks(resnet, crops, classes)
    for crop, found, wanted in zip(crops, maps, classes, strict=True):
        mirrored = by_hand(resnet, crop[:, ::-1].copy(), wanted)[:, ::-1]
        both = by_hand(resnet, crop, wanted) + mirrored
        assert np.allclose(found, both / both.max(), atol=1e-4)


def test_a_map_goes_from_nothing_to_one(resnet, crops):
    found = gradcam.looks(resnet, crops, [0, 1, 2])
    assert found.shape == (3, 96, 96)
    assert found.min() >= 0
    assert np.allclose(found.max(axis=(1, 2)), 1)


def test_the_mirror_image_has_the_mirrored_map(resnet, crops):
    one = gradcam.looks(resnet, crops, [2, 2, 2])
    other = gradcam.looks(resnet, crops[:, :, ::-1], [2, 2, 2])
    assert np.allclose(one, other[:, :, ::-1], atol=1e-4)


def test_another_class_has_another_map(resnet, crops):
    one, other = (gradcam.looks(resnet, crops[:1], [wanted]) for wanted in (0, 1))
    assert not np.allclose(one, other, atol=0.01)


def test_a_network_for_which_nothing_speaks_gives_zeros(resnet, crops, monkeypatch):
    layer = gradcam._layer(resnet)
    hook = layer.register_forward_hook(lambda _layer, _given, out: torch.zeros_like(out) * out)
    try:
        assert not gradcam.looks(resnet, crops, [0, 1, 2]).any()
    finally:
        hook.remove()


def test_the_originals_network_is_read_in_six_by_six_cells():
    torch.manual_seed(1)
    net = network.build("original").eval()
    layer = gradcam._layer(net)
    kept = []
    layer.register_forward_hook(lambda _layer, _given, out: kept.append(tuple(out.shape[2:])))
    found = gradcam.looks(net, np.full((1, 96, 96), 9, np.uint8), [1])
    assert found.shape == (1, 96, 96)
    assert set(kept) == {(6, 6)}
