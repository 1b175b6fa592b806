"""The pages of photographs, the people on them, and labels: what must be accessible."""

import io
from collections.abc import Callable

from django.core.files.base import ContentFile
from PIL import Image

from survey.access import Role
from survey.labels.label import Given, keep
from survey.models import Photograph, Subject
from survey.models.images import Reason
from tests.browser.admin_pages import open_page, sign_in
from tests.browser.visit import Visit


def private() -> Photograph:
    return Photograph.objects.filter(kind="private", status="ready").order_by("pk")[0]


def in_review() -> Photograph:
    """No face was found in it, so a box is to be drawn."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (150, 140, 130)).save(out, "JPEG")
    number = Photograph.objects.count()
    photograph = Photograph(
        kind="private",
        name=f"review-{number}.jpg",
        digest=f"{number:064}",
        status=Photograph.Status.REVIEW,
        reason=Reason.NO_FACE,
        width=320,
        height=240,
    )
    photograph.upload.save("a.jpg", ContentFile(out.getvalue()), save=True)
    return photograph


def photograph(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "photograph", private().pk)


def review(visit: Visit) -> None:
    sign_in(visit)
    Photograph.objects.in_review().delete()
    in_review()
    open_page(visit, "review")


def nothing_to_review(visit: Visit) -> None:
    sign_in(visit)
    Photograph.objects.in_review().delete()
    open_page(visit, "review")


def subjects(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "subjects")


def subject(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "subject", Subject.objects.order_by("pk")[0].pk)


def withdrawing_a_subject(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "subject_withdraw", Subject.objects.order_by("pk")[0].pk)


def labelling(visit: Visit) -> None:
    sign_in(visit, Role.LABELLER)
    open_page(visit, "labelling")


def labelling_plain(visit: Visit) -> None:
    sign_in(visit, Role.LABELLER)
    open_page(visit, "labelling_plain")


def labelling_pause(visit: Visit) -> None:
    sign_in(visit, Role.LABELLER)
    open_page(visit, "labelling_pause")


def agreement(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "agreement")


def settling(visit: Visit) -> None:
    """Two labellers say two things of one photograph."""
    for choice in ("happy", "sad"):
        keep(sign_in(visit, Role.LABELLER), [Given(private().pk, choice, 1)])
    sign_in(visit)
    open_page(visit, "settling")


def label_rule(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "label_rule")


PAGES: tuple[Callable[[Visit], None], ...] = (
    photograph,
    review,
    nothing_to_review,
    subjects,
    subject,
    withdrawing_a_subject,
    labelling,
    labelling_plain,
    labelling_pause,
    agreement,
    settling,
    label_rule,
)
