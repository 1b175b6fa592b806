"""From photographs to the comparison, as people do it: real server, worker, broker and browser."""

import json

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.e2e.people import Administrator, answer_all, newest_run, wait_for_run
from tests.stack import Stack, wait_until
from tests.survey import pictures

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(stack: Stack) -> Administrator:
    """The demo study, loaded as `make run` does, with the model's answers."""
    stack.manage("demo")
    administrator = Administrator(stack)
    wait_for_run(administrator, newest_run(stack, "demo"))
    return administrator


def test_the_model_answers_the_demo_clearly_better_than_chance(
    stack: Stack, demo: Administrator
) -> None:
    found = json.loads(stack.manage("compare", "demo", "--json"))
    assert len(found["images"]) == 100
    assert found["models"][0]["total"] > 50


def test_a_second_start_keeps_everything(stack: Stack, demo: Administrator) -> None:
    before = stack.manage("compare", "demo", "--json")
    stack.manage("demo")
    assert stack.manage("compare", "demo", "--json") == before


def test_a_person_clicks_through_all_images_and_sees_the_score(
    stack: Stack, demo: Administrator, chromium: Browser
) -> None:
    phone = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en"
    )
    page = phone.new_page()
    page.goto(f"{stack.url}/s/demo/")
    page.check("[name=agree]")
    page.click("form button.primary")
    answer_all(page, lambda number: page.tap(f".answers button:nth-child({number % 5 + 1})"))
    score = stack.python(
        "from survey.models import *\n"
        "people = Participant.objects.finished().filter(study__slug='demo', simulated=False)\n"
        "p = people.get()\n"
        "a = p.answers.select_related('item')\n"
        "print(len(a), sum(x.choice == x.item.truth for x in a))"
    )
    answers, right = map(int, score.split())
    assert answers == 100
    expect(page.locator("main")).to_contain_text(f"{right}")
    phone.close()


def test_the_results_page_shows_people_and_model(
    stack: Stack, demo: Administrator, chromium: Browser
) -> None:
    stack.manage("simulate", "demo", "--participants", "8", "--seed", "1", "--url", stack.url)
    page = demo.page(chromium)
    page.goto(f"{stack.url}/studies/demo/results/")
    found = json.loads(stack.manage("compare", "demo", "--json"))
    main = page.locator("main")
    expect(main).to_contain_text(f"{found['people']['scores']['mean']:.1f}")
    expect(main).to_contain_text("simulated")
    page.context.close()


def test_the_button_runs_the_model_and_shows_its_progress(
    stack: Stack, demo: Administrator, chromium: Browser
) -> None:
    page = demo.page(chromium)
    page.goto(f"{stack.url}/studies/demo/models/")
    runs = page.locator("#runs tbody tr")
    before = runs.count()
    page.locator("[name=models]").first.check()
    page.click("form[action$=run] button")
    expect(runs).to_have_count(before + 1)
    expect(runs.first).to_contain_text("Done", timeout=60_000)
    expect(runs.first).to_contain_text("100 / 100")
    page.context.close()


def test_the_worker_draws_where_the_model_looked(
    stack: Stack, demo: Administrator, chromium: Browser
) -> None:
    page = demo.page(chromium)
    page.goto(f"{stack.url}/studies/demo/results/images/1/")
    page.click("#looks button.primary")
    heat = page.locator("#looks .heat").first
    expect(heat).to_be_visible(timeout=60_000)
    assert heat.evaluate("image => image.decode().then(() => image.naturalWidth)") == 288
    page.context.close()


def test_recognize_reads_every_face_of_a_photograph(stack: Stack, demo: Administrator) -> None:
    photo = {"photo": ("two.jpg", pictures.two_faces())}
    faces = demo.faces_in(*photo["photo"])
    assert len(faces) == 2
    for face in faces:
        assert set(face) == {"box", "probabilities"}
        assert sum(face["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    damaged = demo.post("/api/recognize", files={"photo": ("a.jpg", b"<html>")})
    assert (damaged.status_code, damaged.json()["reason"]) == (400, "format")
    with_password = requests.post(
        f"{stack.url}/api/recognize", files=photo, auth=("admin", demo.password), timeout=60
    )
    assert len(with_password.json()["faces"]) == 2
    stranger = requests.post(f"{stack.url}/api/recognize", files=photo, timeout=30)
    assert stranger.status_code in (401, 403)
    left = stack.python("from survey.models import *; print(Recognition.objects.count())")
    assert left.strip() == "0"


def test_a_worker_killed_in_a_run_leaves_every_image_with_one_prediction(
    stack: Stack, demo: Administrator, slow_checkpoint: str
) -> None:
    stack.manage("run_model", "demo", "--checkpoint", slow_checkpoint, "--no-wait")
    run = demo.unfinished_run("demo")

    def progress() -> dict:
        return demo.get(f"/api/runs/{run}").json()

    wait_until(lambda: progress()["answered"] > 0, "the run is in its middle")
    stack.worker.kill()
    try:
        killed_at = progress()
        assert killed_at["answered"] < 100
        assert killed_at["status"] == "running"
        pass_a_minute(stack, "ModelRun", "heard_at")
    finally:
        stack.worker.start()
    wait_for_run(demo, run)
    assert predictions(stack, run) == "100 100"


def pass_a_minute(stack: Stack, model: str, field: str) -> None:
    """As if a minute ago: the sweep sends at once again what it would wait for otherwise."""
    stack.python(
        "from datetime import timedelta\n"
        "from survey.models import *\n"
        f"for row in {model}.objects.exclude({field}=None):\n"
        f"    row.{field} -= timedelta(minutes=1)\n"
        f"    row.save(update_fields=[{field!r}])\n"
    )


def predictions(stack: Stack, run: str) -> str:
    """Rows and different images among them."""
    return stack.python(
        "from survey.models import *\n"
        f"items = list(Prediction.objects.filter(run={run!r}).values_list('item', flat=True))\n"
        "print(len(items), len(set(items)))"
    ).strip()


def test_with_the_broker_down_participants_notice_nothing_and_uploads_are_kept(
    stack: Stack, demo: Administrator
) -> None:
    if stack.redis is None:
        stack.worker.kill()  # a broker of files has nothing else that could be down
    else:
        stack.redis.kill()
    try:
        uploaded = demo.upload("late.jpg", pictures.jpeg("sad", seed=99))
        assert demo.status_of(uploaded) == "queued"
        stack.manage("simulate", "demo", "--participants", "2", "--seed", "9", "--url", stack.url)
        pass_a_minute(stack, "Photograph", "enqueued_at")
    finally:
        (stack.redis or stack.worker).start()
    wait_until(lambda: demo.status_of(uploaded) == "ready", "the upload is cropped", 150)
