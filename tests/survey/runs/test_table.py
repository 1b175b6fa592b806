from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from survey.models import ModelRun, Prediction, Study
from survey.runs import table

pytestmark = pytest.mark.django_db

HEADER = "image,happy,surprise,angry,sad,neutral"
ROW = "0.1,0.2,0.3,0.4,0"


def text(rows: dict[Any, str], header: str = HEADER) -> bytes:
    return "\n".join([header, *(f"{image},{row}" for image, row in rows.items())]).encode()


def numbered(changed: dict[int, str] | None = None) -> dict[int, str]:
    return dict.fromkeys(range(1, 11), ROW) | (changed or {})


def problems(study: Study, data: bytes, **options: Any) -> list[str]:
    with pytest.raises(table.BadTable) as caught:
        table.read(data, study, **{"scores": False, **options})
    return caught.value.problems


def test_every_way_to_name_an_image_and_an_expression_is_read(study: Study) -> None:
    items = list(study.items.order_by("position"))
    names = [str(items[0].id), "2", "003.png", "images/004.png", *map(str, range(5, 11))]
    header = "이미지,중립,기쁨,당황,분노,슬픔"
    data = text(dict.fromkeys(names, "0,0.1,0.2,0.3,0.4"), header)
    for encoded in (data, b"\xef\xbb\xbf" + data, data.decode().encode("cp949")):
        found = table.read(encoded.replace(b"\n", b"\r\n"), study, scores=False)
        assert found.rows == {item.id: pytest.approx((0.1, 0.2, 0.3, 0.4, 0)) for item in items}
        assert found.adjusted == 0


def test_sums_a_little_off_are_scaled_to_exactly_one(study: Study) -> None:
    found = table.read(text(numbered({3: "0.3333,0.3333,0.3333,0,0"})), study, scores=False)
    assert found.adjusted == 1
    item = study.items.get(position=3)
    assert found.rows[item.id] == pytest.approx((1 / 3, 1 / 3, 1 / 3, 0, 0))


def test_scores_become_probabilities_only_if_they_are_said_to_be_scores(study: Study) -> None:
    data = text(dict.fromkeys(range(1, 11), "1000,1000,-1000,-2e3,.5"))
    assert "negative" in problems(study, data)[0]
    found = table.read(data, study, scores=True)
    assert set(found.rows.values()) == {(0.5, 0.5, 0.0, 0.0, 0.0)}
    assert found.adjusted == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("=1+1,0,0,0,0", "“=1+1” is a formula"),
        ("@SUM(A1),0,0,0,0", "is a formula"),
        ("+A1,0,0,0,0", "is a formula"),
        ("nan,0,0,0,1", "“nan” is no number"),
        ("inf,0,0,0,1", "is no number"),
        ("1e999,0,0,0,0", "too large"),
        ("0x1,0,0,0,0", "is no number"),
        ("1_0,0,0,0,0", "is no number"),
        (",0,0,0,1", "is no number"),
        ("-0.1,0.5,0.6,0,0", "negative"),
        ("0.5,0.4,0,0,0", "add up to 0.9"),
        ("0,0,0,0,0", "add up to 0"),
        ("0,0,0,1", "5 cells instead of 6"),
        ("0,0,0,0,1,7", "7 cells instead of 6"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken(study: Study, row: str, said: str) -> None:
    (problem,) = problems(study, text(numbered({4: row})))
    assert problem.startswith("Line 5: ")
    assert said in problem


@pytest.mark.parametrize("image", ["11", "0", "", "x.png", "-1", "1.5", "1" * 400, "../1/"])
def test_an_unknown_image_is_named(study: Study, image: str) -> None:
    said = problems(study, text(numbered()) + f"\n{image},{ROW}".encode())
    assert "Line 12: the study has no image" in said[0]


def test_repeated_and_missing_images_are_named(study: Study) -> None:
    said = problems(study, text(numbered()) + f"\n007.png,{ROW}".encode())
    assert said == ["Line 12: image 7 comes twice."]
    rows = numbered()
    del rows[2], rows[9]
    assert problems(study, text(rows)) == ["These images are missing: 2, 9"]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "image,happy,surprise,angry,sad",
        "image,happy,surprise,angry,sad,sad",
        "image,happy,surprise,angry,sad,neutral,fear",
        "file,happy,surprise,angry,sad,neutral",
    ],
)
def test_other_columns_are_refused(study: Study, header: str) -> None:
    assert "must name these columns" in problems(study, text(numbered(), header))[0]


def test_what_is_no_text_or_too_large_is_refused(study: Study) -> None:
    assert "neither" in problems(study, b"\xff\xfe\x00\x81")[0]
    assert "larger" in problems(study, b"a" * (table.MOST_BYTES + 1))[0]
    assert problems(study, text(numbered({2: 'a"\0,0,0,0,0'})))
    assert problems(study, text(numbered({2: '"' + "0" * 200_000})))


def test_many_problems_are_counted(study: Study) -> None:
    said = problems(study, (HEADER + "\nx,1,0,0,0,0" * 50).encode())
    assert len(said) == table.MOST_PROBLEMS + 1
    assert "30" in said[-1]


def test_a_withdrawn_image_may_be_in_the_table_or_not(study: Study) -> None:
    gone = {"withdrawn_at": timezone.now(), "photograph": None, "truth": "", "person": ""}
    study.items.filter(position=1).update(**gone)
    with_it = table.read(text(numbered()), study, scores=False)
    rows = numbered()
    del rows[1]
    without = table.read(text(rows), study, scores=False)
    assert with_it.rows == without.rows
    assert (with_it.withdrawn, without.withdrawn, len(without.rows)) == (1, 0, 9)


def test_the_command_makes_a_done_run_under_a_name_of_its_own(study: Study, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_bytes(text(numbered()))
    call_command("import_predictions", study.slug, str(file), title="Other")
    run = ModelRun.objects.get()
    assert (run.name, run.status, run.table, run.checkpoint) == ("Other", "done", True, "")
    assert run.finished_at
    assert Prediction.objects.filter(run=run).count() == 10
    with pytest.raises(CommandError, match="called so"):
        call_command("import_predictions", study.slug, str(file), title="other")
    file.write_bytes(text(numbered({1: "=,0,0,0,0"})))
    with pytest.raises(CommandError, match="Line 2"):
        call_command("import_predictions", study.slug, str(file), title="Third")
    Study.objects.update(state="draft", frozen_at=None)
    file.write_bytes(text(numbered()))
    with pytest.raises(CommandError, match="Freeze"):
        call_command("import_predictions", study.slug, str(file), title="Third")
    assert ModelRun.objects.count() == 1
