"""Participants for locust. `python -m tests.load` starts it and prints what matters; by hand:

    locust -f tests/load/locustfile.py Participant --host http://127.0.0.1:8000

TOKENS   a file with the secrets of started participants, one a line: see tests/load/servers.py
SLUG     their study
"""

import os
import random
import uuid
from collections import deque
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, constant, task

EXPRESSIONS = ("happy", "surprise", "angry", "sad", "neutral")
SLUG = os.environ.get("SLUG", "load")
# Django compares cookie and header; any secret of this length is one.
CSRF = "a" * 32


def tokens() -> deque[str]:
    file = os.environ.get("TOKENS")
    return deque(Path(file).read_text().split() if file else ())


TOKENS = tokens()


def answer(item: str, sequence: int) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "item": item,
        "choice": random.choice(EXPRESSIONS),
        "sequence": sequence,
        "response_ms": random.randint(500, 8000),
        "hidden": False,
    }


class Participant(FastHttpUser):
    """Answers an image every one to three seconds, quicker than people do; each is sent at once.
    After the last image the next participant begins."""

    wait_time = between(1, 3)

    def on_start(self) -> None:
        token = TOKENS.popleft()
        self.headers = {
            "Cookie": f"participant-{SLUG}={token}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
        }
        self.client.get(f"/s/{SLUG}/faces/", headers=self.headers, name="page")
        with self._api("GET", "state") as state:
            self.items = deque(item["id"] for item in state.json()["items"])
        self.sequence = 0

    @task
    def one_answer(self) -> None:
        self.sequence += 1
        body = {"answers": [answer(self.items.popleft(), self.sequence)], "skipped": []}
        with self._api("POST", "answers", json=body) as reply:
            if reply.status_code != 200:
                reply.failure(f"{reply.status_code}")
            elif reply.json()["confirmed"] != [body["answers"][0]["key"]]:
                reply.failure("not confirmed")
        if not self.items:
            with self._api("POST", "finish", json={}):
                pass
            self.on_start()

    def _api(self, method: str, name: str, **more: Any) -> Any:
        return self.client.request(
            method,
            f"/api/studies/{SLUG}/{name}",
            headers=self.headers,
            name=name,
            catch_response=True,
            **more,
        )


class Hurried(Participant):
    """Without any pause: as many answers as the server takes."""

    wait_time = constant(0)


class Bare(FastHttpUser):
    """The same body, without any pause, to a view that only inserts a row: tests/load/bare/."""

    wait_time = constant(0)
    item = str(uuid.uuid4())

    @task
    def one_row(self) -> None:
        body = {"answers": [answer(self.item, 1)], "skipped": []}
        self.client.post("/", json=body, name="answers")
