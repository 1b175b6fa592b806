"""How long from the tap to the next face, on a slow phone with a slow line.

python -m tests.tap_to_face [--faces 100] [--plain] [--json] [--into docs/benchmarks.md]

Runs the whole site with the demo study and lets Chromium, 400×844 with a touch screen, answer like
a person who is quick: a tap every 1.0–1.5 seconds. Chromium's own throttles make the device slow:
the page's CPU by 4, the network to 400 kbit/s each way with 400 ms before every reply (what
Chrome's tools call "Slow 3G"). --plain leaves both out.

A tap's time is that of the finger's lifting, as the browser stamps it; the face's time is that of
its presentation on the screen, by the Element Timing API, which rounds to 4 ms. The first ten
faces are left out of the figures: they are loading then. Bytes are those on the wire, headers
included; those of the question page are counted until the first face, which is a practice face,
can be answered. --into writes a section into a Markdown file, in place of an older one. Nothing
else should be running, and the browser itself needs a core.
"""

import argparse
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.chromium import launched_chromium, until
from tests.stack import Stack
from training.benchmarks import table

CPU_SLOWDOWN = 4
LATENCY_MS = 400
BYTES_PER_SECOND = 400_000 / 8
WARM_UP = 10
SEED = 4

# Every face gets the attribute before its first paint: observers run before the next frame.
PROBE = """
window.shown = {};
window.taps = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shown[entry.identifier] = entry.renderTime;
}).observe({ type: "element", buffered: true });
document.addEventListener("pointerup", (event) => window.taps.push(event.timeStamp), true);
document.addEventListener("DOMContentLoaded", () => {
  const frame = document.getElementById("frame");
  if (!frame) return;
  new MutationObserver(() => {
    const face = frame.querySelector("img");
    if (face && !face.elementTiming) face.setAttribute("elementtiming", face.alt);
  }).observe(frame, { childList: true });
});
"""


class Wire:
    """Counts what comes over the network, page and faces apart."""

    def __init__(self, page: Page) -> None:
        self.urls: dict[str, str] = {}
        self.page_bytes = self.face_bytes = 0
        self.requests: list[tuple[str, int]] = []
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.responseReceived", self._note)
        self.session.on("Network.loadingFinished", self._count)

    def throttle(self) -> None:
        limits = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
        self.session.send(
            "Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **limits}
        )
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})

    def _note(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["response"]["url"]

    def _count(self, event: dict[str, Any]) -> None:
        url, size = self.urls.get(event["requestId"], ""), int(event["encodedDataLength"])
        self.requests.append((url, size))
        if "/s/" in url and url.endswith(".png"):
            self.face_bytes += size
        elif not (url.endswith(".png") or "/answers" in url):
            self.page_bytes += size


def measure(stack: Stack, *, faces: int, plain: bool) -> dict[str, Any]:
    phone = ViewportSize(width=400, height=844)
    with launched_chromium() as chromium:
        context = chromium.new_context(viewport=phone, has_touch=True, is_mobile=True, locale="en")
        _agree(context, stack.url)
        page = context.new_page()
        page.add_init_script(PROBE)
        wire = Wire(page)
        if not plain:
            wire.throttle()
        started = time.monotonic()
        page.goto(f"{stack.url}/s/demo/faces/", wait_until="commit")
        page.wait_for_selector("#frame[aria-busy=false]")
        first = time.monotonic() - started
        page_bytes, requests = wire.page_bytes, len(wire.requests)  # more come later
        page.tap("#skip-practice")
        waits = _answer(page, faces)
        result = {
            "taps": len(waits),
            "p50_ms": _percentile(waits, 0.50),
            "p95_ms": _percentile(waits, 0.95),
            "max_ms": round(max(waits), 1),
            "first_question_s": round(first, 2),
            "page_bytes": page_bytes,
            "face_bytes": wire.face_bytes,
            "requests_before_first_question": requests,
        }
        context.close()
    return result


def _agree(context: BrowserContext, url: str) -> None:
    """On another page, which keeps what it loads to itself: the question page starts cold."""
    page = context.new_page()
    page.goto(f"{url}/s/demo/")
    page.check("[name=agree]")
    page.click("form button.primary")
    page.wait_for_selector("#frame")
    session = context.new_cdp_session(page)
    page.goto("about:blank")
    session.send("Network.clearBrowserCache")
    page.close()


def _answer(page: Page, faces: int) -> list[float]:
    """Tap *faces* - 1 times; milliseconds from each tap to the next face, without the first ten."""
    human = random.Random(SEED)
    waits = []
    for number in range(1, faces):
        page.wait_for_selector(f"#frame[aria-busy=false] img[alt^='Face {number} ']")
        page.wait_for_timeout(human.uniform(1000, 1500))
        choice = human.randrange(5) + 1
        box = page.locator(f".answers button:nth-child({choice})").bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)  # to look at the page takes its CPU: not while it paints
        if page.locator("#go-on").is_visible():
            page.wait_for_timeout(500)
            page.tap("#go-on")
        until(page, "n => Object.keys(shown).some(k => k.startsWith(`Face ${n} `))", number + 1)
        wait = page.evaluate(
            "n => shown[Object.keys(shown).find(k => k.startsWith(`Face ${n} `))] - taps.at(-1)",
            number + 1,
        )
        if number > WARM_UP:
            waits.append(wait)
    return waits


def _percentile(values: list[float], share: float) -> float:
    """The smallest value that at least *share* of all don't exceed."""
    ordered = sorted(values)
    return round(ordered[max(0, -int(-share * len(ordered) // 1) - 1)], 1)


def as_table(found: dict[str, Any], *, plain: bool) -> table.Table:
    slowly = f"Chromium with its CPU slowed down {CPU_SLOWDOWN} times, a network of 400 kbit/s"
    slowly += f" with {LATENCY_MS} ms before every reply"
    device = "Chromium, neither its CPU nor its network slowed down" if plain else slowly
    return table.Table(
        title="From the tap to the next face",
        about=(
            f"The question page on a phone's screen: {device}. {found['taps']} taps after the "
            f"first {WARM_UP} faces; from the finger's lifting to the next face on the screen."
        ),
        command="python -m tests.tap_to_face" + (" --plain" if plain else ""),
        columns=("figure", "goal"),
        rows=(
            table.Row("tap to face, median", (f"{found['p50_ms']} ms", "")),
            table.Row("tap to face, p95", (f"{found['p95_ms']} ms", "< 50 ms")),
            table.Row("tap to face, longest", (f"{found['max_ms']} ms", "")),
            table.Row(
                "the first face can be answered", (f"{found['first_question_s']} s", "≤ 3 s")
            ),
            table.Row("the page without faces", (kilobytes(found["page_bytes"]), "≤ 60 KB")),
            table.Row("all faces", (kilobytes(found["face_bytes"]), "≤ 600 KB")),
        ),
    )


def kilobytes(size: int) -> str:
    return f"{size / 1000:.1f} KB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faces", type=int, default=100)
    parser.add_argument("--plain", action="store_true", help="no slowdown, no slow network")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--into", type=Path, metavar="FILE", help="Markdown to keep it in")
    options = parser.parse_args()
    on = table.conditions()
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        stack.manage("demo")
        found = measure(stack, faces=options.faces, plain=options.plain)
    section = table.markdown(as_table(found, plain=options.plain), on)
    print(json.dumps(found) if options.json else section)
    if options.into:
        table.insert(section, options.into)


if __name__ == "__main__":
    main()
