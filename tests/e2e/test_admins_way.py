"""A study from nothing, as its admin makes it: everything on the pages, in the browser.

The site is empty but for its owner. Faces are drawn; nothing is put into the database by hand.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from classifier import checkpoint, drawn, network
from classifier.card import Card
from classifier.expressions import EXPRESSIONS
from tests.chromium import until
from tests.e2e.people import Administrator
from tests.stack import Stack
from tests.survey import pictures

pytestmark = pytest.mark.browser

PER_GROUP = 3
PRIVATE = PUBLIC = 10
PEOPLE = 4  # by a program; a fifth in the browser
PATIENCE = 120_000  # milliseconds, for what workers do


ASKED = """number => document.querySelector("#progress").value === number
    && document.querySelector("#frame[aria-busy=false] img")?.checkVisibility()"""


@dataclass
class Owner:
    """The admin, at work on one site."""

    page: Page
    stack: Stack
    browser: Browser

    def go(self, path: str) -> None:
        self.page.goto(f"{self.stack.url}/{path}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def labeller(self, name: str) -> Page:
        """Somebody new in the team, who set a password by the link and signed in."""
        self.go("team/")
        self.page.fill("[name=username]", name)
        self.page.select_option("[name=role]", "labeller")
        self.press("Add")
        link = self.page.input_value("#link")
        page = self.browser.new_context(locale="en").new_page()
        page.goto(link)
        page.fill("[name=new_password1]", "a long and quiet word")
        page.fill("[name=new_password2]", "a long and quiet word")
        page.get_by_role("button", name="Set the password").click()
        if "sign-in" in page.url:
            page.fill("[name=username]", name)
            page.fill("[name=password]", "a long and quiet word")
            page.click("main button")
        return page


@pytest.fixture
def owner(stack: Stack, chromium: Browser) -> Owner:
    stack.manage("demo")  # makes the administrator; its drawn demo stays out of real studies
    page = Administrator(stack).page(chromium, viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    return Owner(page, stack, chromium)


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn photographs in the folders private and public, each with a file of labels."""
    folder = tmp_path_factory.mktemp("faces")
    found = drawn.draw_many(4 * PER_GROUP * len(EXPRESSIONS), seed=31)
    for kind in ("private", "public"):
        (folder / kind).mkdir()
        left = dict.fromkeys(EXPRESSIONS, PER_GROUP)
        lines = ["file,label,person"]
        for number, face in enumerate(found):
            if left[face.expression]:
                left[face.expression] -= 1
                name = f"{kind}-{number:03}.jpg"
                picture = Image.fromarray(np.ascontiguousarray(face.image[:, :, ::-1]))
                picture.save(folder / kind / name, quality=92)
                lines.append(f"{name},{face.expression},{kind}-{number:03}")
            if not any(left.values()):
                break
        (folder / f"{kind}.csv").write_text("\n".join(lines))
    (folder / "two.jpg").write_bytes(pictures.two_faces())
    pictures.plain((400, 400)).save(folder / "none.jpg")
    return folder


def upload(owner: Owner, files: list[Path], kind: str, labels: Path | None = None) -> None:
    page = owner.page
    owner.go("photographs/")
    page.check(f"[name=kind][value={kind}]")
    if kind == "private":
        page.fill("[name=given_by]", "The class of spring")
        page.check("[name=who][value=later]" if labels else "[name=who][value=each]")
        page.click("#consent summary")
        page.fill("[name=agreed_on]", "2026-03-02")
        page.fill("[name=form_version]", "2026-03")
        page.check("[name=uses][value=in_survey]")
        page.check("[name=uses][value=in_results]")
    else:
        page.fill("[name=source]", "Drawn faces")
        page.fill("[name=source_version]", "1")
        page.fill("[name=licence]", "MIT")
    if labels:
        page.click("#labels-and-crops summary")
        page.set_input_files("[name=labels]", labels)
    page.set_input_files("#files", files)
    owner.press("Upload")
    decided = f"{len(files)} of {len(files)} decided"
    expect(page.locator("#progress")).to_contain_text(decided, timeout=PATIENCE)


def settle_reviews(owner: Owner) -> None:
    """The one with two faces: the first of them. The one without any: not usable."""
    page = owner.page
    owner.go("photographs/review/")
    while page.locator("#stage").count():
        if page.get_by_role("button", name="Face 1", exact=True).count():
            owner.press("Face 1")
        else:
            owner.press("Not usable: refuse it")
        page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("No photograph waits for a decision")


