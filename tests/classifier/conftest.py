"""What the tests of the classifier share: pictures made on the spot, and the test data."""

from pathlib import Path

import cv2
import numpy as np
import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def noise():
    """A BGR picture [60, 80, 3] in which every pixel differs."""
    return np.random.default_rng(1).integers(0, 256, (60, 80, 3), dtype=np.uint8)


@pytest.fixture
def crops():
    return np.random.default_rng(2).integers(0, 256, (5, 96, 96), dtype=np.uint8)


@pytest.fixture
def png():
    """Encode a picture as a PNG file."""

    def encode(image):
        done, buffer = cv2.imencode(".png", image)
        assert done
        return buffer.tobytes()

    return encode


@pytest.fixture(scope="session")
def photographs():
    """60 real photographs that lie beside the repository, where there are any."""
    folder = SHARED / "photos"
    if not folder.is_dir():
        pytest.skip("no ../shared/data/photos beside the repository")
    return sorted(folder.glob("*.jpg"))


@pytest.fixture(scope="session")
def checkpoint_folder(tmp_path_factory):
    """An untrained resnet18, saved: enough for everything but accuracy."""
    import torch

    from classifier import checkpoint, network
    from classifier.card import Card

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("checkpoint")
    checkpoint.save(folder, network.build("resnet18"), Card(architecture="resnet18"), half=True)
    return folder
