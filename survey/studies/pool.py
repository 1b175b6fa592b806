"""Which photographs a recipe may draw from, and why the others are out."""

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Q, Value, When
from django.utils import timezone

from classifier.expressions import EXPRESSIONS
from survey.models import Expression, Photograph, StudyItem, Use
from survey.models.images import PhotographQuerySet, whose
from survey.models.subjects import permits

from . import sampling
from .recipe import KINDS, Recipe
from .sampling import Group

CONSENT, PUBLISHED, EXCLUDED, AGREEMENT, READY = [
    "consent",
    "published",
    "excluded",
    "agreement",
    "ready",
]


def pool_of(recipe: Recipe, *, demo: bool) -> PhotographQuerySet:
    """Everything that *recipe* lets in, whatever the counts and the limit per person."""
    found = Photograph.objects.drawable().filter(demo__in=[demo])
    return found.exclude(_excluded(recipe)).exclude(_disagreed(recipe)).defer("crop", "faces")


def _excluded(recipe: Recipe) -> Q:
    return Q(source__in=recipe.excluded_sources) | Q(pk__in=recipe.excluded)


def _disagreed(recipe: Recipe) -> Q:
    """Below the least agreement, or of none that is known where that doesn't pass."""
    if recipe.least_agreement is None:
        return Q(pk__in=[])
    below = Q(agreement__lt=recipe.least_agreement)
    return below if recipe.unknown_agreement else below | Q(agreement=None)


@dataclass(frozen=True)
class Tally:
    """One group of the pool: what is asked of it, what it has, and why it hasn't more."""

    kind: str
    expression: str
    wanted: int
    ready: int
    no_consent: int
    published: int
    excluded: int
    disagreed: int
    limited: int  # of the wanted so many are missed for the limit per person

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.ready) + self.limited

    @property
    def kind_label(self) -> str:
        return str(Photograph.Kind(self.kind).label)

    @property
    def expression_label(self) -> str:
        return str(Expression(self.expression).label)


@dataclass(frozen=True)
class Pool:
    rows: tuple[Tally, ...]
    unlabelled: tuple[tuple[str, int], ...]  # per kind: they may be of any expression

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)


def tally(recipe: Recipe, *, demo: bool) -> Pool:
    """The pool group by group, in one statement, and one more where people are limited."""
    counted = (
        Photograph.objects.filter(demo__in=[demo], status=Photograph.Status.READY)
        .order_by()
        .annotate(why=_why(recipe, demo=demo))
        .values_list("kind", "expression", "why")
        .annotate(Count("pk"))
    )
    counts = {(kind, e, why): count for kind, e, why, count in counted}
    limited = _limited(recipe, demo=demo)
    rows = tuple(
        Tally(
            kind,
            e,
            wanted=recipe.counts.get((kind, e), 0),
            limited=limited.get((kind, e), 0),
            **{name: counts.get((kind, e, why), 0) for name, why in _COLUMNS.items()},
        )
        for kind in KINDS
        for e in EXPRESSIONS
    )
    unlabelled = tuple(
        (str(kind.label), sum(n for (k, e, _why), n in counts.items() if k == kind and not e))
        for kind in KINDS
    )
    return Pool(rows, unlabelled)


_COLUMNS = {
    "ready": READY,
    "no_consent": CONSENT,
    "published": PUBLISHED,
    "excluded": EXCLUDED,
    "disagreed": AGREEMENT,
}


def _why(recipe: Recipe, *, demo: bool) -> Case:
    """The first reason for which a photograph is out."""
    free = Q(kind=Photograph.Kind.PUBLIC) | permits(Use.SURVEY, timezone.localdate(), "subject__")
    public = StudyItem.objects.filter(study__published=True).exclude(photograph=None)
    out = [
        *([] if demo else [When(~free, then=Value(CONSENT))]),
        When(pk__in=public.values("photograph"), then=Value(PUBLISHED)),
        When(_excluded(recipe), then=Value(EXCLUDED)),
        When(_disagreed(recipe), then=Value(AGREEMENT)),
    ]
    return Case(*out, default=Value(READY), output_field=CharField())


def groups_and_people(found: PhotographQuerySet) -> tuple[dict[str, Group], dict[str, str]]:
    """By the pictures' digests: what sampling.draw needs. No row is read whole: there are many."""
    groups: dict[str, Group] = {}
    people: dict[str, str] = {}
    rows = found.order_by().values_list(
        "digest", "kind", "expression", "source", "person", "subject"
    )
    for digest, kind, expression, source, person, subject in rows.iterator():
        groups[digest] = (kind, expression)
        people[digest] = whose(source, person, subject)
    return groups, people


def _limited(recipe: Recipe, *, demo: bool) -> dict[Group, int]:
    if recipe.most_per_person is None or not recipe.images:
        return {}
    groups, people = groups_and_people(pool_of(recipe, demo=demo))
    short = sampling.shortfalls(
        groups.items(), recipe.counts, people=people, most=recipe.most_per_person
    )
    return {(each.kind, each.expression): each.limited for each in short}
