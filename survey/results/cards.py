"""The images as cards: a model's shares, the face, people's shares; filtered and sorted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from survey.analysis.shares import Reading
from survey.models import Expression, Photograph, Study, StudyItem, Use

from .charts import percent
from .comparison import Comparison, Image
from .rows import LABELS

A_PAGE = 24


class Show(models.TextChoices):
    MODEL_WRONG = "model-wrong", _("Model wrong, people right")
    PEOPLE_WRONG = "people-wrong", _("People wrong, model right")
    BOTH_WRONG = "both-wrong", _("Both wrong")
    BOTH_RIGHT = "both-right", _("Both right")


RIGHT = {  # people, the model
    Show.MODEL_WRONG: (True, False),
    Show.PEOPLE_WRONG: (False, True),
    Show.BOTH_WRONG: (False, False),
    Show.BOTH_RIGHT: (True, True),
}


class Sort(models.TextChoices):
    DISAGREEMENT = "disagreement", _("Most disagreement")
    SLOWEST = "slowest", _("Slowest answers")
    DIVIDED = "divided", _("People most divided")


class CardFilter(forms.Form):
    """The state of the list, kept in the address. A value that isn't offered counts as none."""

    model = forms.ChoiceField(label=_("Model"), required=False)
    show = forms.ChoiceField(
        label=_("Show"), choices=[("", _("All images")), *Show.choices], required=False
    )
    expression = forms.ChoiceField(
        label=_("Expression"), choices=[("", _("All five")), *Expression.choices], required=False
    )
    source = forms.ChoiceField(label=_("Source"), required=False)
    sort = forms.ChoiceField(
        label=_("Sort by"), choices=[("", _("Order in the study")), *Sort.choices], required=False
    )

    def __init__(self, query: Mapping[str, str], comparison: Comparison) -> None:
        super().__init__(query)
        self.images = comparison.images
        self.names = {str(model.run or ""): model.name for model in comparison.models}
        if len(self.names) > 1:
            self._offer("model", list(self.names.items()))
        else:
            del self.fields["model"]
        sources = sorted({image.source for image in comparison.images} - {""})
        named = [(f"source:{name}", name) for name in sources] if len(sources) > 1 else []
        kinds = [*Photograph.Kind.choices, *named]
        self._offer("source", [("", _("Public and private")), *kinds])

    def _offer(self, name: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def chosen(self) -> dict[str, str]:
        """What was asked for, without what isn't offered."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def place(self) -> int:
        """Of the model that the cards show, among the comparison's."""
        wanted = self.chosen().get("model")
        return list(self.names).index(wanted) if wanted else 0

    def apply(self) -> list[Image]:
        wanted, place = self.chosen(), self.place
        found = [image for image in self.images if _matches(image, wanted, place)]
        if "sort" in wanted:
            found.sort(key=lambda image: -_weight(image, wanted["sort"], place))
        return found


def _weight(image: Image, sort: str, place: int) -> float:
    """The largest come first; what nothing is known of last."""
    if sort == Sort.DISAGREEMENT:
        weight = image.disagreement[place] if image.disagreement else None
    elif sort == Sort.SLOWEST:
        weight = image.median_ms
    else:
        weight = image.entropy
    return -1 if weight is None else weight


def _matches(image: Image, wanted: Mapping[str, str], place: int) -> bool:
    if "expression" in wanted and LABELS[image.truth] != wanted["expression"]:
        return False
    if "source" in wanted and wanted["source"] not in (image.kind, f"source:{image.source}"):
        return False
    return "show" not in wanted or _shows(image, Show(wanted["show"]), place)


def _shows(image: Image, show: Show, place: int) -> bool:
    """Only images that both sides read can be right or wrong for one of them."""
    model = reading_of(image, place)
    if image.people is None or model is None:
        return False
    return (image.people.right, model.right) == RIGHT[show]


def reading_of(image: Image, place: int) -> Reading | None:
    """The chosen model's; None where there is none."""
    return image.models[place] if image.models else None


@dataclass(frozen=True)
class Share:
    """One bar. *rest* is what lies beside it: where a bar starts that grows leftwards."""

    expression: Expression
    percent: float
    width: str
    rest: str
    is_top: bool
    is_truth: bool


@dataclass(frozen=True)
class Side:
    shares: tuple[Share, ...]
    top: Expression
    tied: bool
    right: bool


@dataclass(frozen=True)
class Card:
    id: UUID
    number: int
    truth: Expression
    kind: Photograph.Kind
    face_hidden: bool  # the reader may not see this face
    model: Side | None
    people: Side | None
    votes: int
    disagreement: float | None  # 0 for the same shares to 1 for nothing in common
    seconds: float | None  # of people's response times, the median


def card(image: Image, *, face_hidden: bool, place: int = 0) -> Card:
    return Card(
        id=image.id,
        number=image.number,
        truth=LABELS[image.truth],
        kind=Photograph.Kind(image.kind),
        face_hidden=face_hidden,
        model=side(reading_of(image, place), image.truth),
        people=side(image.people, image.truth),
        votes=sum(image.votes),
        disagreement=image.disagreement[place] if image.disagreement else None,
        seconds=None if image.median_ms is None else image.median_ms / 1000,
    )


def side(reading: Reading | None, truth: int) -> Side | None:
    if reading is None:
        return None
    return Side(
        shares=tuple(
            Share(
                expression=LABELS[index],
                percent=100 * share,
                width=percent(share),
                rest=percent(1 - share),
                is_top=index == reading.top,
                is_truth=index == truth,
            )
            for index, share in enumerate(reading.shares)
        ),
        top=LABELS[reading.top],
        tied=reading.tied,
        right=reading.right,
    )


@dataclass(frozen=True)
class Cards:
    """One page of them, and the way to the others."""

    filter: CardFilter
    pages: Page[Image]
    shown: tuple[Card, ...]
    found: int  # images that pass the filter
    model: str  # which one they show, where there are several
    run: UUID | None  # if the address names one: forms and links keep it
    query: str  # of the filter and the run, for links


def cards(
    study: Study,
    comparison: Comparison,
    query: Mapping[str, str],
    run: UUID | None,
    *,
    may_edit: bool,
) -> Cards:
    """*query* is the address's: page and the fields of CardFilter. *run*: see Cards."""
    wanted = CardFilter(query, comparison)
    found = wanted.apply()
    pages = Paginator(found, A_PAGE).get_page(query.get("page"))
    faces = showable(study, pages, may_edit=may_edit)
    return Cards(
        filter=wanted,
        pages=pages,
        shown=tuple(
            card(image, face_hidden=image.id not in faces, place=wanted.place) for image in pages
        ),
        found=len(found),
        model=comparison.models[wanted.place].name if len(comparison.models) > 1 else "",
        run=run,
        query=address_of(wanted, run),
    )


def showable(study: Study, images: Iterable[Image], *, may_edit: bool) -> set[UUID]:
    wanted = faces_for(may_edit=may_edit).filter(study=study, pk__in=[image.id for image in images])
    return set(wanted.values_list("pk", flat=True))


def faces_for(*, may_edit: bool) -> QuerySet[StudyItem]:
    """Editors see every face; all others those that may be shown in what is published."""
    return StudyItem.objects.present() if may_edit else StudyItem.objects.shown_for(Use.PUBLICATION)


def address_of(wanted: CardFilter, run: UUID | None) -> str:
    """The filter and the run as an address has them."""
    return urlencode(wanted.chosen() | ({"run": str(run)} if run else {}))