def label_all(page: Page, site: str, choice: int, private: int) -> None:
    """With the keyboard, as participants answer: each face is said to show the same."""
    page.goto(f"{site}/labels/")
    if page.get_by_role("link", name="Begin").count():
        page.get_by_role("link", name="Begin").click()
    for number in range(private):
        until(page, ASKED, number)
        page.keyboard.press(str(choice))
    expect(page.locator("main")).to_contain_text("None is waiting")


def make_study(owner: Owner) -> None:
    page = owner.page
    owner.go("new-study/")
    page.fill("[name=title]", "Our faces")
    page.fill("[name=slug]", "ours")
    owner.press("Make a draft")
    owner.go("studies/ours/images/")
    page.fill("[name=public]", str(PUBLIC))
    page.fill("[name=private]", str(PRIVATE))
    owner.press("Draw")
    expect(page.locator(".drawn > li")).to_have_count(PUBLIC + PRIVATE)
    owner.go("studies/ours/settings/")
    page.fill("[name=en-title]", "Our faces")
    page.fill("[name=ko-title]", "우리 얼굴")
    page.uncheck("[name=practice]")
    page.locator("main form button.primary").click()
    owner.go("studies/ours/freeze/")
    owner.press("Freeze")
    page.locator("main .button.primary").click()  # the next step: open it
    expect(page.locator("main")).to_contain_text("Open")


def take_part(owner: Owner) -> None:
    """On a phone, by the link."""
    phone = owner.browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="ko"
    )
    page = phone.new_page()
    page.goto(f"{owner.stack.url}/s/ours/")
    page.check("[name=agree]")
    page.click("form button.primary")
    for number in range(PUBLIC + PRIVATE):
        if number == (PUBLIC + PRIVATE) // 2:
            page.wait_for_timeout(500)
            if page.locator("#go-on").is_visible():
                page.click("#go-on")
        until(page, ASKED, number)
        page.tap(f".answers button:nth-child({number % 5 + 1})")
    page.wait_for_url("**/result/")
    phone.close()


def bring_model(owner: Owner, folder: Path) -> None:
    """An untrained network, as a ZIP of weights and card; a worker verifies it."""
    page = owner.page
    made = folder / "beginner"
    made.mkdir()
    checkpoint.save(made, network.build("resnet18"), Card(architecture="resnet18"))
    with zipfile.ZipFile(folder / "beginner.zip", "w") as archive:
        for file in made.iterdir():
            archive.write(file, file.name)
    owner.go("models/")
    page.fill("#upload [name=name]", "beginner")
    page.set_input_files("#upload [name=parts]", folder / "beginner.zip")
    page.locator("#upload button.primary").click()
    row = page.locator("tr", has_text="beginner")
    expect(row.locator(".badge")).to_contain_text("Ready", timeout=PATIENCE)


def run_models(owner: Owner) -> None:
    page = owner.page
    owner.go("studies/ours/models/")
    for box in page.locator("[name=models]").all():
        box.check()
    owner.press("Let them answer")
    expect(page.locator("#runs .badge.done")).to_have_count(2, timeout=PATIENCE)


@pytest.mark.parametrize(
    "stack", [pytest.param("postgres", marks=pytest.mark.services)], indirect=True
)
def test_a_study_from_nothing(owner: Owner, faces: Path, tmp_path: Path) -> None:
    page, stack = owner.page, owner.stack
    upload(owner, sorted((faces / "private").glob("*.jpg")), "private", faces / "private.csv")
    upload(owner, [faces / "two.jpg", faces / "none.jpg"], "private")
    upload(owner, sorted((faces / "public").glob("*.jpg")), "public", faces / "public.csv")
    settle_reviews(owner)
    owner.go("people/")
    expect(page.locator("main")).to_contain_text("private-")

    for name, choice in (("minji", 1), ("juno", 2)):
        label_all(owner.labeller(name), stack.url, choice, PER_GROUP * len(EXPRESSIONS) + 1)
    owner.go("photographs/labels/")
    expect(page.locator("main")).to_contain_text("Fleiss")
    owner.go("photographs/labels/rule/?rule=intention&least=2")
    owner.press("Apply the rule")

    make_study(owner)
    stack.manage("simulate", "ours", "--participants", str(PEOPLE), "--url", stack.url)
    take_part(owner)
    owner.go("studies/ours/watch/")
    expect(page.locator("main")).to_contain_text("Finished")
    bring_model(owner, tmp_path)
    run_models(owner)
    owner.go("studies/ours/results/")
    expect(page.locator("main")).to_contain_text("5 people have finished")

    owner.go("studies/ours/")
    page.fill("form[action$=close] [name=slug]", "ours")
    page.click("form[action$=close] button")
    expect(page.locator("main")).to_contain_text("Closed")
    owner.go("team/audit/")
    for verb in ("added", "changed"):
        expect(page.locator("main")).to_contain_text(verb)
    page.context.close()
