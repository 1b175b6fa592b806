"""After a withdrawal is committed: its files go, and the database's traces of deleted rows.

Both are repeated by the sweep until they are done, whatever crashes in between.
"""

import logging

from django.core.files.storage import default_storage
from django.db import OperationalError, connection

from survey.models.leftovers import Leftover

log = logging.getLogger(__name__)

# Which hold what a withdrawal removes.
TABLES = (
    "survey_photograph",
    "survey_subject",
    "survey_studyitem",
    "survey_annotation",
    "survey_labeltally",
    "survey_prediction",
    "survey_heatmap",
    "survey_swap",
)
PATIENCE_MS = 500  # SQLite's readers are waited for; participants wait so long at most


def clear() -> None:
    """Everything that is noted. Outside of a transaction."""
    clear_files()
    clear_traces()


def clear_files() -> None:
    """What can't be deleted now (a storage that is down) stays noted."""
    for leftover in Leftover.objects.files():
        try:
            default_storage.delete(leftover.file)
        except OSError:
            log.exception("A withdrawn file is still there; the sweep tries again.")
        else:
            leftover.delete()


def clear_traces() -> None:
    """SQLite overwrites what it deletes (PRAGMA secure_delete), but its log still has it; on
    PostgreSQL the deleted rows' versions are there until VACUUM."""
    noted = list(Leftover.objects.traces().values_list("pk", flat=True))
    if noted and (_log_emptied() if connection.vendor == "sqlite" else _vacuumed()):
        Leftover.objects.filter(pk__in=noted).delete()


def _log_emptied() -> bool:
    """False while somebody is reading: then the log can't be emptied yet."""
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            (busy, _pages, _moved) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return not busy


def _vacuumed() -> bool:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM {table}")
    return True
