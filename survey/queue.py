"""How edges (views, admin, commands) hand work to the workers."""

from typing import Any

from celery import Task
from django.db import transaction


def enqueue(task: "Task[Any, Any]", *args: object) -> None:
    """Send *task* once the surrounding transaction is committed.

    A broker that is down is logged and nothing else: the work waits in a status column, and the
    sweep sends it again when the broker is back.
    """
    transaction.on_commit(lambda: task.delay(*args), robust=True)
