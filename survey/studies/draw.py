"""A study is drawn from the photographs that are ready, and is frozen by that."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from classifier.expressions import EXPRESSIONS
from survey.models import Photograph, Study, StudyItem
from survey.models.studies import State

from . import sampling


class SlugTaken(ValueError):
    """There is a study of this name already."""


def draw_study(
    slug: str, *, title: str, public: int, private: int, seed: int, demo: bool = False
) -> Study:
    """Draw, freeze and open a study with *public* + *private* images, even over expressions.

    The draw goes by the pictures' digests: the same photographs and seed give the same study on
    another machine. Raises SlugTaken, sampling.TooFew, ValueError for counts that can't be even.
    """
    kinds = Photograph.Kind
    wanted = sampling.quotas(EXPRESSIONS, {kinds.PUBLIC: public, kinds.PRIVATE: private})
    if not public + private:
        raise ValueError("a study needs images")
    ready = {
        photograph.digest: photograph
        for photograph in Photograph.objects.drawable().filter(demo=demo).defer("crop", "faces")
    }
    pool = ((digest, (p.kind, p.expression)) for digest, p in ready.items())
    chosen = [ready[digest] for digest in sampling.draw(pool, wanted, seed)]
    try:
        with transaction.atomic():
            study = Study(slug=slug, title=title, seed=seed, demo=demo)
            study.save(force_insert=True)
            _place(study, chosen)
            freeze(study)
            study.open()
            return study
    except IntegrityError:
        raise SlugTaken(slug) from None


def _place(study: Study, chosen: list[Photograph]) -> None:
    StudyItem.objects.bulk_create(
        StudyItem(
            study=study,
            photograph=photograph,
            position=position,
            truth=photograph.expression,
            kind=photograph.kind,
            person=photograph.whose,
        )
        for position, photograph in enumerate(chosen, start=1)
    )


def freeze(study: Study) -> None:
    """Images and words stay as they are from now on; the fingerprint says which they were."""
    items = list(study.items.select_related("photograph"))
    for item in items:
        item.fingerprint = item.computed_fingerprint()
    StudyItem.objects.bulk_update(items, ["fingerprint"], batch_size=200)
    study.digest = study.computed_digest()
    study.state, study.frozen_at = State.FROZEN, timezone.now()
    study.save(update_fields=["digest", "state", "frozen_at"])
