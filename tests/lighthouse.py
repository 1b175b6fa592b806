"""What Lighthouse says about the participant's start, question and result pages.

python -m tests.lighthouse [--into docs/benchmarks.md]

Needs Node.js 18.16 or newer with npm (Debian: apt-get install nodejs npm), Chromium, and at the
first run the npm registry: npx then fetches Lighthouse, in the version named here. Runs the whole
site with the demo study and simulated people; Lighthouse opens the pages as it does by default,
like a slow phone on a slow line. Ends with 1 where a score is below 95. Nothing else should be
running: performance is measured.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from tests.chromium import ARGUMENTS, installed
from tests.stack import Stack, free_port
from training.benchmarks import table

VERSION = "12.8.2"  # 13 wants a Node.js that Debian 12 and 13 don't have
GOAL = 95
CATEGORIES = ("performance", "accessibility", "best-practices")
PEOPLE = 8


@dataclass(frozen=True)
class Seen:
    name: str
    scores: dict[str, int]
    complaints: list[str]


def lighthouse(address: str, port: int, folder: Path) -> dict[str, Any]:
    """In a new tab of the browser that listens on *port*, with its cookies and an empty cache."""
    report = folder / "report.json"
    subprocess.run(
        [
            "npx", "--yes", f"lighthouse@{VERSION}", address, f"--port={port}", "--quiet",
            "--output=json", f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
        ],
        check=True, timeout=300, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def seen(name: str, report: dict[str, Any]) -> Seen:
    if report["finalDisplayedUrl"] != report["requestedUrl"]:
        raise SystemExit(f"{name}: was sent on to {report['finalDisplayedUrl']}")
    categories = report["categories"]
    scores = {each: round(100 * (categories[each]["score"] or 0)) for each in CATEGORIES}
    audits = report["audits"]
    weighty = [
        audits[each["id"]]
        for category in CATEGORIES
        for each in categories[category]["auditRefs"]
        if each["weight"]
    ]
    complaints = [
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in weighty
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    return Seen(name, scores, complaints)


def all_pages(url: str, folder: Path) -> Iterator[Seen]:
    """The three in the order of the way, all by one person."""
    port = free_port()
    with browser_on(port, folder / "browser") as context:
        page = context.new_page()
        start = f"{url}/s/demo/"
        yield seen("start", lighthouse(start, port, folder))
        page.goto(start)
        page.check("[name=agree]")
        page.click("form button.primary")
        page.wait_for_selector("#skip-practice")
        yield seen("question", lighthouse(f"{start}faces/", port, folder))
        page.click("#skip-practice")
        while not page.url.endswith("/result/"):
            page.keyboard.press("ArrowRight")  # past the pause halfway
            page.keyboard.press("1")
            page.wait_for_timeout(150)
        yield seen("result", lighthouse(f"{start}result/", port, folder))


@contextmanager
def browser_on(port: int, profile: Path) -> Iterator[BrowserContext]:
    """One that both Playwright and Lighthouse drive, with the same cookies."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=installed(), locale="en",
            args=[*ARGUMENTS, f"--remote-debugging-port={port}"],
        )  # fmt: skip
        yield context
        context.close()


def as_table(pages: list[Seen]) -> table.Table:
    return table.Table(
        title="Lighthouse",
        about=f"Lighthouse {VERSION} with its own presets for phones; of 100, the goal is {GOAL}.",
        command="python -m tests.lighthouse",
        columns=CATEGORIES,
        rows=tuple(
            table.Row(f"{page.name} page", tuple(str(page.scores[each]) for each in CATEGORIES))
            for page in pages
        ),
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--into", type=Path, metavar="FILE", help="Markdown to keep it in")
    options = parser.parse_args()
    if not shutil.which("npx"):
        raise SystemExit("npx is missing: apt-get install nodejs npm")
    on = table.conditions()
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        stack.manage("demo")
        stack.manage("simulate", "demo", "--participants", str(PEOPLE), "--url", stack.url)
        pages = list(all_pages(stack.url, Path(folder)))
    section = table.markdown(as_table(pages), on)
    print(section)
    for page in pages:
        for complaint in page.complaints:
            print(f"{page.name}: {complaint}")
    if options.into:
        table.insert(section, options.into)
    return int(any(score < GOAL for page in pages for score in page.scores.values()))


if __name__ == "__main__":
    sys.exit(main())
