"""The Django project. Importing it makes the Celery app known to every task."""

import os

# numpy reads it when it is loaded. A request has one processor at best: threads that wait for one
# another made the figures of 1,000 people cost four times as much of it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .celery import app as celery_app

__all__ = ("celery_app",)
