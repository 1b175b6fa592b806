"""Networks to test with, untrained: what is tested here is the way of their answers."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from django.test import Client

from classifier import checkpoint, network
from classifier.card import Card
from survey import tasks
from survey.access import Role

from .uploads import NAMES


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("untrained")
    torch.manual_seed(1)
    checkpoint.save(folder, network.build("resnet18"), Card(architecture="resnet18"), half=True)
    return folder


@pytest.fixture
def installed(weights: Path, settings: Any) -> Path:
    settings.CHECKPOINT = weights
    return weights


@pytest.fixture
def kept(tmp_path: Path, settings: Any) -> Path:
    """Where uploads go."""
    settings.CHECKPOINTS = tmp_path / "checkpoints"
    settings.CHECKPOINT_FOLDERS = [tmp_path / "allowed"]
    return tmp_path / "checkpoints"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What was handed to the queue: (task, id)."""
    messages: list[tuple[str, Any]] = []
    names = ("crop_photograph", "answer_run", "answer_recognition", "verify_checkpoint")
    for name in (*names, "show_looks"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", lambda i, name=name: messages.append((name, i)))
    return messages


@pytest.fixture
def zipped() -> Callable[[dict[str, bytes]], bytes]:
    def make(files: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return out.getvalue()

    return make


@pytest.fixture
def editor(signed_in: Callable[[Role], Client], kept: Path, settings: Any) -> Client:
    settings.CHECKPOINT = kept / "none"
    return signed_in(Role.EDITOR)


@pytest.fixture
def parts(weights: Path) -> dict[str, bytes]:
    return {name: (weights / name).read_bytes() for name in NAMES}
