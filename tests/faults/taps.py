"""What one participant has tapped, and so what has to be in the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Taps:
    """The page acknowledges an answer by asking for the next one: from then on it has to stand.

    Of an answer that was cut off before, nobody has seen whether it was taken. The page says so
    itself when the person comes back: it asks for it again, or it goes on, and then it has to
    stand, too. Only of a correction that was cut off either answer may stand.
    """

    stands: dict[str, set[str]] = field(default_factory=dict)  # item → the choices that may
    asked_again: list[str] = field(default_factory=list)  # acknowledged, and yet forgotten
    in_doubt: int = 0  # corrections of which either answer may stand
    _last: tuple[str, str] | None = None  # not acknowledged
    _cut_off: tuple[str, str] | None = None  # not acknowledged when the page went
    _shown: str = ""  # the face that the page waits for

    def tap(self, item: str, choice: str) -> None:
        self._last = (item, choice)

    def page_lost(self) -> None:
        self._cut_off, self._last = self._last or self._cut_off, None
        self._shown = ""

    def asked(self, face: str, *, went_back: bool = False) -> None:
        """The page waits for an answer to *face*, or with "" it has come to its end."""
        if self._last and self._last[0] != face:
            item, choice = self._last
            self.stands[item] = {choice}
            self._last = None
        if self._cut_off:
            item, choice = self._cut_off
            self._cut_off = None
            if item in self.stands and choice not in self.stands[item]:
                self.stands[item].add(choice)
                self.in_doubt += 1
            elif face != item:
                self.stands.setdefault(item, {choice})
        if face in self.stands and face != self._shown and not went_back:
            self.asked_again.append(face)
        self._shown = face


@dataclass(frozen=True)
class Difference:
    """Between what has to stand and what is stored. All 0: nothing was lost."""

    answers: int
    lost: int
    doubled: int
    different: int
    details: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        return not (self.lost or self.doubled or self.different or self.details)


def compare(taps: Taps, answers: Sequence[tuple[str, str]], images: int) -> Difference:
    """*answers*: the (item, choice) that the database holds of somebody who saw the result."""
    kept = dict(answers)
    different = [
        f"{item}: stored {choice}, tapped {sorted(taps.stands.get(item, ()))}"
        for item, choice in kept.items()
        if choice not in taps.stands.get(item, ())
    ]
    again = [f"{item}: asked again after the page had gone on" for item in taps.asked_again]
    return Difference(
        answers=len(answers),
        lost=images - len(kept) + len(again),
        doubled=len(answers) - len(kept),
        different=len(different),
        details=(*different, *again),
    )
