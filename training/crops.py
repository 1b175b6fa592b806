"""``crops.npy``: writing it piece by piece, and taking rows out of the mapped file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from classifier.preprocess import CROP_SIZE

Crops = npt.NDArray[np.uint8]


class CropArray:
    """The chosen rows of one or several mapped ``crops.npy``, read when they are taken."""

    def __init__(self, maps: Sequence[Crops], which: npt.NDArray[np.int64], rows: Any) -> None:
        self._maps = maps
        self._which = which  # [n]: which map
        self._rows = np.asarray(rows, np.int64)  # [n]: its row there

    def __len__(self) -> int:
        return len(self._rows)

    def take(self, at: npt.NDArray[np.int64]) -> Crops:
        """uint8 [len(at), 96, 96], in the order of *at*."""
        found = np.empty((len(at), CROP_SIZE, CROP_SIZE), np.uint8)
        which, rows = self._which[at], self._rows[at]
        for number in np.unique(which):
            here = np.flatnonzero(which == number)
            here = here[np.argsort(rows[here])]  # in the file's order: one pass over the disk
            found[here] = self._maps[number][rows[here]]
        return found

    def all(self) -> Crops:
        return self.take(np.arange(len(self)))

    def subset(self, keep: npt.NDArray[Any]) -> "CropArray":
        return CropArray(self._maps, self._which[keep], self._rows[keep])


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Name the file or folder in errors of writing: a full disk doesn't say where it is."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def write_header(file: IO[bytes], shape: tuple[int, int, int]) -> None:
    described = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, described)
