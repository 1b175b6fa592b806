"""What the pages' tests share: one visitor of one page, and how to bring things about for them."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from survey.models import Photograph, Study, StudyItem
from survey.participation.session import cookie_name
from tests.survey.conftest import open_study
from tests.survey.participation.people import Person

FACE_IS_THERE = '#frame[aria-busy="false"] img'


@dataclass(frozen=True)
class Visit:
    page: Page
    site: str
    language: str

    def study(self, **options: Any) -> Study:
        """Of all the photographs there are; the pages before had other studies."""
        study = open_study(f"s{Study.objects.count()}", **{"practice": False, **options})
        StudyItem.objects.bulk_create(
            StudyItem(
                study=study, photograph=photo, position=at, truth=photo.expression, kind=photo.kind
            )
            for at, photo in enumerate(Photograph.objects.order_by("pk"))
        )
        return study

    def person(self, study: Study | None = None, *, is_here: bool = True) -> Person:
        """Somebody who has begun; *is_here*: in this browser."""
        person = Person(study or self.study(), self.language)
        if is_here:
            name = cookie_name(person.study.slug)
            cookie = {"name": name, "value": person.token, "url": self.site}
            self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        return person

    def go(self, study: Study, path: str = "") -> None:
        self.page.goto(f"{self.site}/s/{study.slug}/{path}")

    def send(self, button: str = "main form button.primary") -> None:
        """Even what the browser itself would hold back."""
        self.page.evaluate("for (const form of document.forms) form.noValidate = true")
        with self.page.expect_navigation():
            self.page.click(button)

    def await_face(self) -> None:
        self.page.wait_for_selector(FACE_IS_THERE)

    def await_message(self) -> None:
        self.page.wait_for_selector("#message:not([hidden])")
