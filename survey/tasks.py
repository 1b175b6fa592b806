"""What workers do: each task calls one step. Steps import torch and cv2, so they are imported late:
the web process imports this module to send the tasks."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from survey.audit import record
from survey.intake.review import forget_refused
from survey.models import Checkpoint, Heartbeat, Heatmap, ModelRun, Photograph, Recognition, Verb
from survey.studies.changes import What
from survey.studies.life import close_overdue

MOST_AT_ONCE = 200


@shared_task
def crop_photograph(photograph_id: str) -> None:
    from survey.intake.process import process

    process(UUID(photograph_id))


@shared_task
def answer_run(run_id: str) -> None:
    from survey.runs.answer import answer_images

    answer_images(UUID(run_id))


@shared_task
def show_looks(run_id: str) -> None:
    from survey.runs.gradcam import draw_heatmaps

    draw_heatmaps(UUID(run_id))


@shared_task
def verify_checkpoint(checkpoint_id: int) -> None:
    from survey.runs.verify import verify

    verify(checkpoint_id)


@shared_task
def answer_recognition(recognition_id: str) -> None:
    from survey.runs.recognize import recognize

    recognize(UUID(recognition_id))


@shared_task
def clear_leftovers() -> None:
    from survey.consent.leftovers import clear

    clear()


@shared_task
def end_consents() -> None:
    from survey.consent.expiry import warn, withdraw_ended

    warn()
    withdraw_ended()


@shared_task
def pack_sheets() -> None:
    from survey.results.sheets import pack_all

    pack_all()


@shared_task
def sweep() -> None:
    """Send again what a lost message or a killed worker left behind; forget what is outdated.

    Rows are touched before they are sent, so that the next sweep doesn't send them once more;
    recognitions aren't: few wait, and a second message finds nothing to do.
    """
    from survey.participation.figures import measure_unmeasured

    Heartbeat.beat("sweep")
    _close_overdue()
    now = timezone.now()
    for photograph_id in Photograph.objects.forgotten().values_list("pk", flat=True)[:MOST_AT_ONCE]:
        Photograph.objects.filter(pk=photograph_id).update(enqueued_at=now)
        crop_photograph.delay(str(photograph_id))
    forget_refused()
    for run_id in ModelRun.objects.silent().values_list("pk", flat=True):
        ModelRun.objects.filter(pk=run_id).update(heard_at=now)
        answer_run.delay(str(run_id))
    for run_id in list(Heatmap.objects.silent().values_list("run", flat=True).distinct()):
        Heatmap.objects.waiting().filter(run=run_id).update(heard_at=now)
        show_looks.delay(str(run_id))
    for checkpoint_id in Checkpoint.objects.silent().values_list("pk", flat=True):
        Checkpoint.objects.filter(pk=checkpoint_id).update(heard_at=now)
        verify_checkpoint.delay(checkpoint_id)
    for recognition_id in Recognition.objects.unanswered().values_list("pk", flat=True):
        answer_recognition.delay(str(recognition_id))
    for recognition in Recognition.objects.outdated():
        recognition.forget()
    measure_unmeasured()
    clear_leftovers()


def _close_overdue() -> None:
    """The trail says that nobody did it: the day had come."""
    for study in close_overdue():
        record(None, Verb.CHANGED, study, what=What.CLOSED, version=study.version)
