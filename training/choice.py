"""Which of several networks is taken: the evenest of the best.

The hand-made study chose by total accuracy and by the smallest deviation between expressions.
The two can disagree, so the rule has an order: among the runs whose total accuracy can't be told
from the best one's, the one with the smallest spread (standard deviation between expressions).
"Can't be told": the 95% interval of the difference holds 0, from a bootstrap in which both
networks get the same images, drawn within each expression, or the same persons where known.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training import bootstrap
from training.dataset import InvalidData
from training.measure import Figures


@dataclass(frozen=True)
class Choice:
    chosen: int
    best: int  # of all, by total accuracy
    behind: list[tuple[float, float]]  # the best one's lead over each, its 95% interval

    @property
    def level(self) -> list[int]:
        """Those that can't be told from the best one."""
        return [at for at, (least, _) in enumerate(self.behind) if least <= 0]


def choose(judged: list[Figures]) -> Choice:
    """Among networks judged on the same images. Raises InvalidData where they weren't."""
    truth = _digits(judged[0]["answers"]["truth"])
    for figures in judged:
        if figures["answers"]["truth"] != judged[0]["answers"]["truth"]:
            raise InvalidData(
                f"{figures['name']!r} and {judged[0]['name']!r} are different images:"
                " judge all runs on the same ones."
            )
    right = np.stack([_digits(each["answers"]["choices"]) == truth for each in judged])
    best = max(range(len(judged)), key=lambda at: (right[at].mean(), -_spread(judged[at])))
    leads = (right[best].astype(np.float64) - right).T  # [images, networks]
    images = len(truth)
    if codes := judged[0]["answers"].get("persons"):
        leads = bootstrap.by_person(leads, np.array(codes).astype(np.str_))
        truth = np.zeros(len(leads), np.int64)
    drawn = bootstrap.sums(leads, truth) / images
    behind = [bootstrap.interval(each) or (0.0, 0.0) for each in drawn.T]
    found = Choice(chosen=best, best=best, behind=behind)
    chosen = min(found.level, key=lambda at: (_spread(judged[at]), -judged[at]["accuracy"]))
    return Choice(chosen, best, behind)


def _digits(text: str) -> npt.NDArray[np.int64]:
    return np.frombuffer(text.encode(), np.uint8).astype(np.int64) - ord("0")


def _spread(figures: Figures) -> float:
    return float("inf") if figures["spread"] is None else float(figures["spread"])
