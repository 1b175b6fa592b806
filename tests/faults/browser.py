"""A browser on a device of one's own, which can be killed: its profile stays, as on a phone."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Error, Page, Playwright

from tests.chromium import ARGUMENTS, installed

QUICK = 10_000  # ms for what doesn't wait for the network
STARTS = 3  # attempts: a killed browser may still hold its profile for a moment


class Device:
    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self.playwright, self.profile = playwright, profile
        self.cookies: list[Any] = []
        self.offline = False
        self.context: BrowserContext | None = None

    async def tab(self) -> Page:
        """A fresh tab, in a browser that is started if none runs."""
        for attempt in range(STARTS):
            try:
                if self.context is None:
                    self.context = await self._start()
                return await self.context.new_page()
            except Error:
                await self.close()
                if attempt == STARTS - 1:
                    raise
                await asyncio.sleep(1 + attempt)
        raise AssertionError

    async def _start(self) -> BrowserContext:
        context = await self.playwright.chromium.launch_persistent_context(
            self.profile, executable_path=installed(), args=ARGUMENTS,
            viewport={"width": 360, "height": 640}, locale="en", timeout=120_000,
        )  # fmt: skip
        context.set_default_timeout(QUICK)
        # A browser writes cookies down every half minute only. Who loses theirs comes back
        # by their own link; here it is given back.
        await context.add_cookies(self.cookies)
        await context.set_offline(self.offline)
        return context

    async def keep_cookies(self) -> None:
        assert self.context
        self.cookies = await self.context.cookies()

    async def set_offline(self, offline: bool) -> None:
        self.offline = offline
        if self.context:
            with suppress(Error):  # it was killed just now; the next one starts like that
                await self.context.set_offline(offline)

    async def kill(self, page: Page, kind: str) -> None:
        """The tab, its process ("crash"), or with kill -9 the whole "browser"."""
        if kind == "browser":
            for pid in self._main_processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await self.close()
        elif kind == "crash":
            await self._crash(page)
        with suppress(Error):
            await page.close()

    async def _crash(self, page: Page) -> None:
        assert self.context
        devtools = await self.context.new_cdp_session(page)
        crash = asyncio.ensure_future(devtools.send("Page.crash"))
        await asyncio.wait([crash], timeout=2)
        crash.cancel()

    async def close(self) -> None:
        if self.context:
            with suppress(Error, TimeoutError):
                await asyncio.wait_for(self.context.close(), QUICK / 1000)
        self.context = None

    def _main_processes(self) -> list[int]:
        """Those of this profile, which is this run's own, that are no other's child."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command = (process / "cmdline").read_bytes().split(b"\0")
                ours = f"--user-data-dir={self.profile}".encode() in command
                if ours and not any(part.startswith(b"--type=") for part in command):
                    found.append(int(process.name))
        return found
