from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from classifier.expressions import EXPRESSIONS
from survey.models import Expression, Study

from .recipe import KINDS, Recipe
from .sampling import quotas

MOST_IMAGES = 1000  # of one kind
LARGEST_SEED = 2**53


def even(count: int) -> None:
    if count % len(EXPRESSIONS):
        raise ValidationError(_("This must be a multiple of 5: each expression gets a fifth."))


class NewStudyForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=50,
        help_text=_("Part of the participant's link: letters a–z, digits and hyphens."),
    )


class DrawForm(NewStudyForm):
    """What ``manage.py draw_study`` takes, with the limits of the page."""

    public = forms.IntegerField(min_value=0, max_value=MOST_IMAGES, validators=[even])
    private = forms.IntegerField(min_value=0, max_value=MOST_IMAGES, validators=[even])
    seed = forms.IntegerField(min_value=0, max_value=LARGEST_SEED)
    most_per_person = forms.IntegerField(min_value=1, max_value=MOST_IMAGES, required=False)
    least_agreement = forms.FloatField(min_value=0, max_value=1, required=False)


class RecipeForm(forms.Form):
    """How many images, from which photographs."""

    public = forms.IntegerField(
        label=_("Public images"), min_value=0, max_value=MOST_IMAGES, required=False
    )
    private = forms.IntegerField(
        label=_("Private images"), min_value=0, max_value=MOST_IMAGES, required=False
    )
    most_per_person = forms.IntegerField(
        label=_("Most images of one person"),
        min_value=1,
        max_value=MOST_IMAGES,
        required=False,
        help_text=_("Of somebody photographed. Empty: no limit."),
    )
    least_agreement = forms.IntegerField(
        label=_("Least agreement, in per cent"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Of labellers, or of the votes of a data set. Empty: any."),
    )
    unknown_agreement = forms.BooleanField(
        label=_("Also photographs whose agreement isn’t known"), required=False
    )
    excluded_sources = forms.MultipleChoiceField(
        label=_("Leave out these sources"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.IntegerField(
        label=_("People you expect"), min_value=1, max_value=100_000, required=False
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=_("The same photographs and seed give the same images."),
    )
    lose_swaps = forms.BooleanField(label=_("Draw anew all the same"), required=False)

    def __init__(self, data: Any = None, *, study: Study, sources: Iterable[str]) -> None:
        self.study = study
        self.recipe_before = Recipe.read(study.recipe)
        super().__init__(data, initial=self._initial(), label_suffix="")
        for kind in KINDS:
            for expression in Expression:
                self.fields[f"{kind}_{expression}"] = forms.IntegerField(
                    label=expression.label, min_value=0, max_value=MOST_IMAGES, required=False
                )
        known = sorted({*sources, *self.recipe_before.excluded_sources} - {""})
        self.fields["excluded_sources"].choices = [(s, s) for s in known]  # type: ignore[attr-defined]

    def _initial(self) -> dict[str, Any]:
        if not self.study.recipe:
            return {"public": 50, "private": 50, "unknown_agreement": True, "seed": 1}
        recipe = self.recipe_before
        least = recipe.least_agreement
        initial: dict[str, Any] = {
            "most_per_person": recipe.most_per_person,
            "least_agreement": None if least is None else round(least * 100),
            "unknown_agreement": recipe.unknown_agreement,
            "excluded_sources": list(recipe.excluded_sources),
            "people": recipe.people,
            "seed": self.study.seed,
        }
        for kind in KINDS:
            counts = recipe.of_kind(kind)
            if len(set(counts)) == 1:
                initial[str(kind)] = sum(counts)
            else:
                each = zip(EXPRESSIONS, counts, strict=True)
                initial |= {f"{kind}_{e}": count for e, count in each}
        return initial

    def per_expression(self) -> list[tuple[str, list[forms.BoundField]]]:
        """For the page: per kind its five fields."""
        return [(str(kind.label), [self[f"{kind}_{e}"] for e in EXPRESSIONS]) for kind in KINDS]

    @property
    def is_uneven(self) -> bool:
        return any(self[f"{kind}_{e}"].value() for kind in KINDS for e in EXPRESSIONS)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        counts: dict[tuple[str, str], int] = {}
        for kind in KINDS:
            counts |= self._counts(kind)
        if not self.errors and not sum(counts.values()):
            self.add_error("public", _("A study needs images."))
        data["counts"] = counts
        return data

    def _counts(self, kind: str) -> dict[tuple[str, str], int]:
        """The numbers per expression count where there are some, else the kind's, shared evenly."""
        each = {e: self.cleaned_data.get(f"{kind}_{e}") for e in EXPRESSIONS}
        if any(count is not None for count in each.values()):
            return {(kind, e): count or 0 for e, count in each.items()}
        count = self.cleaned_data.get(kind) or 0
        try:
            return quotas(EXPRESSIONS, {kind: count})
        except ValueError:
            text = _("This must be a multiple of 5, or give a number for each expression below.")
            self.add_error(kind, text)
            return {}

    def recipe(self) -> Recipe:
        data = self.cleaned_data
        least = data["least_agreement"]
        return Recipe(
            data["counts"],
            most_per_person=data["most_per_person"],
            least_agreement=None if least is None else least / 100,
            unknown_agreement=data["unknown_agreement"],
            excluded_sources=tuple(data["excluded_sources"]),
            excluded=self.recipe_before.excluded,
            people=data["people"],
        )
