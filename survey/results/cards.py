"""The images as cards: a model's shares, the face, people's shares; filtered and sorted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from survey.analysis.shares import Reading
from survey.models import Expression, Photograph

from .charts import percent
from .comparison import Image
from .rows import LABELS

T = TypeVar("T")


class Show(models.TextChoices):
    MODEL_WRONG = "model-wrong", _("Model wrong, people right")
    PEOPLE_WRONG = "people-wrong", _("People wrong, model right")
    BOTH_WRONG = "both-wrong", _("Both wrong")


class Sort(models.TextChoices):
    DISAGREEMENT = "disagreement", _("Disagreement")


class CardFilter(forms.Form):
    """The state of the list, kept in the address. A value that isn't offered counts as none."""

    show = forms.ChoiceField(
        label=_("Show"), choices=[("", _("All images")), *Show.choices], required=False
    )
    expression = forms.ChoiceField(
        label=_("Expression"), choices=[("", _("All five")), *Expression.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Source"),
        choices=[("", _("Public and private")), *Photograph.Kind.choices],
        required=False,
    )
    sort = forms.ChoiceField(
        label=_("Sort by"), choices=[("", _("Order in the study")), *Sort.choices], required=False
    )

    def chosen(self) -> dict[str, str]:
        """What was asked for, without what isn't offered."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply(self, images: Iterable[Image]) -> list[Image]:
        wanted = self.chosen()
        found = [image for image in images if _matches(image, wanted)]
        if wanted.get("sort") == Sort.DISAGREEMENT:
            # Images that only one side read come last.
            found.sort(key=lambda image: -(_first(image.disagreement) or 0))
        return found


def _matches(image: Image, wanted: dict[str, str]) -> bool:
    if "expression" in wanted and LABELS[image.truth] != wanted["expression"]:
        return False
    if "kind" in wanted and image.kind != wanted["kind"]:
        return False
    return "show" not in wanted or _shows(image, wanted["show"])


def _shows(image: Image, show: str) -> bool:
    """Only images that both sides read can be right or wrong for one of them."""
    model = _first(image.models)
    if image.people is None or model is None:
        return False
    right = {
        Show.MODEL_WRONG: (True, False),
        Show.PEOPLE_WRONG: (False, True),
        Show.BOTH_WRONG: (False, False),
    }
    return (image.people.right, model.right) == right[Show(show)]


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


def card(image: Image, *, face_hidden: bool) -> Card:
    return Card(
        id=image.id,
        number=image.number,
        truth=LABELS[image.truth],
        kind=Photograph.Kind(image.kind),
        face_hidden=face_hidden,
        model=_side(_first(image.models), image.truth),
        people=_side(image.people, image.truth),
        votes=sum(image.votes),
        disagreement=_first(image.disagreement),
    )


def _first(of_models: Sequence[T | None]) -> T | None:
    """The chosen model's."""
    return of_models[0] if of_models else None


def _side(reading: Reading | None, truth: int) -> Side | None:
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
