"""Runs that have ended and been judged, as training.report reads them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier import card as cards
from training import evaluations, runs
from training.dataset import InvalidData
from training.measure import Figures

# What tells one group of runs from another, beside the seed: architecture, preset, images per
# expression, round of evening out, and in words what else differs.
Group = tuple[str, str, int, int, str]


@dataclass(frozen=True)
class Finished:
    """One run's folder: what was asked for, how it went, and how good it is."""

    folder: Path
    run: dict[str, Any]
    log: list[dict[str, Any]]
    done: dict[str, Any]
    evaluations: dict[str, Figures]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.run["settings"])

    @property
    def seed(self) -> int:
        return int(self.settings["seed"])

    @property
    def round(self) -> int:
        """Of training.sweep --even, which says it in the folder's name; 0 is the first."""
        found = re.search(r"-even(\d+)$", self.name)
        return int(found[1]) if found else 0

    @property
    def kind(self) -> tuple[str, str, int]:
        """Architecture, preset and images per expression."""
        settings = self.settings
        return settings["arch"], self.run["preset"], int(settings["per_expression"])

    @property
    def others(self) -> dict[str, str]:
        """What else makes a run, but the seed, in words; weights are told by their round."""
        told = ("arch", "per_expression", "seed", *(["weights"] if self.round else []))
        data = self.run["data"]
        return {
            **{name: str(value) for name, value in self.settings.items() if name not in told},
            "data": " and ".join(Path(each["folder"]).name for each in data),
            "fingerprint": " ".join(each["fingerprint"][:8] for each in data),
            "start": self.run["start"],
        }

    @property
    def images_per_second(self) -> float:
        """Over the whole training: images over time. Every epoch has as many images."""
        rates = [line["images_per_second"] for line in self.log]
        return len(rates) / sum(1 / rate for rate in rates) if rates else float("nan")

    def on(self, part: str) -> Figures | None:
        """The figures on a part of the data that it was trained on; the last if several."""
        found = [each for each in self.evaluations.values() if each["part"] == part]
        own = [each for each in found if self._own(each)]
        fitting = own or found
        return fitting[-1] if fitting else None

    def _own(self, figures: Figures) -> bool:
        folders = {Path(each["folder"]).name for each in self.run["data"]}
        return {each["folder"] for each in figures["data"]} <= folders


def grouped(several: Sequence[Finished]) -> dict[Group, list[int]]:
    """Runs that differ in nothing but their seed, as indices, in the order of *several*."""
    found: dict[Group, list[int]] = {}
    for at, run in enumerate(several):
        alike = [each.others for each in several if each.kind == run.kind]
        differing = [
            f"{name} {value}"
            for name, value in run.others.items()
            if any(other.get(name) != value for other in alike)
        ]
        found.setdefault((*run.kind, run.round, ", ".join(differing)), []).append(at)
    return found


def find(places: Sequence[Path]) -> list[Path]:
    """The runs' folders among *places*, and in those that hold several. Raises InvalidData."""
    found: list[Path] = []
    for place in places:
        inside = sorted(file.parent for file in place.glob(f"*/{runs.RUN}"))
        here = [place] if (place / runs.RUN).is_file() else inside
        if not here:
            raise InvalidData(f"{place} holds no run: it has no {runs.RUN}.")
        found += here
    return list(dict.fromkeys(found))


def read(folder: Path) -> Finished | None:
    """None where the run hasn't ended. Raises InvalidData where it is damaged or not judged."""
    try:
        run = runs.read_json(folder / runs.RUN)
        if not (folder / runs.DONE).is_file():
            return None
        done, log = runs.read_json(folder / runs.DONE), runs.read_log(folder)
        found = Finished(folder, run, log, done, evaluations.read(folder).get("evaluations", {}))
        (
            found.kind,
            found.others,
            found.seed,
            found.images_per_second,
            done["epochs"],
            done["seconds"],
        )
    except (ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        raise InvalidData(f"{folder} is no run of training.train: {error!r}.") from error
    if not found.evaluations:
        raise InvalidData(f"{folder} has not been judged: run training.evaluate on it.")
    if evaluations.read(folder)["weights_sha256"] != cards.read(folder).weights_sha256:
        raise InvalidData(f"{folder}: its evaluation is of other weights; run training.evaluate.")
    return found
