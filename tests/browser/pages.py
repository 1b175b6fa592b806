"""Every page that a participant can meet, each in a state of its own: what must be accessible.

A new page is one more function, named in ``PAGES``. Each opens its page in a browser without
cookies; what must have happened before, it writes into the database.
"""

from collections.abc import Callable

from survey.models import Consent, Invitation, ModelRun, Prediction, Study, StudyText
from survey.models.participants import token_digest
from survey.models.runs import Status
from survey.models.studies import State
from tests.browser import plain_pages, withdrawal_pages
from tests.browser.visit import Visit
from tests.chromium import until
from tests.survey.participation.people import close

ALL_QUESTIONS = ["age_band", "gender", "experience"]


def home(visit: Visit) -> None:
    visit.study(demo=True)
    visit.page.goto(visit.site)


def start(visit: Visit) -> None:
    visit.go(visit.study(demo=True))


def start_without_agreeing(visit: Visit) -> None:
    visit.go(visit.study(entry=Study.Entry.CODE, group_code="x"))
    visit.send()


def start_with_a_wrong_code_and_own_words(visit: Visit) -> None:
    study = visit.study(entry=Study.Entry.CODE, group_code="x", questions=ALL_QUESTIONS)
    StudyText.objects.create(study=study, language="ko", title="얼굴", introduction="한 번\n\n둘")
    Consent.objects.create(study=study, language="ko", text="하나\n\n둘", version=1)
    visit.go(study)
    visit.page.check("[name=agree]")
    visit.page.fill("[name=code]", "y")
    visit.send()


def start_by_invitation(visit: Visit) -> None:
    study = visit.study(entry=Study.Entry.INVITATION)
    Invitation.objects.create(study=study, token_digest=token_digest(study.slug))
    visit.go(study, f"invitation/{study.slug}/")


def start_again(visit: Visit) -> None:
    visit.go(visit.person().study)


def not_invited(visit: Visit) -> None:
    visit.go(visit.study(entry=Study.Entry.INVITATION))


def invitation_unknown(visit: Visit) -> None:
    visit.go(visit.study(entry=Study.Entry.INVITATION), "invitation/unknown/")


def invitation_used(visit: Visit) -> None:
    person = visit.person(is_here=False)
    digest = token_digest(person.study.slug)
    Invitation.objects.create(study=person.study, token_digest=digest, used_on="2026-11-24")
    visit.go(person.study, f"invitation/{person.study.slug}/")


def invitation_of_somebody_else(visit: Visit) -> None:
    here = visit.person()
    Invitation.objects.create(study=here.study, token_digest=token_digest(here.study.slug))
    visit.go(here.study, f"invitation/{here.study.slug}/")


def full(visit: Visit) -> None:
    visit.go(visit.study(quota=0))


def closed(visit: Visit) -> None:
    study = visit.study(published=True)
    close(study)
    visit.go(study)


def not_open_yet(visit: Visit) -> None:
    visit.go(visit.study(state=State.FROZEN, opened_at=None))


def paused(visit: Visit) -> None:
    visit.go(visit.study(state=State.PAUSED))


def closed_before_the_end(visit: Visit) -> None:
    person = visit.person()
    close(person.study)
    visit.go(person.study)


def unknown_link(visit: Visit) -> None:
    visit.go(visit.study(), "return/unknown/")


def link_of_somebody_else(visit: Visit) -> None:
    here = visit.person()
    other = visit.person(here.study, is_here=False)
    visit.go(here.study, f"return/{other.token}/")


def not_found(visit: Visit) -> None:
    visit.page.goto(f"{visit.site}/s/nothing-here/")


def about(visit: Visit) -> None:
    visit.go(visit.person(visit.study(questions=ALL_QUESTIONS)).study, "about/")


def about_without_answers(visit: Visit) -> None:
    about(visit)
    visit.send()


def practice(visit: Visit) -> None:
    visit.go(visit.person(visit.study(practice=True)).study, "faces/")
    visit.await_face()


