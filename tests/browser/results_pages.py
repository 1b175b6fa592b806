"""The results in their states: what must be accessible."""

from collections.abc import Callable

from survey.models import Expression, Study
from tests.browser import admin_pages
from tests.browser.visit import Visit
from tests.chromium import until
from tests.survey.results.conftest import Made

TOLD_APART = 5  # the fewest people of whom an interval is given


def answered(visit: Visit, *, models: int = 2) -> Study:
    """By a few people, and by models that err on some of the images."""
    study = visit.study()
    items = list(study.items.order_by("position"))
    made = Made(study, items)
    truth = [Expression.values.index(item.truth) for item in items]
    for person in range(TOLD_APART + 1):
        wrong = range(person, len(items), 5 + person)
        made.person([(own + (at in wrong)) % 5 for at, own in enumerate(truth)])
    for model in range(models):
        name = f"resnet{50 + model}"
        made.run([(own + (at % (4 + model) == 0)) % 5 for at, own in enumerate(truth)], name=name)
    return study


def results(visit: Visit) -> None:
    """Every chart drawn, every table unfolded."""
    admin_pages.sign_in(visit)
    admin_pages.open_page(visit, "results", answered(visit).slug, query="?me=15")
    draw_all(visit)
    visit.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


def results_of_one_model_that_everybody_reads(visit: Visit) -> None:
    study = answered(visit, models=1)
    study.published = True
    study.close()
    study.save()
    admin_pages.open_page(visit, "results", study.slug)
    draw_all(visit)


def results_of_nobody(visit: Visit) -> None:
    admin_pages.sign_in(visit)
    admin_pages.open_page(visit, "results", visit.study().slug)


def draw_all(visit: Visit) -> None:
    """As before printing: what waits to be scrolled to is drawn as well."""
    until(visit.page, "window.echarts")
    visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
    boxes = "[...document.querySelectorAll('[data-chart]:not([hidden])')]"
    until(visit.page, f"{boxes}.length > 3 && {boxes}.every((box) => box.querySelector('svg'))")


PAGES: tuple[Callable[[Visit], None], ...] = (
    results,
    results_of_one_model_that_everybody_reads,
    results_of_nobody,
)
