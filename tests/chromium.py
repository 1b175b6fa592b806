"""The real browser, for tests and screenshots."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
if os.geteuid() == 0:
    ARGUMENTS.append("--no-sandbox")  # Chromium refuses to start as root with it


def installed() -> str | None:
    """CHROMIUM from the environment, else an installed Chromium or Chrome; None: Playwright's."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def launched_chromium() -> Iterator[Browser]:
    """Raises playwright's Error where there is no browser."""
    # Playwright keeps an event loop in this thread, in which Django would refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
        yield browser
        browser.close()


def until(page: Page, expression: str, arg: Any = None, seconds: float = 30) -> None:
    """Wait until *expression* is true on *page*.

    Playwright's own wait_for_function evaluates again inside of the page, which the site's
    Content-Security-Policy forbids: it works only where the first look succeeds.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression, arg):
        assert time.monotonic() < deadline, f"not within {seconds} seconds: {expression}"
        page.wait_for_timeout(20)


def sideways(page: Page) -> int:
    """So many pixels are outside of the window: 0 where nobody has to scroll to and fro."""
    return max(0, page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def shoot(page: Page, path: Path) -> None:
    """A picture of the whole page, with what otherwise waits to be scrolled to."""
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    until(page, "Array.from(document.images).every((image) => image.complete)")
    page.screenshot(path=path, full_page=True)
