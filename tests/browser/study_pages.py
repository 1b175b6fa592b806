"""The pages on which a study is made, each in a state of its own: what must be accessible."""

import io
from collections.abc import Callable

from PIL import Image

from survey.audit import record
from survey.models import Heatmap, ModelRun, Prediction, Study, Verb
from survey.studies.draw import draw_study, new_draft
from tests.browser import admin_pages
from tests.browser.visit import Visit


def draft_of(visit: Visit, *, drawn: bool = True) -> Study:
    admin_pages.sign_in(visit)
    slug = f"draft{Study.objects.count()}"
    if not drawn:
        return new_draft(slug, "Faces in autumn")
    return draw_study(slug, title="Faces in autumn", public=10, private=5, seed=1, draft=True)


def new_study(visit: Visit) -> None:
    admin_pages.sign_in(visit)
    admin_pages.open_page(visit, "new_study")


def draft(visit: Visit) -> None:
    admin_pages.open_page(visit, "study", draft_of(visit).slug)


def recipe_of_a_new_draft(visit: Visit) -> None:
    admin_pages.open_page(visit, "study_draw", draft_of(visit, drawn=False).slug)


def images_of_a_draft(visit: Visit) -> None:
    admin_pages.open_page(visit, "study_draw", draft_of(visit).slug)


def images_that_somebody_else_drew_meanwhile(visit: Visit) -> None:
    study = draft_of(visit)
    admin_pages.open_page(visit, "study_draw", study.slug)
    Study.objects.filter(pk=study.pk).update(version=5)
    record(None, Verb.CHANGED, study, what="drawn", version=5)
    visit.send("button[name=draw]")


def swapping(visit: Visit) -> None:
    admin_pages.open_page(visit, "study_swap", draft_of(visit).slug, 1)


def freezing(visit: Visit) -> None:
    admin_pages.open_page(visit, "freeze_study", draft_of(visit).slug)


def freezing_what_cannot_be(visit: Visit) -> None:
    study = draft_of(visit)
    study.items.first().delete()
    admin_pages.open_page(visit, "freeze_study", study.slug)


def settings_of_a_draft(visit: Visit) -> None:
    admin_pages.open_page(visit, "study_settings", draft_of(visit).slug)


def settings_of_an_open_study(visit: Visit) -> None:
    admin_pages.sign_in(visit)
    admin_pages.open_page(
        visit, "study_settings", visit.study(entry="code", group_code="blue cat 7").slug
    )


def refused(visit: Visit) -> None:
    admin_pages.sign_in(visit)
    admin_pages.open_page(visit, "freeze_study", visit.study().slug)


def copying(visit: Visit) -> None:
    admin_pages.sign_in(visit)
    admin_pages.open_page(visit, "copy_study", visit.study().slug)


def poster(visit: Visit) -> None:
    admin_pages.sign_in(visit)
    admin_pages.open_page(visit, "study_poster", visit.study().slug, visit.language)


def exports(visit: Visit) -> None:
    admin_pages.sign_in(visit)
    admin_pages.open_page(visit, "exports", visit.study().slug)


def exports_that_lack_something(visit: Visit) -> None:
    exports(visit)
    for box in visit.page.query_selector_all("[name=tables]"):
        box.uncheck()
    visit.send()


def image_of_the_results(visit: Visit) -> None:
    """With one model's picture drawn, another's failed, and a third that came as a table."""
    study = visit.study()
    admin_pages.sign_in(visit)
    visit.person(study, is_here=False).finish(right=15)
    item = study.items.first()
    out = io.BytesIO()
    Image.new("RGBA", (288, 288), (213, 94, 0, 90)).save(out, "PNG")
    asked = {"done": {"png": out.getvalue()}, "failed": {"reason": "gone"}, "": {}}
    for number, (status, said) in enumerate(asked.items()):
        run = ModelRun.objects.create(
            study=study, title=f"network {number}", status="done", table=not status
        )
        Prediction.objects.create(run=run, item=item, probabilities=[0.1, 0.2, 0.4, 0.2, 0.1])
        if status:
            of = {"run": run, "item": item, "expression": "angry", "status": status}
            Heatmap.objects.create(**of, **said)
    admin_pages.open_page(visit, "results_image", study.slug, 1)


PAGES: tuple[Callable[[Visit], None], ...] = (
    new_study,
    draft,
    recipe_of_a_new_draft,
    images_of_a_draft,
    images_that_somebody_else_drew_meanwhile,
    swapping,
    freezing,
    freezing_what_cannot_be,
    settings_of_a_draft,
    settings_of_an_open_study,
    refused,
    copying,
    poster,
    exports,
    exports_that_lack_something,
)
