"""What the tables hold, and what they must not."""

import csv
import io
import json

import pytest
from django.utils import timezone

from survey.consent.withdrawal import withdraw_photographs
from survey.models import Answer, Photograph
from survey.participation.asked import ever_asked
from survey.participation.steps import start
from survey.results.exports.every import TABLES
from survey.results.exports.files import as_csv
from survey.results.exports.snapshot import code_of, snapshot
from tests.survey.results.conftest import E
from training.sources import ferplus

pytestmark = pytest.mark.django_db


def rows(made, name):
    """The table as a spreadsheet reads it."""
    table = TABLES[name]
    text = b"".join(as_csv(table, table.rows(snapshot(made.study)))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_answer_of_everybody_who_finished(study_of_many_kinds):
    found = rows(study_of_many_kinds, "answers")
    assert len(found) == 4 + 4 + 4 + 1
    assert sum(int(row["counted"]) for row in found) == 8
    assert sum(int(row["correct_guess"]) for row in found if row["counted"] == "1") == 6
    assert {row["is_attn_check"] for row in found} == {"0"}
    one = next(row for row in found if row["true_category"] != row["chosen_category"])
    assert E[int(one["true_label"])] == one["true_category"]
    assert E[int(one["chosen_label"])] == one["chosen_category"]


def test_answers_stand_at_the_place_where_they_were_asked(study):
    study.repeats, study.attention_checks = 2, 2
    study.save()
    participant = start(study, "en")[0]
    for n, item in enumerate(study.items.all()):
        Answer.objects.create(
            participant=participant, item=item, key=f"00000000-0000-4000-8000-{n:012}", sequence=n,
            choice="sad", response_ms=1000 + n, hidden=n == 3,
        )  # fmt: skip
    participant.finished_at = timezone.now()
    participant.save()

    class Made:
        pass

    Made.study = study
    found = rows(Made, "answers")
    order = [
        (n, trial.image.id)
        for n, trial in enumerate(ever_asked(participant), start=1)
        if trial.kind == "image"
    ]
    names = {item.pk: f"{item.position:03d}.png" for item in study.items.all()}
    assert [(int(r["trial_index"]), r["image_filename"]) for r in found] == [
        (n, names[item]) for n, item in order
    ]
    assert len(found) == 10
    assert sum(int(row["hidden"]) for row in found) == 1
    assert {int(row["reaction_time"]) for row in found} == set(range(1000, 1010))
    compared = rows(Made, "model_vs_human")
    assert {float(row["rt"]) for row in compared} == {n / 1000 for n in range(1000, 1010)}


def test_nothing_in_the_tables_says_who_somebody_is(study_of_many_kinds):
    everything = json.dumps(
        {name: rows(study_of_many_kinds, name) for name in TABLES}, ensure_ascii=False
    )
    assert "Kim from next door" not in everything
    for person in study_of_many_kinds.study.participants.all():
        assert str(person.pk) not in everything
        assert person.pk.hex not in everything
        assert person.token_digest not in everything
    assert f"{timezone.now():%Y-%m-%d}" not in everything
    allowed = {
        *("annotator_id", "counted", "simulated", "imported", "excluded", "excluded_reason"),
        *("language", "age_band", "gender", "experience", "answered", "right", "longest_run"),
        *("top_share", "median_ms", "checks_asked", "checks_failed", "repeats_asked"),
        *("repeats_same", "skipped", "took_seconds"),
    }
    assert set(TABLES["participants"].names) == allowed


def test_codes_tell_people_apart_and_are_the_same_in_every_table(study_of_many_kinds):
    study = study_of_many_kinds.study
    codes = {row["annotator_id"] for row in rows(study_of_many_kinds, "participants")}
    assert codes == {code_of(person) for person in study.participants.finished()}
    assert len(codes) == 4
    assert {row["annotator_id"] for row in rows(study_of_many_kinds, "answers")} == codes


def test_a_reason_in_own_words_is_another_reason(study_of_many_kinds):
    found = rows(study_of_many_kinds, "participants")
    assert [row["excluded_reason"] for row in found if row["excluded"] == "1"] == ["other"]
    assert sorted(row["right"] for row in found) == ["0", "1", "2", "4"]


def test_of_private_photographs_nothing_names_anybody(study_of_many_kinds):
    public, private, *_ = rows(study_of_many_kinds, "images")
    assert (public["file_name"], public["source"]) == ("0.png", "Kim’s telephone")
    assert private["file_name"] == private["source"] == private["digest"] == ""
    assert (private["true_category"], private["licence"]) == ("happy", "CC0")
    assert (public["may_be_shown"], private["may_be_shown"]) == ("1", "0")


def test_of_a_withdrawn_image_only_its_place_is_left(study_of_many_kinds):
    gone = study_of_many_kinds.items[1]
    withdraw_photographs(Photograph.objects.filter(pk=gone.photograph_id))
    image = rows(study_of_many_kinds, "images")[1]
    assert (image.pop("image"), image.pop("image_filename")) == ("2", "001.png")
    assert image.pop("withdrawn") == "1"
    assert set(image.values()) == {""}
    for name in ("answers", "votes", "predictions", "model_vs_human"):
        assert "001.png" not in json.dumps(rows(study_of_many_kinds, name))


def test_votes_count_those_whom_the_figures_count(study_of_many_kinds):
    study_of_many_kinds.person([3, None, 2, 2])
    second = rows(study_of_many_kinds, "votes")[1]
    assert list(second) == [
        *("Usage", "Image name", "neutral", "happiness", "surprise", "sadness", "anger"),
        *("disgust", "fear", "contempt", "unknown", "NF"),
    ]
    assert list(second.values()) == [
        *("PrivateTest", "001.png", "1", "1", "0", "0", "0", "0", "0", "0", "1", "0")
    ]


def test_models_stand_beside_people_with_a_row_for_each_image(study_of_many_kinds):
    study_of_many_kinds.person([3, None, 2, 2])
    found = rows(study_of_many_kinds, "model_vs_human")
    assert len(found) == (3 + 2) * 4
    assert sum(row["object_response"] == "na" for row in found) == 1
    people = {row["subj"] for row in found if row["subj"].startswith("subject-")}
    assert len(people) == 3
    assert {row["subj"] for row in found} - people == {"resnet50", "'=cmd|calc"}


def test_of_runs_with_one_name_the_newest_is_told(small):
    newest = small.run([4, 4, 4, 4])
    found = rows(small, "predictions")
    assert {row["run"] for row in found} == {str(newest.pk)}
    assert {(row["predicted_category"], row["correct"]) for row in found} == {("neutral", "0")}
    assert sum(float(found[0][expression]) for expression in E) == pytest.approx(1)


def test_a_model_whose_name_is_a_formula_is_text_in_spreadsheets(study_of_many_kinds):
    found = rows(study_of_many_kinds, "predictions")
    assert {row["model"] for row in found} == {"resnet50", "'=cmd|calc"}


def test_a_study_that_nobody_answered_has_its_images(make):
    made = make([0, 1])
    assert [len(rows(made, name)) for name in TABLES] == [0, 0, 2, 2, 0, 0]


def test_the_readers_of_ferplus_read_our_votes(study_of_many_kinds, tmp_path):
    table = TABLES["votes"]
    labels = b"".join(as_csv(table, table.rows(snapshot(study_of_many_kinds.study))))
    (tmp_path / "fer2013new.csv").write_bytes(labels)
    for folder, names in {"FER2013Valid": ("000", "002"), "FER2013Test": ("001", "003")}.items():
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / f"{name}.png").write_bytes(b"PNG")
    found = {row.name: row for row in ferplus.entries([tmp_path])}
    assert {name: row.votes for name, row in found.items()} == {
        "000.png": (2, 0, 0, 0, 0),
        "001.png": (1, 0, 0, 0, 1),
        "002.png": (0, 2, 0, 0, 0),
        "003.png": (0, 0, 0, 1, 1),
    }
    assert (found["000.png"].expression, found["002.png"].expression) == ("happy", "surprise")
