import itertools

import pytest

from survey.studies.sampling import Shortfall, TooFew, draw, quotas

EXPRESSIONS = ("happy", "sad")


def pool(per_group: int) -> list[tuple[str, tuple[str, str]]]:
    return [
        (f"{kind}-{expression}-{n}", (kind, expression))
        for kind in ("public", "private")
        for expression in EXPRESSIONS
        for n in range(per_group)
    ]


def test_each_group_gives_its_part() -> None:
    wanted = quotas(EXPRESSIONS, {"public": 4, "private": 6})
    drawn = draw(pool(5), wanted, seed=1)
    counts = {group: sum(i.startswith("-".join(group)) for i in drawn) for group in wanted}
    assert counts == wanted
    assert len(set(drawn)) == 10


def test_the_same_pool_in_any_order_and_seed_give_the_same_study() -> None:
    wanted = quotas(EXPRESSIONS, {"public": 4})
    assert draw(pool(9), wanted, seed=1) == draw(pool(9)[::-1], wanted, seed=1)
    assert draw(pool(9), wanted, seed=1) != draw(pool(9), wanted, seed=2)


def test_expressions_do_not_come_in_blocks() -> None:
    drawn = draw(pool(20), quotas(EXPRESSIONS, {"public": 40}), seed=1)
    changes = sum("happy" in a and "sad" in b for a, b in itertools.pairwise(drawn))
    assert changes > 3


def test_it_names_every_group_that_is_too_small() -> None:
    with pytest.raises(TooFew) as error:
        draw(pool(2)[1:], quotas(EXPRESSIONS, {"public": 4, "private": 6}), seed=1)
    assert error.value.shortfalls == (
        Shortfall("public", "happy", 2, 1),
        Shortfall("private", "happy", 3, 2),
        Shortfall("private", "sad", 3, 2),
    )


@pytest.mark.parametrize("count", [3, -2])
def test_it_refuses_a_set_that_is_not_balanced(count: int) -> None:
    with pytest.raises(ValueError, match="evenly"):
        quotas(EXPRESSIONS, {"public": count})
