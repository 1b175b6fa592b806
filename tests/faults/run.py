"""Many participants at once, one server that is killed again and again, one comparison."""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Playwright, async_playwright

from tests.faults.browser import Device
from tests.faults.person import Person, Rates, Tally
from tests.faults.proxy import LossyProxy
from tests.faults.study import SLUG, draw, stored
from tests.faults.taps import Difference, Taps, compare
from tests.stack import Stack

DROPPED_SHARE = 0.10
LONGEST = 3600.0  # seconds for one participant, then something is wrong


@dataclass(frozen=True)
class Plan:
    participants: int = 50
    images: int = 100
    at_once: int = 4
    seed: int = 1
    server_kill_every: float = 20.0  # seconds, on average
    rates: Rates = field(default_factory=Rates)


@dataclass(frozen=True)
class Line:
    """What happened to one participant, and what came of it."""

    tally: Tally
    taps: Taps
    dropped: int
    resent: int
    difference: Difference


@dataclass(frozen=True)
class Outcome:
    lines: Sequence[Line]
    server_kills: int
    minutes: float

    @property
    def nothing_lost(self) -> bool:
        return all(line.difference.is_none for line in self.lines)


def run(stack: Stack, plan: Plan) -> Outcome:
    """On a started *stack*. Who doesn't reach the end is a difference, too."""
    draw(stack, plan.images)
    began = time.monotonic()
    people, kills = asyncio.run(_everyone(stack, plan))
    rows = stored(stack)
    lines = [
        Line(
            person.tally, person.taps, person.proxy.dropped, person.proxy.resent,
            compare(person.taps, rows.get(person.participant, []), plan.images),
        )
        for person in people
    ]  # fmt: skip
    return Outcome(lines, kills, (time.monotonic() - began) / 60)


async def _everyone(stack: Stack, plan: Plan) -> tuple[list[Person], int]:
    free = asyncio.Semaphore(plan.at_once)
    all_done = asyncio.Event()
    done = _progress(plan.participants)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with async_playwright() as playwright:

            async def take_part(number: int) -> Person:
                async with free:
                    person = await _one(playwright, Path(folder) / str(number), stack, plan, number)
                done(number, person)
                return person

            killer = asyncio.create_task(_kill_server(stack, plan, all_done))
            try:
                people = await asyncio.gather(*map(take_part, range(plan.participants)))
            finally:
                all_done.set()
                kills = await killer
    return people, kills


async def _one(
    playwright: Playwright, profile: Path, stack: Stack, plan: Plan, number: int
) -> Person:
    """Whatever goes wrong with one of them, the others go on."""
    rng = random.Random(f"{plan.seed} {number}")
    port = urlsplit(stack.url).port
    assert port
    device = Device(playwright, profile)
    async with LossyProxy(port, DROPPED_SHARE, random.Random(rng.random())) as proxy:
        person = Person(device, proxy, SLUG, plan.rates, rng)
        try:
            await asyncio.wait_for(person.take_part(), LONGEST)
        except Exception as error:  # the comparison finds what is missing
            person.note(f"did not reach the end: {error!r}")
        finally:
            await device.close()
    return person


def _progress(participants: int) -> Callable[[int, Person], None]:
    began = time.monotonic()
    done = 0

    def tell(number: int, person: Person) -> None:
        nonlocal done
        done += 1
        minutes, tally = (time.monotonic() - began) / 60, person.tally
        print(
            f"{done}/{participants} after {minutes:.1f} min: participant {number + 1}, "
            f"{len(person.taps.stands)} answers in {tally.minutes:.1f} min, {tally.cuts} cuts, "
            f"{sum(tally.kills.values())} kills, {person.proxy.dropped} replies dropped",
            file=sys.stderr, flush=True,
        )  # fmt: skip

    return tell


async def _kill_server(stack: Stack, plan: Plan, all_done: asyncio.Event) -> int:
    """kill -9 of all its processes at random moments; it stays down for up to three seconds."""
    rng = random.Random(f"{plan.seed} server")
    kills = 0
    while not await _happens(all_done, rng.uniform(0.5, 1.5) * plan.server_kill_every):
        stack.web.clear()
        kills += 1
        await asyncio.sleep(rng.uniform(0, 3))
        await asyncio.to_thread(stack.web.start)
    return kills


async def _happens(event: asyncio.Event, within: float) -> bool:
    with suppress(TimeoutError):
        return await asyncio.wait_for(event.wait(), within)
    return False
