"""What a person sees on the page, and what they can press there."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

PATIENCE = 20.0  # seconds for an answer of the browser itself: after that it hangs

LOOK = """() => {
  const shown = (element) => element?.checkVisibility() && !element.disabled;
  const image = document.querySelector('#frame[aria-busy="false"] img');
  const buttons = [...document.querySelectorAll("#go-on, #again, #skip-practice")];
  return {
    face: shown(image) ? image.currentSrc : "",
    button: buttons.find(shown)?.id ?? "",
    back: Boolean(shown(document.querySelector("#back"))),
    over: location.pathname.endsWith("/result/"),
  };
}"""


@dataclass(frozen=True)
class Seen:
    face: str  # the image that waits for its answer; "" where none does
    button: str  # what goes on where there is a message or a practice face in place of a question
    back: bool  # whether one can go back
    over: bool  # the result is there


async def look(page: Page) -> Seen:
    """Raises playwright's Error where the page is gone, TimeoutError where it hangs."""
    found: dict[str, Any] = await asyncio.wait_for(page.evaluate(LOOK), PATIENCE)
    return Seen(item_of(found.pop("face")), **found)


def item_of(address: str) -> str:
    """The item that a face's address names; a practice face has none."""
    found = re.search(r"/faces/([0-9a-f-]{36})\.png", address)
    return found[1] if found else ""
