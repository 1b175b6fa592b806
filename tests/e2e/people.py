"""An administrator and a participant on the real stack, over HTTP and in the browser."""

import re
import time
from collections.abc import Callable
from typing import Any

import requests
from playwright.sync_api import Browser, Page

from tests.chromium import until
from tests.stack import Stack, wait_until


class Administrator:
    """Signed in with the password that the first start made up."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.session = requests.Session()
        self.password = (stack.folder / "admin-password").read_text().strip()
        address = f"{stack.url}/sign-in/"
        self.session.get(address, timeout=30)
        form = {"username": "admin", "password": self.password, "csrfmiddlewaretoken": self.csrf}
        answer = self.session.post(address, data=form, allow_redirects=False, timeout=30)
        assert answer.status_code == 302, "the made-up password signs in"

    @property
    def csrf(self) -> str:
        return self.session.cookies["csrftoken"]

    def get(self, path: str) -> Any:
        answer = self.session.get(self.stack.url + path, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer

    def post(self, path: str, **more: Any) -> requests.Response:
        headers = {"X-CSRFToken": self.csrf}
        return self.session.post(self.stack.url + path, headers=headers, timeout=60, **more)

    def upload(self, name: str, data: bytes) -> dict[str, Any]:
        answer = self.post(
            "/api/photographs", data={"kind": "private"}, files={"file": (name, data)}
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["new"][0]

    def status_of(self, photograph: dict[str, Any]) -> str:
        found = self.get(f"/api/photographs?ids={photograph['id']}").json()
        return found["photographs"][0]["status"]

    def faces_in(self, name: str, data: bytes) -> list[dict[str, Any]]:
        """What the API recognizes, however long the worker takes for it."""
        answer = self.post("/api/recognize", files={"photo": (name, data)})
        while answer.status_code == 202:
            time.sleep(0.2)
            answer = self.session.get(self.stack.url + answer.json()["url"], timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()["faces"]

    def unfinished_run(self, slug: str) -> str:
        """The id of the run that the page of the study's models follows."""
        text = self.get(f"/studies/{slug}/models/").text
        found = re.search(r'data-run="/api/runs/([0-9a-f-]+)"', text)
        assert found, "a run is at work"
        return found[1]

    def page(self, chromium: Browser, **context: Any) -> Page:
        """Signed in, in a browser of its own; *context*: Playwright's options for it."""
        page = chromium.new_context(**{"locale": "en", **context}).new_page()
        page.goto(f"{self.stack.url}/sign-in/")
        page.fill("[name=username]", "admin")
        page.fill("[name=password]", self.password)
        page.click("main button")
        return page


# The face *number*, counted from 0, is there to be answered: of the real ones, so many are done.
ASKED = """number => document.querySelector("#skip-practice").hidden
    && document.querySelector("#progress").value === number
    && document.querySelector("#frame[aria-busy=false] img")?.checkVisibility()"""


def answer_all(page: Page, answer: Callable[[int], object], images: int = 100) -> None:
    """From the practice to the result: one answer a face, with the pause half-way.

    *answer* is called with the number of each face, from 0, once it is there to be answered.
    """
    page.click("#skip-practice")
    for number in range(images):
        if number == images // 2:
            page.wait_for_timeout(500)  # a tap right after the pause's appearing was the face's
            page.click("#go-on")
        until(page, ASKED, number)
        answer(number)
    page.wait_for_url("**/result/")


def newest_run(stack: Stack, slug: str) -> str:
    """The id of a study's newest run."""
    return stack.python(
        "from survey.models import ModelRun\n"
        f"print(ModelRun.objects.filter(study__slug={slug!r}).latest('created_at').id)"
    ).strip()


def wait_for_run(administrator: Administrator, run: str, seconds: float = 120) -> None:
    def is_done() -> bool:
        found = administrator.get(f"/api/runs/{run}").json()
        assert found["status"] != "failed", found
        return found["status"] == "done"

    wait_until(is_done, "the model has answered", seconds)
