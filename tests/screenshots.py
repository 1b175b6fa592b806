"""Every page, at phone and desktop width, in both languages: `make screenshots`, then look at them.

Runs the whole site with the demo study and eight simulated people; the pictures land in
var/screenshots/, and the one that the README shows in docs/. All faces are drawn by a program.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import launched_chromium
from tests.e2e.people import Administrator, answer_all, newest_run, wait_for_run
from tests.stack import ROOT, Stack

WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
LANGUAGES = ("en", "ko")
FOLDER = ROOT / "var" / "screenshots"
PEOPLE = 42


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
                for name, (width, height) in WIDTHS.items():
                    options = {"viewport": {"width": width, "height": height}, "locale": language}
                    take_part(chromium.new_context(**options), stack, f"{language}-{name}")
                    administrate(chromium, administrator, options, f"{language}-{name}")


def take_part(context: BrowserContext, stack: Stack, suffix: str) -> None:
    page = context.new_page()
    page.goto(stack.url)
    shoot(page, f"home-{suffix}")
    page.goto(f"{stack.url}/s/demo/")
    shoot(page, f"start-{suffix}")
    page.check("[name=agree]")
    page.click("form button.primary")

    def answer(number: int) -> None:
        if number == 36:
            shoot(page, f"question-{suffix}")
        page.keyboard.press(str(number % 5 + 1))

    answer_all(page, answer)
    shoot(page, f"result-{suffix}")
    context.close()


def administrate(
    chromium: Browser, administrator: Administrator, options: dict, suffix: str
) -> None:
    page = administrator.page(chromium, **options)
    for path in ("studies/", "studies/demo/", "draw/", "photographs/", "studies/demo/results/"):
        page.goto(f"{administrator.stack.url}/{path}")
        shoot(page, f"{path.strip('/').replace('/', '-')}-{suffix}")
    page.context.close()


def readme_pictures(chromium: Browser, administrator: Administrator) -> None:
    """The first screen of the results."""
    address = administrator.stack.url
    results = administrator.page(chromium, viewport={"width": 1120, "height": 1240}, locale="en")
    results.goto(f"{address}/studies/demo/results/")
    results.wait_for_timeout(300)
    results.screenshot(path=ROOT / "docs" / "results.png")
    results.context.close()


def shoot(page: Page, name: str) -> None:
    # What waits to be scrolled to would be missing in a picture of the whole page.
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if sideways > 0:
        print(f"{name} scrolls sideways by {sideways} px")


if __name__ == "__main__":
    main()
