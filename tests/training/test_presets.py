import dataclasses

import pytest

from training.presets import PRESETS, Settings


def test_the_twelve_runs_of_the_original_are_there():
    names = [f"{end}.{size}" for end in (1, 2, 3) for size in range(4)]
    found = [PRESETS[name] for name in names]
    assert [each.per_expression for each in found] == [1_000, 5_000, 10_000, 50_000] * 3
    assert [each.batch for each in found] == [8, 8, 8, 16] * 3
    assert [each.stop for each in found] == [""] * 4 + ["loss"] * 4 + ["accuracy"] * 4
    assert {(each.arch, each.optimizer, each.lr) for each in found} == {("original", "adam", 5e-4)}
    assert [PRESETS[f"1.{size}"].epochs for size in range(4)] == [20] * 4
    assert (PRESETS["3.0"].min_delta, PRESETS["3.0"].patience) == (1e-4, 20)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"optimizer": "lion"}, "optimizer"),
        ({"batch": 0}, "batch"),
        ({"lr": float("nan")}, "lr"),
        ({"weights": (1.0,)}, "weights"),
        ({"weights": (0.0,) * 5}, "weights"),
        ({"size": 16}, "size"),
        ({"seed": -1}, "seed"),
        ({"first_share": float("nan")}, "first_share"),
    ],
)
def test_settings_that_no_run_can_have_are_refused(wrong, named):
    with pytest.raises(ValueError, match=named):
        dataclasses.replace(PRESETS["best"], **wrong)


def test_the_originals_network_sees_whole_pictures_in_all_epochs():
    assert PRESETS["best"].with_(arch="original").size_in(0) == 96


def test_the_first_epochs_see_smaller_pictures():
    settings = Settings(size=96, first_size=64, first_share=0.5, epochs=4)
    assert [settings.size_in(epoch) for epoch in range(4)] == [64, 64, 96, 96]
    assert settings.with_(size=48).size_in(0) == 48
