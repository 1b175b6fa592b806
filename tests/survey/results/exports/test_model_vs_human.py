"""Error consistency, as model-vs-human's authors define it, of the exported table is ours.

The definition is written here anew, with pandas: R. Geirhos, K. Meding & F. A. Wichmann (2020),
Beyond accuracy, NeurIPS 33, section 2; in their tool, analysis of two observers' rows: each one's
accuracy p is the share of rows whose object_response is their category, and rows of one image
belong together by the end of its imagename.
"""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from survey.analysis.consistency import among_people, error_consistency, with_people
from survey.results.comparison import compare

pytestmark = pytest.mark.django_db
IMAGES = 40


def published(one, other):
    """κ of two observers' rows."""
    is_right = [
        (rows.object_response == rows.category).set_axis(
            rows.imagename.str.rsplit("_", n=1).str[-1]
        )
        for rows in (one, other)
    ]
    both = pd.concat(is_right, axis=1, join="inner")
    observed = (both[0] == both[1]).mean()
    p_one, p_other = both[0].mean(), both[1].mean()
    expected = p_one * p_other + (1 - p_one) * (1 - p_other)
    return (observed - expected) / (1 - expected)


@pytest.fixture
def observed(make):
    """A study of six people and a model that are right on about three images of four."""
    random = np.random.default_rng(6)
    truth = np.arange(IMAGES) % 5
    made = make(list(truth))

    def seen():
        wrong = random.random(IMAGES) < 0.25
        return np.where(wrong, (truth + random.integers(1, 5, IMAGES)) % 5, truth)

    people, model = np.array([seen() for _ in range(6)]), seen()
    made.run([int(choice) for choice in model], name="resnet50")
    return made, people.astype(np.int8), model[None].astype(np.int8), truth.astype(np.int8)


def observers(exported):
    """Each one's rows, people's and the model's."""
    path = next(exported(table=["model_vs_human"]).glob("*.csv"))
    table = pd.read_csv(path, keep_default_na=False)
    assert list(table.columns) == [
        *("subj", "session", "trial", "rt", "object_response", "category", "condition", "imagename")
    ]
    rows = dict(iter(table.groupby("subj")))
    model = rows.pop("resnet50")
    assert all(subj.startswith("subject-") for subj in rows)
    return list(rows.values()), model


def test_a_models_consistency_with_people_is_the_published_one(observed, exported):
    made, choices, model, truth = observed
    for own in choices:
        made.person([int(choice) for choice in own])
    people, its = observers(exported)
    assert len(people) == 6
    ours = with_people(choices, model, truth, seed=1, draws=10)
    assert ours.kappa.value == pytest.approx(np.mean([published(its, own) for own in people]))
    one = error_consistency(model[0] == truth, choices[0] == truth)
    assert one.kappa in [pytest.approx(published(its, own), abs=1e-9) for own in people]


def test_peoples_consistency_among_themselves_is_the_published_one(observed, exported):
    made, choices, _model, truth = observed
    for own in choices:
        made.person([int(choice) for choice in own])
    people, _its = observers(exported)
    pairs = [published(one, other) for one, other in combinations(people, 2)]
    ours = among_people(choices, truth, seed=1, draws=10)
    assert ours.pairs == len(pairs) == 15
    assert ours.kappa.value == pytest.approx(np.mean(pairs), abs=1e-9)


def test_the_pages_figures_are_those_of_the_exported_table(observed, exported):
    made, choices, _model, _truth = observed
    for own in choices:
        made.person([int(choice) for choice in own])
    people, its = observers(exported)
    found = compare(made.study)
    with_its = [published(its, own) for own in people]
    among = [published(one, other) for one, other in combinations(people, 2)]
    assert found.models[0].consistency.kappa.value == pytest.approx(np.mean(with_its), abs=1e-9)
    assert found.agreement.ceiling.kappa.value == pytest.approx(np.mean(among), abs=1e-9)


def test_where_somebody_gave_no_answer_their_rows_say_na(observed, exported):
    made, choices, model, truth = observed
    choices[:, ::7] = -1
    for own in choices:
        made.person([int(choice) if choice >= 0 else None for choice in own])
    people, its = observers(exported)
    assert [(own.object_response == "na").sum() for own in people] == [6] * 6
    given = [own[own.object_response != "na"] for own in people]
    ours = with_people(choices, model, truth, seed=1, draws=10)
    assert ours.kappa.value == pytest.approx(np.mean([published(its, own) for own in given]))


def test_a_value_worked_out_by_hand(make, exported):
    """Of ten images the person is right on 8 and the model on 6, both on 5, none on 1: c_obs = 0.6,
    c_exp = 0.8 · 0.6 + 0.2 · 0.4 = 0.56, κ = 0.04 / 0.44."""
    made = make([0] * 10)
    made.person([0] * 8 + [1, 1])
    made.run([0] * 5 + [2] * 3 + [0, 2], name="resnet50")
    (person,), its = observers(exported)
    assert published(person, its) == pytest.approx(0.04 / 0.44)
    person_right, its_right = (
        (rows.object_response == rows.category).to_numpy()
        for rows in (person.sort_values("imagename"), its)
    )
    assert error_consistency(person_right, its_right).kappa == pytest.approx(0.04 / 0.44)
