"""Every page that an admin can meet, each in a state of its own: what must be accessible.

A new page is one more function, named in ``PAGES``. Each signs somebody in and opens its page.
"""

from collections.abc import Callable

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from survey.access import Role
from tests.browser.visit import Visit


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
    visit.page.goto(f"{visit.site}{reverse(name, args=args)}{query}")


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


PAGES: tuple[Callable[[Visit], None], ...] = (signing_in, studies, photographs, study)
