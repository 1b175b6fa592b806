"""Commands that are about a study name it by its slug, and may name a run."""

from django.core.management.base import CommandError

from survey.models import ModelRun, Study
from survey.results.comparison import NoSuchRun, pick_run


def study_named(slug: str) -> Study:
    """Raises CommandError with the slugs that there are."""
    study = Study.objects.filter(slug=slug).first()
    if study is None:
        known = ", ".join(Study.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no study “{slug}”. Studies: {known}.")
    return study


def run_of(study: Study, wanted: str) -> ModelRun | None:
    """The done run with this id, else the newest. Raises CommandError."""
    try:
        return pick_run(study, wanted)[0]
    except NoSuchRun as error:
        raise CommandError(f"“{study.slug}” has no done run with the id {wanted}.") from error
