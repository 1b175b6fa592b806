"""The oracle of the fault script: a rule that can't fail keeps nothing."""

from tests.faults.taps import Taps, compare


def answered(*items: str) -> Taps:
    taps = Taps()
    for item in items:
        taps.asked(item)
        taps.tap(item, "happy")
    taps.asked("next")
    return taps


def test_what_the_page_went_on_from_has_to_stand() -> None:
    taps = answered("a", "b")
    assert compare(taps, [("a", "happy"), ("b", "happy")], 2).is_none
    assert compare(taps, [("a", "happy")], 2).lost == 1
    assert compare(taps, [("a", "happy"), ("b", "sad")], 2).different == 1
    assert compare(taps, [("a", "happy"), ("b", "happy"), ("b", "happy")], 2).doubled == 1


def test_what_is_asked_again_after_that_was_lost_even_if_it_is_answered() -> None:
    taps = answered("a", "b")
    taps.page_lost()
    taps.asked("a")
    taps.tap("a", "sad")
    taps.asked("next")
    assert compare(taps, [("a", "sad"), ("b", "happy")], 2).lost == 1


def test_going_back_and_tapping_twice_loses_nothing() -> None:
    taps = answered("a", "b")
    taps.asked("a", went_back=True)
    taps.tap("a", "sad")
    taps.asked("a")  # the tap missed the button
    taps.tap("a", "angry")
    taps.asked("next")
    assert compare(taps, [("a", "angry"), ("b", "happy")], 2).is_none
    assert not compare(taps, [("a", "happy"), ("b", "happy")], 2).is_none


def test_an_answer_that_was_cut_off_is_asked_again_or_stands() -> None:
    for face, choice in (("b", "sad"), ("c", "happy")):
        taps = answered("a")
        taps.asked("b")
        taps.tap("b", "happy")
        taps.page_lost()
        taps.asked(face)
        taps.tap(face, "sad")
        taps.asked("next")
        assert taps.stands["b"] == {choice}
        assert not taps.asked_again


def test_of_a_correction_that_was_cut_off_either_may_stand() -> None:
    taps = answered("a")
    taps.asked("a", went_back=True)
    taps.tap("a", "sad")
    taps.page_lost()
    taps.asked("b")
    assert (taps.stands["a"], taps.in_doubt) == ({"happy", "sad"}, 1)
