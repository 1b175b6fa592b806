"""How edges (views, admin, commands) hand work to the workers."""

from collections.abc import Iterable
from typing import Any

from celery import Task
from django.db import transaction


def enqueue(task: "Task[Any, Any]", *args: object) -> None:
    """Send *task* once the surrounding transaction is committed.

    A broker that is down is logged and nothing else: the work waits in a status column, and the
    sweep sends it again when the broker is back.
    """
    transaction.on_commit(lambda: task.delay(*args), robust=True)


def enqueue_each(task: "Task[Any, Any]", ids: Iterable[str]) -> None:
    """Send *task* for each of *ids*, up to the first that fails.

    A broker that hangs costs seconds for each attempt: a ZIP of a thousand pays them once.
    """

    def send() -> None:
        for identity in ids:
            task.delay(identity)

    transaction.on_commit(send, robust=True)
