"""FER+'s ten taggers on FER2013Valid as people, and the shipped model's probabilities.

The votes are counts: who gave which is made up, in a seeded order. A vote for something outside
the five is no answer. The truth is what most say of the five; an image of which two are level is
left out.
"""

import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey.analysis.arrays import NO_ANSWER

COLUMNS = ["happiness", "surprise", "anger", "sadness", "neutral"]
OTHERS = ["disgust", "fear", "contempt", "unknown", "NF"]
TAGGERS = 10
IMAGES = 400  # with the model, which takes some seconds for them; all agree as well
DRAWS = 2000  # of the bootstraps that the tests write themselves
exact = {"rel": 0, "abs": 1e-9}


@dataclass(frozen=True)
class Real:
    answers: pd.DataFrame  # person, image, truth, choice: one row for each answer
    truth: pd.Series  # by image
    model: pd.DataFrame  # by image: the five probabilities; empty where it wasn't asked

    @cached_property
    def choices(self) -> np.ndarray:
        wide = self.answers.pivot(index="person", columns="image", values="choice")
        wide = wide.reindex(index=range(TAGGERS), columns=self.truth.index)
        return wide.fillna(NO_ANSWER).to_numpy(np.int8)

    @cached_property
    def truths(self) -> np.ndarray:
        return self.truth.to_numpy(np.int64)

    @cached_property
    def probabilities(self) -> np.ndarray:
        return self.model.loc[self.truth.index].to_numpy(np.float64)


def read(folder: Path, *, images: int | None = None, seed: int = 1) -> Real:
    """All images, without a model; or so many, drawn at random, with the model's answers."""
    with zipfile.ZipFile(folder / "ferplus" / "ferplus_train_valid.zip") as archive:
        lines = pd.read_csv(archive.open("fer2013new.csv"))
        lines = lines[lines["Usage"] == "PublicTest"].set_index("Image name")
        votes = lines[COLUMNS]
        clear = votes.eq(votes.max(axis=1), axis=0).sum(axis=1) == 1
        lines = lines[clear & (lines[COLUMNS + OTHERS].sum(axis=1) == TAGGERS)]
        if images is None:
            return Real(*_people(lines, seed), pd.DataFrame())
        lines = lines.sample(images, random_state=seed)
        pictures = [archive.read(f"FER2013Valid/{name}") for name in lines.index]
    model = pd.DataFrame(_probabilities(pictures), lines.index, columns=COLUMNS)
    return Real(*_people(lines, seed), model)


def _people(lines: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.Series]:
    random = np.random.default_rng(seed)
    truth = lines[COLUMNS].to_numpy().argmax(axis=1)
    rows = [
        (person, image, shown, choice)
        for image, shown, counts in zip(
            lines.index, truth, lines[COLUMNS + OTHERS].to_numpy(), strict=True
        )
        for person, choice in enumerate(random.permutation(np.arange(10).repeat(counts)))
        if choice < len(COLUMNS)
    ]
    answers = pd.DataFrame(rows, columns=["person", "image", "truth", "choice"])
    return answers, pd.Series(truth, lines.index)


def _probabilities(pictures: list[bytes]) -> np.ndarray:
    import cv2  # heavy, and not for the other tests of this folder

    from classifier import predict, preprocess

    decoded = [cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR) for png in pictures]
    return predict.load().probabilities(np.stack([preprocess.whole(each) for each in decoded]))


def near(interval, low_and_high) -> None:
    """Both ends within the noise of two bootstraps: a tenth of the width."""
    low, high = low_and_high
    noise = 0.1 * (high - low)
    assert interval[0] == pytest.approx(low, abs=noise)
    assert interval[1] == pytest.approx(high, abs=noise)


def ends(draws) -> np.ndarray:
    return np.percentile(draws, [2.5, 97.5])


def repeated(number: int, random: np.random.Generator) -> np.ndarray:
    return np.bincount(random.integers(0, number, number), minlength=number)
