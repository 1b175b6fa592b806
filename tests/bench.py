"""What the machinery costs: `make bench` prints it for this machine."""

import tempfile
import threading
import time
from pathlib import Path

import requests

from tests.stack import Stack

CONNECTIONS = 8
SECONDS = 5


def memory(group: int) -> float:
    """Megabytes that a process group alone keeps (proportional set size, from /proc)."""
    kilobytes = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[2]) == group:
                lines = (process / "smaps_rollup").read_text().splitlines()
                kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:  # it has just ended
            continue
    return kilobytes / 1024


def requests_per_second(url: str) -> float:
    answered = [0] * CONNECTIONS
    end = time.monotonic() + SECONDS

    def ask(number: int) -> None:
        with requests.Session() as session:
            while time.monotonic() < end:
                session.get(url, timeout=10).raise_for_status()
                answered[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / SECONDS


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        print(f"start from nothing, with migrations   {time.monotonic() - began:6.1f} s")
        print(f"memory of the web server              {memory(stack.web.pid):6.0f} MB")
        print(f"memory of the worker, torch not loaded{memory(stack.worker.pid):6.0f} MB")
        rate = requests_per_second(stack.url + "/")
        print(f"first page, {CONNECTIONS} connections            {rate:6.0f} requests/s")


if __name__ == "__main__":
    main()