def practice_explained(visit: Visit) -> None:
    practice(visit)
    visit.page.keyboard.press("2")
    visit.page.wait_for_selector("#explanation:not([hidden])")


def question(visit: Visit) -> None:
    visit.go(visit.person().study, "faces/")
    visit.await_face()


def question_looking_back(visit: Visit) -> None:
    question(visit)
    visit.page.keyboard.press("1")
    visit.page.wait_for_selector("#back:enabled")
    visit.await_face()
    visit.page.click("#back")
    visit.page.wait_for_selector('.answer[aria-pressed="true"]')
    visit.await_face()


def attention_check(visit: Visit) -> None:
    study = visit.study(attention_checks=60)
    visit.go(visit.person(study).study, "faces/")
    visit.await_face()
    for _ in range(8):  # three of four are checks
        if "attention" in str(visit.page.get_attribute("#frame img", "src")):
            return
        visit.page.keyboard.press("1")
        visit.page.wait_for_timeout(300)
        visit.await_face()
    raise AssertionError("no attention check came")


def halfway(visit: Visit) -> None:
    person = visit.person()
    person.answer(right=0, of=person.study.items.count() // 2 - 1)
    visit.go(person.study, "faces/")
    visit.await_face()
    visit.page.keyboard.press("1")
    visit.await_message()


def question_offline(visit: Visit) -> None:
    question(visit)
    visit.page.wait_for_timeout(500)  # the faces are there
    visit.page.route("**/answers", lambda route: route.abort())
    visit.page.keyboard.press("2")
    until(visit.page, "document.getElementById('saving').textContent.includes('·')")


def face_broken(visit: Visit) -> None:
    visit.page.route("**/faces/*.png", lambda route: route.abort())
    visit.go(visit.person().study, "faces/")
    visit.await_message()


def answers_refused(visit: Visit) -> None:
    person = visit.person()
    visit.go(person.study, "faces/")
    visit.await_face()
    close(person.study)
    visit.page.keyboard.press("2")
    visit.await_message()


def storage_forbidden(visit: Visit) -> None:
    visit.page.add_init_script("Object.defineProperty(self, 'indexedDB', { value: null })")
    question(visit)
    visit.page.wait_for_selector("#notice:not([hidden])")


def later(visit: Visit) -> None:
    visit.go(visit.person().study, "later/")


def result(visit: Visit) -> None:
    study = visit.study()
    for right in (8, 12, 15):
        visit.person(study, is_here=False).finish(right=right)
    visit.person(study).finish(right=11)
    visit.go(study, "result/")


def result_beside_a_model(visit: Visit) -> None:
    """With enough people to stand among, and faces that were seen differently."""
    study = visit.study()
    for right in (8, 12, 12, 15, 18):
        visit.person(study, is_here=False).finish(right=right)
    run = ModelRun.objects.create(study=study, checkpoint="resnet50", status=Status.DONE)
    Prediction.objects.bulk_create(
        Prediction(run=run, item=item, probabilities=[0.6, 0.1, 0.1, 0.1, 0.1])
        for item in study.items.all()
    )
    visit.person(study).finish(right=11)
    visit.go(study, "result/")


def waiting_for_the_result(visit: Visit) -> None:
    visit.go(visit.person(visit.study(result_at_close=True)).finish(right=3).study, "result/")


PAGES: tuple[Callable[[Visit], None], ...] = (
    home,
    start,
    start_without_agreeing,
    start_with_a_wrong_code_and_own_words,
    start_by_invitation,
    start_again,
    not_invited,
    invitation_unknown,
    invitation_used,
    invitation_of_somebody_else,
    full,
    closed,
    not_open_yet,
    paused,
    closed_before_the_end,
    unknown_link,
    link_of_somebody_else,
    not_found,
    about,
    about_without_answers,
    practice,
    practice_explained,
    question,
    question_looking_back,
    attention_check,
    halfway,
    question_offline,
    face_broken,
    answers_refused,
    storage_forbidden,
    *plain_pages.PAGES,
    later,
    result,
    result_beside_a_model,
    waiting_for_the_result,
    *withdrawal_pages.PAGES,
)
