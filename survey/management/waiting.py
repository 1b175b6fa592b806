"""Commands that hand work to the workers show how far it is."""

import sys
import time
from collections.abc import Callable

from tqdm import tqdm

QUIET_SECONDS = 20


def wait_for(what: str, total: int, done: Callable[[], int]) -> None:
    """A progress bar until *done()* reaches *total*; a hint when nothing moves for long.

    Ctrl-C only ends the waiting: the work goes on in the workers.
    """
    moved, told = time.monotonic(), False
    with tqdm(total=total, desc=what, leave=False) as bar:
        while bar.n < total:
            now = done()
            if now != bar.n:
                bar.update(now - bar.n)
                moved, told = time.monotonic(), False
            elif not told and time.monotonic() - moved > QUIET_SECONDS:
                bar.write("Nothing moves: is a worker running? Waiting…", file=sys.stderr)
                told = True
            time.sleep(0.1)
