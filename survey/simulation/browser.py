"""A participant without a screen: the requests that the site's own pages make, in their order."""

import random
import re
import uuid
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

import requests

BATCH = 10
TIMEOUT = 30  # seconds
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Browser:
    """One participant's way through the study at *address* (https://host/s/SLUG/)."""

    def __init__(self, site: str, slug: str) -> None:
        self.site, self.slug = site.rstrip("/"), slug
        self.session = requests.Session()
        self.session.headers["Referer"] = self.site + "/"

    def agree(self, *, invitation: str = "", code: str = "") -> str:
        """Start; returns the participant's secret, as only their browser has it."""
        page = f"{self.site}/s/{self.slug}/"
        if invitation:
            page += f"invitation/{invitation}/"
        shown = self._checked(self.session.get(page, timeout=TIMEOUT)).text
        form = {**dict(HIDDEN.findall(shown)), "agree": "yes", "code": code}
        self._checked(self.session.post(page, data=form, timeout=TIMEOUT))
        token = self.session.cookies.get(f"participant-{self.slug}")
        if token is None:
            raise requests.RequestException(f"{page} started no session")
        return token

    def tell_about(self, answers: Mapping[str, str]) -> None:
        """What the study asks about people, by the names of the form's fields."""
        page = f"{self.site}/s/{self.slug}/about/"
        form = {**answers, "csrfmiddlewaretoken": self._csrf()}
        self._checked(self.session.post(page, data=form, timeout=TIMEOUT))

    def answer_all(self, choices: Mapping[str, str], seed: int) -> None:
        """Answer every image, item id → choice, in the participant's own order, and finish."""
        state = self._api("get", "state").json()
        generator = random.Random(seed)
        answers = [
            {
                "key": str(uuid.uuid4()),
                "item": item["id"],
                "choice": _choice(item, choices),
                "sequence": state["sequence"] + number,
                "response_ms": round(generator.lognormvariate(7.6, 0.5)),
            }
            for number, item in enumerate(state["items"], start=1)
        ]
        for at in range(0, len(answers), BATCH):
            self._api("post", "answers", {"answers": answers[at : at + BATCH]})
        self._api("post", "finish", {})

    def _api(self, method: str, name: str, body: Any = None) -> requests.Response:
        call: Callable[..., requests.Response] = getattr(self.session, method)
        headers = {"X-CSRFToken": self._csrf()}
        address = f"{self.site}/api/studies/{self.slug}/{name}"
        return self._checked(call(address, json=body, headers=headers, timeout=TIMEOUT))

    def _csrf(self) -> str:
        return self.session.cookies.get("csrftoken") or ""

    @staticmethod
    def _checked(response: requests.Response) -> requests.Response:
        response.raise_for_status()
        return response


def _choice(item: Mapping[str, Any], choices: Mapping[str, str]) -> str:
    """A check gets what it asks for; a repeated image, known by its face's address, the same."""
    if "choose" in item:
        return str(item["choose"])
    return choices.get(item["id"]) or choices[PurePosixPath(item["face"]).stem]
