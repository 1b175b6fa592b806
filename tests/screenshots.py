"""Every page, at a phone's, a tablet's and a desktop's width, in both languages: look at them all.

    make screenshots

The admin's pages come from the whole site with the demo study and simulated people, the
participant's from their own test, tests/browser/test_accessible.py. The pictures land in
var/screenshots/, and the one that the README shows in docs/. All faces are drawn by a program.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.chromium import launched_chromium, shoot, sideways
from tests.e2e.people import Administrator, newest_run, wait_for_run
from tests.stack import ROOT, Stack

SIZES = ((360, 640), (768, 1024), (1280, 800))
LANGUAGES = ("en", "ko")
FOLDER = ROOT / "var" / "screenshots"
PEOPLE = 42
ADMINS_PAGES = (
    "studies/",
    "studies/demo/",
    "studies/demo/settings/",
    "studies/demo/invitations/",
    "studies/demo/preview/en/",
    "studies/demo/results/",
    "draw/",
    "photographs/",
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        stack.manage("demo")
        stack.manage("simulate", "demo", "--participants", str(PEOPLE), "--url", stack.url)
        administrator = Administrator(stack)
        wait_for_run(administrator, newest_run(stack, "demo"))
        with launched_chromium() as chromium:
            readme_pictures(chromium, administrator)
            for language in LANGUAGES:
                page = administrator.page(chromium, locale=language)
                administrate(page, stack.url, language)
                page.context.close()
    sys.exit(participants_pages())


def administrate(page: Page, url: str, language: str) -> None:
    for path in ADMINS_PAGES:
        page.goto(f"{url}/{path}")
        name = path.strip("/").replace("/", "-")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            shoot(page, FOLDER / f"{name}-{language}-{width}.png")
            if sideways(page):
                print(f"{path} scrolls sideways by {sideways(page)} px at {width} px")


def participants_pages() -> int:
    test = ROOT / "tests" / "browser" / "test_accessible.py"
    environment = {**os.environ, "SCREENSHOTS": str(FOLDER)}
    command = [sys.executable, "-m", "pytest", "-q", str(test)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def readme_pictures(chromium: Browser, administrator: Administrator) -> None:
    """The first screen of the results."""
    address = administrator.stack.url
    results = administrator.page(chromium, viewport={"width": 1120, "height": 1240}, locale="en")
    results.goto(f"{address}/studies/demo/results/")
    results.wait_for_timeout(300)
    results.screenshot(path=ROOT / "docs" / "results.png")
    results.context.close()


if __name__ == "__main__":
    main()
