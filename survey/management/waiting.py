"""Commands that hand work to the workers show how far it is."""

import time
from collections.abc import Callable
from typing import Any

from tqdm import tqdm

QUIET_SECONDS = 20


def wait_for(what: str, total: int, done: Callable[[], int], stream: Any) -> None:
    """A progress bar until *done()* reaches *total*; a hint when nothing moves for long.

    Ctrl-C only ends the waiting: the work goes on in the workers.
    """
    moved, told = time.monotonic(), False
    with tqdm(total=total, desc=what, file=stream, leave=False) as bar:
        while bar.n < total:
            now = done()
            if now != bar.n:
                bar.update(now - bar.n)
                moved, told = time.monotonic(), False
            elif not told and time.monotonic() - moved > QUIET_SECONDS:
                bar.write("Nothing moves: is a worker running (make run)? Waiting…", file=stream)
                told = True
            time.sleep(0.1)
