"""Trains in a process of its own and prints the most memory that it had, in bytes, as JSON.

python -m training.benchmarks.memory_probe DATA STEPS
"""

import json
import sys
import tempfile
import threading
from itertools import chain, islice, repeat
from pathlib import Path

from training import batches, train
from training.arguments import Arguments
from training.devices import Place
from training.presets import PRESETS
from training.step import train_one_step

FIELDS = {"RssAnon": "anonymous", "VmRSS": "resident"}
EVERY = 0.02  # seconds
SIZE = 32  # pixels: small, so that many steps fit in


class Watch(threading.Thread):
    """The highest of each of FIELDS so far."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peaks = dict.fromkeys(FIELDS.values(), 0)
        self._stop_now = threading.Event()

    def run(self) -> None:
        while not self._stop_now.wait(EVERY):
            self.look()

    def look(self) -> None:
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            field, _, rest = line.partition(":")
            if field in FIELDS:
                name = FIELDS[field]
                self.peaks[name] = max(self.peaks[name], int(rest.split()[0]) * 1024)

    def end(self) -> None:
        self._stop_now.set()
        self.join()
        self.look()


def main(folder: Path, steps: int) -> None:
    watch = Watch()
    watch.start()
    settings = PRESETS["best"].with_(size=SIZE)
    with tempfile.TemporaryDirectory() as out:
        args = Arguments((folder,), Path(out), "best", "default", None, None, False, "")
        run, _ = train.begin(args, settings, Place())
        run.network.train()
        order = batches.draw_order(run.seen, (settings.seed, 0), settings.balance)
        epoch = list(batches.batches(order, settings.batch))
        for at in islice(chain.from_iterable(repeat(epoch)), steps):
            train_one_step(run, at, SIZE)
        run.save()
    watch.end()
    print(json.dumps(watch.peaks))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
