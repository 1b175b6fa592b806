"""One participant: taps an answer for every image, while everything around them breaks."""

import asyncio
import random
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.async_api import Error, Page

from classifier.expressions import EXPRESSIONS
from tests.faults.browser import Device
from tests.faults.proxy import LossyProxy
from tests.faults.seen import Seen, look
from tests.faults.taps import Taps

PATIENCE = 10.0  # seconds without a face, then the person loads the page again
OFFLINE_AT_MOST = 2.0  # seconds without a face, then the network is there again
LONGEST = 600.0  # seconds for one face, then something is wrong
TAKEN_WITHIN = 5.0  # seconds; then the person taps again
PAGE_WITHIN = 20_000  # ms; then the person tries again


@dataclass(frozen=True)
class Rates:
    """How often, at one image, something happens."""

    cut: float = 0.04  # the network goes, for one to eight images
    tab: float = 0.02  # the tab is closed without grace
    crash: float = 0.01  # its process crashes
    browser: float = 0.01  # kill -9 of the whole browser
    correct: float = 0.05  # one to three images back, another answer


@dataclass
class Tally:
    cuts: int = 0
    kills: dict[str, int] = field(default_factory=lambda: {"tab": 0, "crash": 0, "browser": 0})
    corrections: int = 0
    reloads: int = 0  # because no face came
    minutes: float = 0
    log: list[str] = field(default_factory=list)  # what was done, to understand a difference by


