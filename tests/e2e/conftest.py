from pathlib import Path

import pytest

from classifier import checkpoint, network
from classifier.card import Card


@pytest.fixture(scope="session")
def slow_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An untrained resnet152: slow enough for its worker to be killed in the middle of a run."""
    folder: Path = tmp_path_factory.mktemp("slow")
    checkpoint.save(folder, network.build("resnet152"), Card(architecture="resnet152"))
    return str(folder)
