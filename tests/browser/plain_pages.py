"""The way without JavaScript, page by page: as tests/browser/pages.py, which lists them too."""

from collections.abc import Callable

from tests.browser.visit import Visit


def plain(visit: Visit) -> None:
    person = visit.person()
    person.answer(right=0, of=1)
    visit.go(person.study, "plain/")


def plain_refused(visit: Visit) -> None:
    plain(visit)
    visit.page.evaluate("document.querySelector('[name=item]').value = 'none'")
    visit.send("main form .answer")


def plain_practice(visit: Visit) -> None:
    visit.go(visit.person(visit.study(practice=True)).study, "plain/")
    visit.page.click("details:first-of-type summary")


def plain_halfway(visit: Visit) -> None:
    person = visit.person()
    person.answer(right=0, of=person.study.items.count() // 2)
    visit.go(person.study, "plain/")
    visit.page.wait_for_selector("h1")


def plain_end(visit: Visit) -> None:
    person = visit.person()
    person.answer(right=3)
    visit.go(person.study, "plain/")


PAGES: tuple[Callable[[Visit], None], ...] = (
    plain,
    plain_refused,
    plain_practice,
    plain_halfway,
    plain_end,
)
