import pytest

from survey.simulation import people

TRUTHS = ["happy", "surprise", "angry", "sad", "neutral"] * 20


def right(choices: list[str]) -> set[int]:
    return {
        n for n, (choice, truth) in enumerate(zip(choices, TRUTHS, strict=True)) if choice == truth
    }


@pytest.mark.parametrize("score", [0, 1, 56, 99, 100])
def test_a_person_reaches_exactly_their_score(score: int) -> None:
    assert len(right(people.choices(TRUTHS, score, 1, 2))) == score


def test_some_images_are_hard_for_everyone() -> None:
    wrong = [set(range(100)) - right(people.choices(TRUTHS, 80, 1, seed)) for seed in range(20)]
    times = [sum(n in one for one in wrong) for n in range(100)]
    assert max(times) > 15
    assert times.count(0) > 30


def test_the_same_seed_gives_the_same_person() -> None:
    assert people.choices(TRUTHS, 70, 1, 2) == people.choices(TRUTHS, 70, 1, 2)
    assert people.choices(TRUTHS, 70, 1, 2) != people.choices(TRUTHS, 70, 1, 3)


def test_a_score_that_cannot_be_had_is_refused() -> None:
    with pytest.raises(ValueError, match="101"):
        people.choices(TRUTHS, 101, 1, 2)


def test_made_up_scores_are_about_the_original_studys() -> None:
    scores = people.scores(500, 100, 1)
    assert 77 < sum(scores) / 500 < 81
    assert 0 <= min(scores) <= max(scores) <= 100
