"""The pages of whoever takes their answers back. See pages.py."""

from collections.abc import Callable

from survey.participation.steps import withdraw
from tests.browser.visit import Visit


def withdrawing(visit: Visit) -> None:
    person = visit.person(visit.study(questions=["age_band"]))
    person.answer(right=2)
    visit.go(person.study, "withdraw/")


def withdrawn_by_code(visit: Visit) -> None:
    visit.page.goto(f"{visit.site}/withdraw/")


def withdrawn_by_unknown_code(visit: Visit) -> None:
    withdrawn_by_code(visit)
    visit.page.fill("main [name=code]", "abcd")
    visit.send("main form button[type=submit]")


def withdrawn(visit: Visit) -> None:
    visit.page.goto(f"{visit.site}/withdraw/done/")


def begin_anew(visit: Visit) -> None:
    person = visit.person()
    withdraw(person.row)
    visit.go(person.study)


PAGES: tuple[Callable[[Visit], None], ...] = (
    withdrawing,
    withdrawn_by_code,
    withdrawn_by_unknown_code,
    withdrawn,
    begin_anew,
)
