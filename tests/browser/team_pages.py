"""The pages of the team, of models and of who takes part: what must be accessible."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice

from survey.audit import record
from survey.models import Checkpoint, Verb
from tests.browser.admin_pages import open_page, sign_in
from tests.browser.visit import Visit


def team(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "team")


def person(visit: Visit) -> None:
    sign_in(visit)
    other = User.objects.create_user(f"labeller-{User.objects.count()}")
    open_page(visit, "person", other.pk)


def new_password_link(visit: Visit) -> None:
    person(visit)
    visit.send("form[action$='/link'] button")


def account(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "account")


def new_password(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "password")


def second_factor(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "second_factor")


def code(visit: Visit) -> None:
    user = User.objects.create_user(f"careful-{User.objects.count()}", password="x")
    TOTPDevice.objects.create(user=user, name="phone", confirmed=True)
    open_page(visit, "login")
    visit.page.fill("input[name=username]", user.username)
    visit.page.fill("input[name=password]", "x")
    visit.send()


def audit(visit: Visit) -> None:
    user = sign_in(visit)
    record(user, Verb.CHANGED, visit.study(), what="settings")
    open_page(visit, "audit")


def asked_for_a_reason(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "audit_export")


def watch(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "watch", visit.person(is_here=False).study.slug)


def participants(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "participants", visit.person(is_here=False).study.slug)


def one_participant(visit: Visit) -> None:
    sign_in(visit)
    person = visit.person(is_here=False)
    open_page(visit, "participant", person.study.slug, person.study.participants.get().pk)


def excluding(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "exclude_flagged", visit.study().slug, query="?flag=fast")


def a_checkpoint() -> Checkpoint:
    """One that a worker is still looking at."""
    return Checkpoint.objects.create(name=f"network {Checkpoint.objects.count()}", folder="a")


def checkpoints(visit: Visit) -> None:
    sign_in(visit)
    a_checkpoint()
    open_page(visit, "checkpoints")


def deleting_a_checkpoint(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "delete_checkpoint", a_checkpoint().pk)


def study_models(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "study_models", visit.study().slug)


def jobs(visit: Visit) -> None:
    sign_in(visit)
    open_page(visit, "jobs")


PAGES: tuple[Callable[[Visit], None], ...] = (
    team,
    person,
    new_password_link,
    account,
    new_password,
    second_factor,
    code,
    audit,
    asked_for_a_reason,
    watch,
    participants,
    one_participant,
    excluding,
    checkpoints,
    deleting_a_checkpoint,
    study_models,
    jobs,
)
