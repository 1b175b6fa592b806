"""A small FER+ of pictures made on the spot, and the real one where it lies beside us."""

import csv
import io
import signal
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.stripes import pieces
from training import dataset
from training.sources import ferplus

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
HEADER = (
    *("Usage", "Image name", "neutral", "happiness", "surprise", "sadness", "anger"),
    *("disgust", "fear", "contempt", "unknown", "NF"),
)


def picture(seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (48, 48), dtype=np.uint8)
    return cv2.imencode(".png", pixels)[1].tobytes()


@pytest.fixture
def publish(tmp_path):
    """Write (usage, name, votes by column) rows and their pictures in FER+'s layout."""

    def write(rows, *, zipped=False, without=(), prefix=""):
        files = {
            f"{prefix}{ferplus.FOLDERS[usage]}/{name}": picture(at)
            for at, (usage, name, _) in enumerate(rows)
            if name and name not in without
        }
        text = io.StringIO()
        lines = csv.writer(text)
        lines.writerow(HEADER)
        for usage, name, votes in rows:
            lines.writerow([usage, name, *(votes.get(column, 0) for column in HEADER[2:])])
        files[f"{prefix}{ferplus.LABELS}"] = text.getvalue().encode()
        if zipped:
            with zipfile.ZipFile(tmp_path / "ferplus.zip", "w") as archive:
                for name, data in files.items():
                    archive.writestr(name, data)
            return tmp_path / "ferplus.zip"
        for name, data in files.items():
            path = tmp_path / "ferplus" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return tmp_path / "ferplus"

    return write


@pytest.fixture(scope="session")
def real_ferplus():
    path = SHARED / "ferplus" / "ferplus_train_valid.zip"
    if not path.is_file():
        pytest.skip("no ../shared/data/ferplus beside the repository")
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stripes")
    dataset.write(folder, 60, pieces(0, 60))
    return folder


@pytest.fixture(autouse=True)
def handlers():
    """Training handles signals; give pytest its own back."""
    kept = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    for number, handler in kept:
        signal.signal(number, handler)
