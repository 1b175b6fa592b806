"""Predicting: the loaded network against one that is loaded for every crop."""

import tempfile
import time
from pathlib import Path

import numpy as np

from classifier import checkpoint, network
from classifier.card import Card
from classifier.predict import Predictor
from classifier.preprocess import CROP_SIZE
from training.benchmarks.table import Rounds, Row, Table, ratio, rounded
from training.crops import Crops

NETWORKS = ("resnet18", "resnet50")
LOADED_FOR_EACH = "{}, loaded for each crop"
KEPT = "{}, kept loaded"


def table(crops: int, sample: int, rounds: int, *, command: str) -> Table:
    """*sample* crops are predicted by a network loaded for each, and counted for all."""
    rng = np.random.default_rng(1)
    pictures = rng.integers(0, 256, (crops, CROP_SIZE, CROP_SIZE), dtype=np.uint8)
    found = Rounds()
    with tempfile.TemporaryDirectory() as folder:
        for name in NETWORKS:
            built = Path(folder) / name
            checkpoint.save(built, network.build(name), Card(architecture=name), half=True)
            kept = Predictor(*checkpoint.load(built))
            kept.probabilities(pictures)  # the first time chooses algorithms
            for _ in range(rounds):
                found.add(LOADED_FOR_EACH.format(name), loading(built, pictures[:sample]))
                found.add(KEPT.format(name), keeping(kept, pictures))
    rows = []
    for name in NETWORKS:
        slow, fast = LOADED_FOR_EACH.format(name), KEPT.format(name)
        for each in (slow, fast):
            median = found.median(each)
            seconds = crops / median if median else None
            rows.append(Row(each, (rounded(seconds), ratio(found.times(each, slow)))))
    about = (
        f"Seconds for {crops} crops in float32, each also as its mirror image; the median of"
        f" {rounds} rounds. The baseline loads the checkpoint anew for each crop, as the original's"
        f" `FER()` does; {sample} crops of it were measured and scaled to {crops}."
    )
    columns = ("seconds", "against loading for each")
    return Table("Predicting", about, command, columns, tuple(rows), found.rates)


def loading(folder: Path, crops: Crops) -> float:
    """Crops per second with the checkpoint loaded for each."""
    began = time.perf_counter()
    for at in range(len(crops)):
        Predictor(*checkpoint.load(folder)).probabilities(crops[at : at + 1])
    return len(crops) / (time.perf_counter() - began)


def keeping(predictor: Predictor, crops: Crops) -> float:
    """Crops per second, all at once."""
    began = time.perf_counter()
    predictor.probabilities(crops)
    return len(crops) / (time.perf_counter() - began)
