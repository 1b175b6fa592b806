"""A study's results as one file that can be kept, sent, printed and pasted from."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from survey.management.version import version
from survey.models import Expression, Photograph, Study, StudyItem, Use

from ..comparison import Comparison, Image
from ..dashboard import Dashboard, dashboard
from ..rows import LABELS
from ..tables import Table
from .figures import drawn
from .methods import REFERENCES, Paragraph, methods

MOST_IMAGES = 10  # in the list of those that are seen most differently


@dataclass(frozen=True)
class Row:
    """An image that people and the first model see differently."""

    number: int
    face: str  # a data: address; "" where it may not be published
    truth: Expression
    kind: str
    people: Expression
    people_share: float
    model: Expression
    model_share: float
    divergence: float


@dataclass(frozen=True)
class Drawn:
    """A figure of the page, drawn for a paper."""

    number: int
    title: str
    summary: str
    svg: SafeString
    table: Table


@dataclass(frozen=True)
class Report:
    """What templates/results/report/report.html reads."""

    study: Study
    comparison: Comparison
    board: Dashboard
    methods: tuple[Paragraph, ...]
    figures: Mapping[str, Drawn]  # by name, in the order of the page
    differently: tuple[Row, ...]
    references: tuple[str, ...]
    style: SafeString
    language: str
    version: str
    made_at: datetime


def report(study: Study, comparison: Comparison, language: str) -> str:
    """HTML with everything in it: style, figures, and faces that may be published."""
    with translation.override(language):
        board = dashboard(study.slug, comparison)
        made = Report(
            study=study,
            comparison=comparison,
            board=board,
            methods=methods(study, comparison),
            figures=_drawn(comparison, board),
            differently=_differently(study, comparison),
            references=REFERENCES,
            style=_style(),
            language=language,
            version=version(),
            made_at=timezone.now(),
        )
        return render_to_string("results/report/report.html", {"report": made, "board": board})


def _drawn(comparison: Comparison, board: Dashboard) -> dict[str, Drawn]:
    figures = enumerate(board.figures.items(), start=1)
    return {
        name: Drawn(
            number=number,
            title=figure.title,
            summary=figure.summary,
            svg=mark_safe(drawn(name, comparison, board.words, figure.title)),  # noqa: S308
            table=figure.table,
        )
        for number, (name, figure) in figures
    }


def _style() -> SafeString:
    file = settings.BASE_DIR / "static" / "css" / "report.css"
    return mark_safe(file.read_text(encoding="utf-8"))  # noqa: S308


def _differently(study: Study, comparison: Comparison) -> tuple[Row, ...]:
    """The images with the largest divergence between people and the first model."""
    apart = [
        image
        for image in comparison.images
        if image.people and image.models and image.models[0] and image.disagreement[0] is not None
    ]
    apart.sort(key=lambda image: -(image.disagreement[0] or 0))
    found = apart[:MOST_IMAGES]
    faces = _faces(study, found)
    return tuple(_row(image, faces.get(str(image.id), "")) for image in found)


def _row(image: Image, face: str) -> Row:
    people, model = image.people, image.models[0]
    if people is None or model is None:
        raise ValueError(f"image {image.number} was read by one side only")
    return Row(
        number=image.number,
        face=face,
        truth=LABELS[image.truth],
        kind=str(Photograph.Kind(image.kind).label),
        people=LABELS[people.top],
        people_share=100 * people.shares[people.top],
        model=LABELS[model.top],
        model_share=100 * model.shares[model.top],
        divergence=image.disagreement[0] or 0,
    )


def _faces(study: Study, images: list[Image]) -> dict[str, str]:
    """Those that may be shown in what is published: a report is made to be passed on."""
    items = StudyItem.objects.shown_for(Use.PUBLICATION).filter(
        study=study, pk__in=[image.id for image in images]
    )
    return {
        str(item.pk): f"data:image/png;base64,{base64.b64encode(item.png).decode()}"
        for item in items.select_related("photograph")
        if item.png
    }
