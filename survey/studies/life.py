"""A study's life after it was frozen, and copies of it for a new draft."""

from django.db import transaction

from survey.models import Consent, Photograph, Study, StudyItem, StudyText
from survey.models.studies import State

from .draw import copied, new_draft
from .recipe import Recipe


class WrongState(Exception):
    """That can't be done to a study in this state."""


def open_study(study: Study) -> None:
    """For the first time, or again after a pause. Raises WrongState."""
    if study.state not in (State.FROZEN, State.PAUSED) or study.is_closed:
        raise WrongState
    study.open()


def pause(study: Study) -> None:
    """Nobody begins; who has begun may end. Raises WrongState."""
    if not study.admits:
        raise WrongState
    study.state = State.PAUSED
    study.save(update_fields=["state"])


def close(study: Study) -> None:
    """For good. Raises WrongState of a draft."""
    if study.is_draft:
        raise WrongState
    study.close()


def close_overdue() -> list[Study]:
    """Those whose day has come; pages behave as if they were closed already."""
    overdue = list(Study.objects.overdue())
    for study in overdue:
        study.close()
    return overdue


def delete_draft(study: Study) -> None:
    """Nothing but the draft goes. Raises WrongState."""
    if not study.is_draft:
        raise WrongState
    study.delete()


SETTINGS = (
    "entry", "group_code", "quota", "questions", "practice", "repeats", "attention_checks",
    "result_at_close", "equivalence_margin",
)  # fmt: skip


@transaction.atomic
def copy(study: Study, slug: str, title: str) -> Study:
    """A new draft with the same recipe, words and settings, and the images that may still be
    drawn. Raises draw.SlugTaken."""
    draft = new_draft(slug, title, demo=study.demo)
    for name in SETTINGS:
        setattr(draft, name, getattr(study, name))
    draft.copied_from, draft.seed = study, study.seed
    draft.recipe = (Recipe.read(study.recipe) if study.recipe else _as_it_is(study)).as_json()
    draft.save()
    _copy_images(study, draft)
    StudyText.objects.bulk_create(
        StudyText(
            study=draft,
            language=text.language,
            title=text.title,
            introduction=text.introduction,
            closing=text.closing,
        )
        for text in study.texts.all()
    )
    for language in study.consents.values_list("language", flat=True).distinct().order_by():
        if current := Consent.objects.current(study, language):
            Consent.objects.write(draft, language, current.text)
    return draft


def _as_it_is(study: Study) -> Recipe:
    """Of a study that was drawn before there were recipes."""
    counts: dict[tuple[str, str], int] = {}
    for kind, truth in study.items.present().values_list("kind", "truth"):
        counts[kind, truth] = counts.get((kind, truth), 0) + 1
    return Recipe(counts)


def _copy_images(study: Study, draft: Study) -> None:
    """A photograph whose label changed leaves its place: the draft says what it lacks then."""
    usable = Photograph.objects.drawable().filter(demo=study.demo, items__study=study)
    found = {photograph.pk: photograph for photograph in usable.defer("crop", "faces")}
    same = [
        found[item.photograph_id]
        for item in study.items.present()
        if item.photograph_id in found
        and (item.kind, item.truth)
        == (found[item.photograph_id].kind, found[item.photograph_id].expression)
    ]
    StudyItem.objects.bulk_create(
        StudyItem(study=draft, position=position, **copied(photograph))
        for position, photograph in enumerate(same, start=1)
    )
