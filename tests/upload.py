"""Phone photographs dropped on the page all at once: how fast they are in, and what it costs.

    python -m tests.upload [--photographs 500]

The real site with two workers, and a browser. Asked: at least 4 photographs of 12 megapixels a
second by two workers on 2 cores, the web process under 200 MB. The ratio's baseline is one worker.
"""

import argparse
import io
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, expect

from classifier import drawn
from tests.chromium import launched_chromium
from tests.e2e.people import Administrator
from tests.stack import Stack, wait_until

SIZE = (4000, 3000)
PATIENCE = 1_800_000  # milliseconds
WATCH = """
self.longest = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) self.longest = Math.max(self.longest, duration);
}).observe({ type: "longtask", buffered: true });
"""
LEFT = "from survey.models import Photograph; print(Photograph.objects.waiting().count())"


def base_pictures() -> list[bytes]:
    """Drawn faces in noisy pictures of a phone's size, with what a camera writes into them."""
    rng = np.random.default_rng(1)
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    found = []
    for face in drawn.draw_many(4, seed=5):
        noise = rng.normal(120, 12, (SIZE[1] // 4, SIZE[0] // 4, 3)).clip(0, 255).astype(np.uint8)
        picture = Image.fromarray(noise).resize(SIZE)
        head = Image.fromarray(np.ascontiguousarray(face.image[:, :, ::-1])).resize((1600, 1600))
        picture.paste(head, (1200, 700))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90, exif=exif)
        found.append(out.getvalue())
    return found


def write(folder: Path, count: int) -> list[Path]:
    """*count* files that differ in a comment, so that none is taken for another."""
    bases = base_pictures()
    files = []
    for number in range(count):
        data = bases[number % len(bases)]
        comment = f"{folder.name} {number:06}".encode()
        segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        files.append(folder / f"IMG_{number:04}.jpg")
        files[-1].write_bytes(data[:2] + segment + data[2:])
    return files


def peak_megabytes(pid: int) -> float:
    """The most memory that any process of the web server's group has had."""
    peaks = [0.0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[2]) == pid:
                lines = (process / "status").read_text().splitlines()
                peaks += [int(line.split()[1]) / 1024 for line in lines if "VmHWM" in line]
        except OSError:
            continue
    return max(peaks)


def counted(stack: Stack, which: str) -> int:
    program = f"from survey.models import Photograph; print(Photograph.objects.{which}.count())"
    return int(stack.python(program))


def upload(
    stack: Stack, chromium: Browser, files: list[Path], *, stay: bool
) -> tuple[float, float]:
    """Seconds until everything is processed, and the page's longest task in milliseconds.

    *stay*: the page is watched to the end; else it is closed as soon as all files are sent.
    """
    before = counted(stack, "real()")
    page = Administrator(stack).page(chromium)
    page.context.add_init_script(WATCH)
    page.goto(f"{stack.url}/photographs/")
    page.check("[name=who][value=each]")
    page.set_input_files("#files", files)
    began = time.monotonic()
    page.get_by_role("button", name="Upload", exact=True).click()
    if stay:
        decided = f"{len(files)} of {len(files)} decided"
        expect(page.locator("#progress")).to_contain_text(decided, timeout=PATIENCE)
        seconds = time.monotonic() - began
    else:
        all_sent = lambda: counted(stack, "real()") == before + len(files)  # noqa: E731
        wait_until(all_sent, "all are sent", PATIENCE / 1000)
    longest = page.evaluate("self.longest")
    page.context.close()
    if not stay:
        wait_until(lambda: not counted(stack, "waiting()"), "all are in", PATIENCE / 1000)
        seconds = time.monotonic() - began
    return seconds, longest


def round_of(folder: Path, files: list[Path], workers: int, *, close: bool = False) -> float:
    """Photographs a second; prints what else was seen."""
    with (
        Stack(folder / f"site{workers}", workers=workers) as stack,
        launched_chromium() as chromium,
    ):
        stack.manage("demo")
        seconds, longest = upload(stack, chromium, files, stay=True)
        rate = len(files) / seconds
        print(f"{workers} workers, {len(files)} photographs   {rate:6.2f}/s ({seconds:.0f} s)")
        print(f"longest task of the page          {longest:6.0f} ms")
        print(f"web server's peak memory          {peak_megabytes(stack.web.pid):6.0f} MB")
        if close:
            (folder / "again").mkdir()
            more = write(folder / "again", len(files) // 5)
            seconds, _ = upload(stack, chromium, more, stay=False)
            print(f"page closed once all were sent    {len(more)} in after {seconds:.0f} s")
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=int, default=500)
    count = parser.parse_args().photographs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("site1", "site2", "phone", "few"):
            (folder / part).mkdir()
        one = round_of(folder, write(folder / "few", count // 5), 1)
        two = round_of(folder, write(folder / "phone", count), 2, close=True)
        print(f"two workers to one                {two / one:6.2f} ×")


if __name__ == "__main__":
    main()
