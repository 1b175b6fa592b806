"""Real votes: FER+'s taggers and the shipped model, read once."""

import numpy as np
import pandas as pd
import pytest

from survey.analysis.arrays import model_choices
from survey.analysis.resampling import crossed
from tests.survey.analysis import real_votes
from tests.survey.analysis.real_votes import IMAGES, Real


@pytest.fixture(scope="session")
def everything(shared_data) -> Real:
    return real_votes.read(shared_data)


@pytest.fixture(scope="session")
def real(shared_data) -> Real:
    return real_votes.read(shared_data, images=IMAGES)


@pytest.fixture(scope="session")
def told(real) -> pd.DataFrame:
    """The answers with what the model said of the same image."""
    said = real.model.to_numpy().argmax(axis=1)
    model = pd.DataFrame({"image": real.model.index, "model": said})
    found = real.answers.merge(model, on="image")
    found["right"] = found["choice"] == found["truth"]
    found["model_right"] = found["model"] == found["truth"]
    return found


@pytest.fixture(scope="session")
def by_model(real) -> np.ndarray:
    return model_choices(real.probabilities)


@pytest.fixture(scope="session")
def drawn(real):
    return crossed(real.choices, real.truths, seed=7)


@pytest.fixture(scope="session")
def wide(told) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Right [person, image] and given, 0 and 1; and the model's right by image."""
    right = told.pivot(index="person", columns="image", values="right")
    model = told.drop_duplicates("image").set_index("image")["model_right"]
    given = right.notna().astype(float)
    return right.fillna(False).astype(float), given, model[right.columns].astype(float)
