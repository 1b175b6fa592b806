"""What the machinery costs: `make bench` prints it for this machine."""

import statistics
import tempfile
import threading
import time
from pathlib import Path

import requests

from classifier.card import Card
from classifier.checkpoint import save
from classifier.network import build
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


def run_seconds(stack: Stack, architecture: str) -> float:
    """From the request to the last of 100 predictions, by the median of three warm runs."""
    checkpoint = stack.folder / architecture
    checkpoint.mkdir()
    save(checkpoint, build(architecture), Card(architecture=architecture))
    for _ in range(5):  # the first ones load torch and the network in each of the two children
        stack.manage("run_model", "demo", "--checkpoint", str(checkpoint))
    times = stack.python(
        "from survey.models import ModelRun\n"
        "for run in ModelRun.objects.order_by('-created_at')[:3]:\n"
        "    print((run.finished_at - run.created_at).total_seconds())"
    )
    return statistics.median(map(float, times.split()))


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        print(f"start from nothing, with migrations   {time.monotonic() - began:6.1f} s")
        print(f"memory of the web server              {memory(stack.web.pid):6.0f} MB")
        print(f"memory of the worker, torch not loaded{memory(stack.worker.pid):6.0f} MB")
        rate = requests_per_second(stack.url + "/")
        print(f"first page, {CONNECTIONS} connections            {rate:6.0f} requests/s")
        stack.manage("demo")
        for architecture in ("resnet18", "resnet50"):
            seconds = run_seconds(stack, architecture)
            print(f"a study of 100 images, {architecture}        {seconds:6.2f} s")
        print(f"memory of the worker, with networks   {memory(stack.worker.pid):6.0f} MB")


if __name__ == "__main__":
    main()
