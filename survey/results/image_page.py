"""Everything that templates/results/image.html reads: one image, as all sides saw it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from survey.models import Expression, Heatmap, ModelRun, Photograph, Study
from survey.models.runs import Status
from survey.runs.crops import may_be_given
from survey.runs.heatmaps import can_be_asked

from .cards import A_PAGE, CardFilter, Side, address_of, showable, side
from .comparison import Comparison, Image, compare, pick_run
from .rows import LABELS
from .times_chart import TimesChart, times_chart


class NoSuchImage(LookupError):
    """The study has no place of this number."""


@dataclass(frozen=True)
class ModelView:
    """What one model said, and where it looked."""

    name: str
    run: UUID | None
    side: Side | None
    disagreement: float | None
    can_be_asked: bool  # it has a network: it didn't come as a table
    heatmap: Heatmap | None  # without its picture

    @property
    def is_drawn(self) -> bool:
        return self.heatmap is not None and self.heatmap.status == Status.DONE

    @property
    def is_waiting(self) -> bool:
        return self.heatmap is not None and self.heatmap.status == Status.QUEUED

    @property
    def has_failed(self) -> bool:
        return self.heatmap is not None and self.heatmap.status == Status.FAILED


@dataclass(frozen=True)
class Drawing:
    """How far the pictures of all images are."""

    done: int
    asked: int  # done ones, failed ones and those that wait
    waiting: int


@dataclass(frozen=True)
class Seen:
    """An image that is still there."""

    id: UUID
    truth: Expression
    kind: Photograph.Kind
    source: str
    face_hidden: bool
    rows: tuple[tuple[Expression, int, float | None, bool], ...]  # votes, their percent, is truth
    votes: int
    people: Side | None
    entropy: float | None
    models: tuple[ModelView, ...]
    times: TimesChart | None
    permits: bool  # the consent covers a picture of where models looked
    drawing: Drawing

    @property
    def can_ask(self) -> bool:
        return self.permits and any(
            model.can_be_asked and (model.heatmap is None or model.has_failed)
            for model in self.models
        )

    @property
    def has_failed(self) -> bool:
        return any(model.has_failed for model in self.models)

    @property
    def has_looks(self) -> bool:
        return any(model.heatmap for model in self.models)


@dataclass(frozen=True)
class ImagePage:
    study: Study
    may_edit: bool
    number: int
    places: int
    seen: Seen | None  # None: it was withdrawn
    withdrawn_at: datetime | None
    place: int  # among those that pass the filter, from 1; 0: it isn't among them
    found: int
    previous: int | None
    next: int | None
    page: int  # of the cards, on which it is
    query: str


def image_page(study: Study, number: int, query: Mapping[str, str], *, may_edit: bool) -> ImagePage:
    """*query* is the address's: run and the fields of CardFilter. Raises NoSuchImage, NoSuchRun."""
    run, _runs = pick_run(study, query.get("run", ""))
    comparison = compare(study, run)
    places = len(comparison.images) + len(comparison.withdrawn)
    if not 1 <= number <= places:
        raise NoSuchImage(number)
    image = next((each for each in comparison.images if each.number == number), None)
    gone = {each.number: each.at for each in comparison.withdrawn}
    wanted = CardFilter(query, comparison)
    order = [each.number for each in wanted.apply()]
    place = order.index(number) + 1 if number in order else 0
    if not place:  # its neighbours are then those in the study
        order = list(range(1, places + 1))
    at = order.index(number)
    return ImagePage(
        study=study,
        may_edit=may_edit,
        number=number,
        places=places,
        seen=_seen(study, comparison, image, may_edit=may_edit) if image else None,
        withdrawn_at=gone.get(number),
        place=place,
        found=len(order),
        previous=order[at - 1] if at else None,
        next=order[at + 1] if at + 1 < len(order) else None,
        page=max(place - 1, 0) // A_PAGE + 1,
        query=address_of(wanted, run.id if run and query.get("run") else None),
    )


def runs_of(comparison: Comparison) -> dict[UUID, ModelRun]:
    """The compared models' runs."""
    return ModelRun.objects.in_bulk([model.run for model in comparison.models if model.run])


def _seen(study: Study, comparison: Comparison, image: Image, *, may_edit: bool) -> Seen:
    votes = sum(image.votes)
    return Seen(
        id=image.id,
        truth=LABELS[image.truth],
        kind=Photograph.Kind(image.kind),
        source=image.source,
        face_hidden=image.id not in showable(study, [image], may_edit=may_edit),
        rows=tuple(
            (LABELS[n], count, 100 * count / votes if votes else None, n == image.truth)
            for n, count in enumerate(image.votes)
        ),
        votes=votes,
        people=side(image.people, image.truth),
        entropy=image.entropy,
        models=_models(comparison, image, may_edit=may_edit),
        times=times_chart(study, comparison, image),
        permits=study.items.present().filter(may_be_given(), pk=image.id).exists(),
        drawing=_drawing(comparison),
    )


def _models(comparison: Comparison, image: Image, *, may_edit: bool) -> tuple[ModelView, ...]:
    runs = runs_of(comparison)
    drawn = Heatmap.objects.filter(item=image.id, run__in=runs).defer("png")
    if not may_edit:  # what failed, and the words of the failure, are of this machine
        drawn = drawn.filter(status=Status.DONE)
    heatmaps = {heatmap.run_id: heatmap for heatmap in drawn}
    return tuple(
        ModelView(
            name=model.name,
            run=model.run,
            side=side(image.models[place], image.truth),
            disagreement=image.disagreement[place],
            can_be_asked=model.run in runs
            and can_be_asked(runs[model.run])
            and image.models[place] is not None,
            heatmap=heatmaps.get(model.run) if model.run else None,
        )
        for place, model in enumerate(comparison.models)
    )


def _drawing(comparison: Comparison) -> Drawing:
    ours = Heatmap.objects.filter(run__in=[model.run for model in comparison.models if model.run])
    counts = ours.aggregate(
        asked=Count("pk"),
        done=Count("pk", filter=Q(status=Status.DONE)),
        waiting=Count("pk", filter=Q(status=Status.QUEUED)),
    )
    return Drawing(**counts)
