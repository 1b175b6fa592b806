"""The Django project. Importing it makes the Celery app known to every task."""

from .celery import app as celery_app

__all__ = ("celery_app",)
