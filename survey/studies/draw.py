"""A study is drawn from the photographs that are ready, and is frozen by that."""

from django.db import IntegrityError, transaction

from classifier.expressions import EXPRESSIONS
from survey.models import Photograph, Study, StudyItem

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
            return _freeze(Study(slug=slug, title=title, seed=seed, demo=demo), chosen)
    except IntegrityError:
        raise SlugTaken(slug) from None


def _freeze(study: Study, chosen: list[Photograph]) -> Study:
    study.save(force_insert=True)
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
    study.digest = study.computed_digest()
    study.save(update_fields=["digest"])
    return study
