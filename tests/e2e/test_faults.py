"""A small form of `python -m tests.faults`: what docs/reliability.md promises."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser

from tests.faults.person import Rates
from tests.faults.run import Plan, run
from tests.stack import Stack

pytestmark = pytest.mark.browser

OFTEN = Rates(cut=0.10, tab=0.06, crash=0.04, browser=0.04, correct=0.10)


def test_whatever_breaks_each_image_has_the_answer_tapped_last(
    stack: Stack, chromium: Browser
) -> None:
    plan = Plan(participants=2, images=20, at_once=2, seed=3, server_kill_every=6, rates=OFTEN)
    # In a thread of its own: the sync Playwright of other tests keeps this one's event loop.
    with ThreadPoolExecutor(1) as thread:
        outcome = thread.submit(run, stack, plan).result()
    assert [line.difference.details for line in outcome.lines if not line.difference.is_none] == []
    assert outcome.server_kills
    assert sum(sum(line.tally.kills.values()) for line in outcome.lines)
    assert sum(line.dropped for line in outcome.lines)
