"""Every page that an admin can meet, each in a state of its own: what must be accessible.

A new page is one more function, named in ``PAGES``. Each signs somebody in and opens its page.
"""

from collections.abc import Callable

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from survey.access import Role
from survey.models import AnswerImport
from tests.browser.visit import Visit
from tests.survey.transfer.form import as_csv, header, row, truths


def sign_in(visit: Visit, role: Role = Role.OWNER) -> User:
    """As a new person of that *role*, in this browser."""
    user = User.objects.create_user(f"{role.value}-{User.objects.count()}", password="x")
    user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": visit.site}
    visit.page.context.add_cookies([cookie])  # type: ignore[list-item]
    return user


def open_page(visit: Visit, name: str, *args: object, query: str = "") -> None:
    response = visit.page.goto(f"{visit.site}{reverse(name, args=args)}{query}")
    assert response, name
    assert response.status < 500, f"{name}: {response.status}"


def signing_in(visit: Visit) -> None:
    open_page(visit, "login")


def studies(visit: Visit) -> None:
    sign_in(visit)
    visit.study()
    open_page(visit, "studies")


def photographs(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "photographs")


def study(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "study", visit.study().slug)


def importing_answers(visit: Visit) -> None:
    """One file came in before; another is being looked at, with all that can be wrong with it."""
    sign_in(visit)
    study = visit.study()
    AnswerImport.objects.create(study=study, name="설문지 응답 (2025).csv", digest="0" * 64)
    open_page(visit, "answer_imports", study.slug)


def mapping_a_form(visit: Visit) -> None:
    user = sign_in(visit)
    study = visit.study()
    truth = truths(study)
    good = row(truth, len(truth))
    unknown = row(["상처", *truth[1:]], len(truth), 1)
    rows = [good, good, row(truth, len(truth), 7), unknown, row([""] * len(truth), 0, 8)]
    text = as_csv([["이메일 주소", *header(len(truth))], *(["a@b.kr", *each] for each in rows)])
    client = Client()
    client.force_login(user)
    file = SimpleUploadedFile("설문지 응답.csv", text.encode())
    looked = client.post(reverse("answer_imports", args=[study.slug]), {"file": file})
    visit.page.goto(visit.site + looked.url)


PAGES: tuple[Callable[[Visit], None], ...] = (
    signing_in,
    studies,
    photographs,
    study,
    importing_answers,
    mapping_a_form,
)