class Person:
    def __init__(
        self, device: Device, proxy: LossyProxy, slug: str, rates: Rates, rng: random.Random
    ) -> None:
        self.device, self.proxy, self.rates, self.rng = device, proxy, rates, rng
        self.start = f"{proxy.url}/s/{slug}/"
        self.tally, self.taps = Tally(), Taps()
        self.participant = ""
        self.offline_for = 0  # images
        self.page: Page

    async def take_part(self) -> None:
        began = time.monotonic()
        self.page = await self.device.tab()
        await self._agree()
        while face := await self._next_face():
            self.taps.asked(face)
            try:
                await self._at(face)
            except (Error, TimeoutError) as error:  # what has missed its target is tried again
                await self._after(error)
        self.taps.asked("")
        self.tally.minutes = (time.monotonic() - began) / 60

    def note(self, *what: object) -> None:
        self.tally.log.append(f"{time.monotonic():.3f} " + " ".join(map(str, what)))

    async def _after(self, error: Exception) -> None:
        """Whatever happened: a person whose page is gone opens it again."""
        self.note("error", error)
        if isinstance(error, TimeoutError) or is_gone(error):
            await self._come_back()

    async def _agree(self) -> None:
        await self._load(self.start)
        for _ in range(30):
            try:
                if await self._is_asked():
                    return await self.device.keep_cookies()
                await self._fill_in()
            except Error as error:  # the page didn't come, or came in the same moment
                self.note("at the start", error.message)
                await self._load(self.start)
        raise AssertionError(f"no questions after the start: {self.page.url}")

    async def _is_asked(self) -> bool:
        """On the page of the questions, which says who one is."""
        page = await self.page.query_selector("script#page")
        if page is None:
            return False
        told = await page.text_content() or ""
        self.participant = re.findall(r'"participant": "([0-9a-f-]{36})"', told)[0]
        return True

    async def _fill_in(self) -> None:
        """Agree to everything; the last answer of each question is "prefer not to say"."""
        for box in await self.page.query_selector_all(
            "main form [type=checkbox], main form [type=radio]"
        ):
            await box.check()
        await self.page.click("main form button.primary")
        await self.page.wait_for_load_state()

    async def _load(self, url: str) -> None:
        """Again and again, as people do when a page doesn't come."""
        self.note("load", url)
        self.taps.page_lost()
        for _ in range(100):
            try:
                reply = await self.page.goto(
                    url, timeout=PAGE_WITHIN, wait_until="domcontentloaded"
                )
                if reply and reply.ok:
                    return
                self.note("reply", reply and reply.status)
            except Error as error:
                self.note("no page", error.message.splitlines()[0])
                if is_gone(error):
                    self.page = await self.device.tab()
            await self._be_online()
            await asyncio.sleep(0.3)
        raise AssertionError(f"{url} doesn't load")

    async def _come_back(self) -> None:
        with suppress(Error):
            await self.page.close()
        self.page = await self.device.tab()
        await self._load(f"{self.start}faces/")

    async def _next_face(self) -> str:
        """The id of the image that waits for an answer; "" at the end."""
        began = loaded = time.monotonic()
        patience = PATIENCE
        while True:
            now = time.monotonic()
            assert now - began < LONGEST, f"{self.participant} waits at {self.page.url}"
            try:
                seen = await look(self.page)
                if seen.over or seen.face:
                    return seen.face
                await self._go_on(seen, now - began)
                if now - loaded > patience:
                    self.tally.reloads += 1
                    await self._load(f"{self.start}faces/")
                    loaded, patience = time.monotonic(), 2 * patience
            except (Error, TimeoutError) as error:
                await self._after(error)
            await asyncio.sleep(0.03)

    async def _go_on(self, seen: Seen, waited: float) -> None:
        """Past what isn't a question; who waits gets back the network."""
        if seen.button:
            self.note("press", seen.button)
            await self.page.click(f"#{seen.button}", timeout=1000)
            await asyncio.sleep(0.1)
        if waited > OFFLINE_AT_MOST:
            await self._be_online()

    async def _at(self, item: str) -> None:
        await self._network()
        if self.taps.stands and self.rng.random() < self.rates.correct:
            item = await self._go_back(item)
        kills = {kind: getattr(self.rates, kind) for kind in self.tally.kills}
        kind = self.rng.choices([*kills, ""], [*kills.values(), 1 - sum(kills.values())])[0]
        if kind:
            await self._tap_and_kill(item, kind)
        else:
            await self._tap(item)

    async def _network(self) -> None:
        if self.offline_for:
            self.offline_for -= 1
            if not self.offline_for:
                await self._be_online()
        elif self.rng.random() < self.rates.cut:
            self.tally.cuts += 1
            self.offline_for = self.rng.randint(1, 8)
            # Every other time the device itself doesn't notice: its requests just come to nothing.
            noticed = self.rng.random() < 0.5
            self.note("offline for", self.offline_for, "noticed" if noticed else "not noticed")
            self.proxy.cut = not noticed
            await self.device.set_offline(noticed)

    async def _be_online(self) -> None:
        self.offline_for = 0
        self.proxy.cut = False
        await self.device.set_offline(False)

    async def _go_back(self, item: str) -> str:
        """Some images back, to answer the last of them anew; returns where one is then."""
        for _ in range(self.rng.randint(1, 3)):
            if not (await look(self.page)).back:
                break
            self.note("back from", item)
            await self.page.click("#back")
            await self._has_left(item)
            item = await self._next_face()
            self.taps.asked(item, went_back=True)
        self.tally.corrections += item in self.taps.stands
        return item

    async def _tap(self, item: str) -> None:
        choice = self.rng.choice(EXPRESSIONS)
        self.taps.tap(item, choice)
        while True:
            self.note("tap", item, choice)
            await self._press(choice)
            if await self._has_left(item):
                return

    async def _press(self, choice: str) -> None:
        if self.rng.random() < 0.5:
            await self.page.keyboard.press(str(EXPRESSIONS.index(choice) + 1))
        else:
            await self.page.click(f'#answers button[value="{choice}"]', timeout=2000)

    async def _has_left(self, item: str) -> bool:
        """Whether the page goes on from *item*: then the tap has hit it."""
        deadline = time.monotonic() + TAKEN_WITHIN
        while time.monotonic() < deadline:
            if (await look(self.page)).face != item:
                return True
            await asyncio.sleep(0.02)
        return False

    async def _tap_and_kill(self, item: str, kind: str) -> None:
        """Tap, and a moment later the tab is gone: before or after the answer was kept."""
        choice = self.rng.choice(EXPRESSIONS)
        self.note("tap and kill", kind, item, choice)
        self.taps.tap(item, choice)
        await self._press(choice)
        await asyncio.sleep(self.rng.choice((0, 0.03, 0.1, 0.3)))
        seen = await look(self.page)
        if seen.over or seen.face not in ("", item):
            self.note("acknowledged before")
            self.taps.asked(seen.face)
        self.tally.kills[kind] += 1
        await self.device.kill(self.page, kind)
        await self._come_back()


def is_gone(error: Exception) -> bool:
    return isinstance(error, Error) and any(
        word in error.message for word in ("closed", "crashed", "Connection")
    )
