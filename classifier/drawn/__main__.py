"""Write drawn photographs with their labels, or a contact sheet; see the package's docstring."""

import argparse
import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.expressions import EXPRESSIONS

from .photograph import Drawn, draw_many


def write_folder(folder: Path, drawn: list[Drawn], suffix: str) -> None:
    """Write the pictures and `labels.csv` (file, label, person) into *folder*."""
    import cv2

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["file", "label", "person"])
        for number, one in enumerate(drawn):
            name = f"{number:05d}-{one.expression}{suffix}"
            cv2.imwrite(str(folder / name), one.image)
            table.writerow([name, one.expression, one.person])


def sheet(drawn: list[Drawn], columns: int, side: int) -> NDArray[np.uint8]:
    """A contact sheet with a row (or more) per expression, each picture *side* pixels wide."""
    import cv2

    rows = []
    for expression in EXPRESSIONS:
        images = [one.image for one in drawn if one.expression == expression]
        small = [cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA) for image in images]
        for start in range(0, len(small), columns):
            row = small[start : start + columns]
            blank = [np.zeros_like(row[0])] * (columns - len(row))
            rows.append(np.hstack(row + blank))
    return np.asarray(np.vstack(rows), dtype=np.uint8)


def main() -> None:
    """Read the command line and draw."""
    parser = argparse.ArgumentParser(prog="python -m classifier.drawn", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where to write pictures and labels")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", choices=["png", "jpg"], default="png")
    parser.add_argument("--sheet", type=Path, help="also write a contact sheet to this file")
    options = parser.parse_args()
    if options.folder is None and options.sheet is None:
        parser.error("give a folder, --sheet, or both")
    drawn = list(draw_many(options.count, seed=options.seed))
    if options.folder is not None:
        write_folder(options.folder, drawn, "." + options.format)
    if options.sheet is not None:
        import cv2

        options.sheet.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(options.sheet), sheet(drawn, columns=8, side=240))


if __name__ == "__main__":
    main()
