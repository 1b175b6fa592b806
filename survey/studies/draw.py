"""A study's images are drawn from the photographs that are ready; freezing keeps them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from survey.models import Photograph, Study, StudyItem
from survey.models.studies import State

from . import sampling
from .pool import groups_and_people, pool_of
from .recipe import Recipe


class SlugTaken(ValueError):
    """There is a study of this name already."""


class NotAsDrawn(Exception):
    """The draft can't be frozen: *items* may not be asked about, or *lacks* are to be filled."""

    def __init__(self, items: Sequence[StudyItem], lacks: Counter[sampling.Group]) -> None:
        super().__init__(f"{len(items)} images can't be used, {lacks.total()} are missing")
        self.items, self.lacks = items, lacks


def draw_study(
    slug: str,
    *,
    title: str,
    public: int,
    private: int,
    seed: int,
    demo: bool = False,
    most_per_person: int | None = None,
    least_agreement: float | None = None,
    draft: bool = False,
) -> Study:
    """Draw, freeze and open a study with *public* + *private* images, even over expressions.

    The draw goes by the pictures' digests: the same photographs and seed give the same study on
    another machine. *draft*: only draw. Raises SlugTaken, sampling.TooFew, ValueError for counts
    that can't be even.
    """
    recipe = Recipe.even(
        public, private, most_per_person=most_per_person, least_agreement=least_agreement
    )
    chosen = choose(recipe, seed, demo=demo)
    with transaction.atomic():
        study = new_draft(slug, title, demo=demo)
        place(study, chosen, recipe, seed)
        if not draft:
            freeze(study)
            study.open()
        return study


def new_draft(slug: str, title: str, *, demo: bool = False) -> Study:
    """Without images yet. Raises SlugTaken."""
    study = Study(slug=slug, title=title, seed=1, demo=demo)
    try:
        with transaction.atomic():
            study.save(force_insert=True)
    except IntegrityError:
        raise SlugTaken(slug) from None
    return study


def choose(recipe: Recipe, seed: int, *, demo: bool) -> list[Photograph]:
    """Raises sampling.TooFew, ValueError where nothing is wanted."""
    if not recipe.images:
        raise ValueError("a study needs images")
    groups, people = groups_and_people(pool_of(recipe, demo=demo))
    most = recipe.most_per_person
    drawn = sampling.draw(groups.items(), recipe.counts, seed, people=people, most=most)
    light = Photograph.objects.defer("crop", "faces")
    found = {photograph.digest: photograph for photograph in light.filter(digest__in=drawn)}
    return [found[digest] for digest in drawn]


def place(study: Study, chosen: Iterable[Photograph], recipe: Recipe, seed: int) -> None:
    """Instead of what was there; swaps by hand are gone with it."""
    study.items.all().delete()
    study.swaps.all().delete()
    StudyItem.objects.bulk_create(
        StudyItem(study=study, position=position, **copied(photograph))
        for position, photograph in enumerate(chosen, start=1)
    )
    study.recipe, study.seed = recipe.as_json(), seed
    study.save(update_fields=["recipe", "seed"])


def copied(photograph: Photograph) -> dict[str, object]:
    """What an item keeps of its photograph."""
    return {
        "photograph": photograph,
        "truth": photograph.expression,
        "kind": photograph.kind,
        "person": photograph.whose,
    }


def unusable(study: Study) -> list[StudyItem]:
    """A draft's images that couldn't be drawn any more, or whose label changed so that the
    expressions aren't balanced as the recipe says."""
    items = list(study.items.select_related("photograph").defer("photograph__crop"))
    usable = set(
        Photograph.objects.drawable()
        .filter(demo=study.demo, items__study=study)
        .values_list("pk", flat=True)
    )
    gone = [item for item in items if item.photograph_id not in usable]
    now = Counter((i.photograph.kind, i.photograph.expression) for i in items if i.photograph)
    as_drawn = Counter((item.kind, item.truth) for item in items)
    if now == as_drawn:
        return gone
    return gone + [item for item in items if item not in gone and _relabelled(item)]


def _relabelled(item: StudyItem) -> bool:
    now = item.photograph
    return now is not None and (now.kind, now.expression) != (item.kind, item.truth)


def lacking(study: Study) -> Counter[sampling.Group]:
    """Per group how many images the recipe asks for and the draft hasn't."""
    wanted = Counter(dict(Recipe.read(study.recipe).counts))
    return wanted - Counter(study.items.values_list("kind", "truth"))


@transaction.atomic
def freeze(study: Study) -> None:
    """Images and words stay as they are from now on; the fingerprint says which they were.

    Truth, kind and person are read once more from the photographs. Raises NotAsDrawn.
    """
    bad, lacks = unusable(study), lacking(study)
    items = list(study.items.select_related("photograph"))
    if bad or lacks or not items:
        raise NotAsDrawn(bad, lacks)
    for item in items:
        for name, value in copied(item.photograph).items():  # type: ignore[arg-type]
            setattr(item, name, value)
        item.fingerprint = item.computed_fingerprint()
    fields = ["truth", "kind", "person", "fingerprint"]
    StudyItem.objects.bulk_update(items, fields, batch_size=200)
    study.digest = study.computed_digest()
    study.state, study.frozen_at = State.FROZEN, timezone.now()
    study.save(update_fields=["digest", "state", "frozen_at"])
