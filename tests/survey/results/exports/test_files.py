"""The four formats hold the same rows, however many they are, and the codebook explains them."""

import json
import zipfile

import pandas as pd
import pyreadstat
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from survey.models import Event
from survey.results.exports.columns import Kind
from survey.results.exports.every import TABLES
from survey.results.exports.files import FORMATS
from survey.results.exports.snapshot import snapshot

pytestmark = pytest.mark.django_db


def plain(frame):
    """Empty cells as None, numbers as floats."""
    rows = frame.astype(object).where(frame.notna(), None).values.tolist()
    return [[float(v) if isinstance(v, (int, float)) else v for v in row] for row in rows]


def expected(made, name):
    table = TABLES[name]
    found = [row for batch in table.rows(snapshot(made.study)) for row in batch]
    return [[float(v) if isinstance(v, (int, float)) else v for v in row] for row in found]


@pytest.mark.parametrize("name", TABLES)
def test_json_holds_every_row(study_of_many_kinds, exported, name):
    folder = exported(format="json", table=[name])
    path = next(folder.glob("*.json"))
    found = json.loads(path.read_text("utf-8"))
    assert [list(row) for row in found] == [list(TABLES[name].names)] * len(found)
    assert plain(pd.DataFrame(found, dtype=object)) == expected(study_of_many_kinds, name)


@pytest.mark.parametrize("name", TABLES)
def test_parquet_holds_every_row(study_of_many_kinds, exported, name):
    frame = pd.read_parquet(next(exported(format="parquet").glob(f"*-{name.replace('_', '')}_*")))
    assert list(frame.columns) == list(TABLES[name].names)
    assert plain(frame) == expected(study_of_many_kinds, name)


@pytest.mark.parametrize("name", TABLES)
def test_spss_holds_every_row_with_the_values_names(study_of_many_kinds, exported, name):
    path = next(exported(format="sav").glob(f"*-{name.replace('_', '')}_*"))
    frame, said = pyreadstat.read_sav(path)
    table = TABLES[name]
    wanted = expected(study_of_many_kinds, name)
    for n, column in enumerate(table.columns):
        names = said.variable_value_labels.get(said.column_names[n], {})
        assert len(names) == len(column.levels)
        cells = [row[n] for row in wanted]
        read = [None if pd.isna(v) else v for v in frame.iloc[:, n].tolist()]
        if column.levels:
            labels = {level.value: str(level.label) for level in column.levels}
            assert [names.get(v) for v in read] == [labels.get(v) for v in cells], column.name
        elif column.kind.is_text:
            assert [v or "" for v in read] == [v or "" for v in cells], column.name
        else:
            assert read == cells, column.name
        assert said.column_labels[n]


def test_text_that_is_too_long_for_spss_is_cut_between_letters(small, exported):
    run = small.run([0, 0, 0, 0])
    run.title = "표정" * 50
    run.save()
    path = next(exported(format="sav", table=["predictions"]).glob("*.sav"))
    frame, _said = pyreadstat.read_sav(path)
    assert set(frame["model"]) == {"resnet50", ("표정" * 50)[:85]}


def test_csv_is_utf_8_with_a_mark(study_of_many_kinds, exported):
    data = next(exported(table=["images"]).glob("*.csv")).read_bytes()
    assert data.startswith(b"\xef\xbb\xbfimage,image_filename,")
    assert "Kim’s telephone".encode() in data


@pytest.mark.parametrize("made", FORMATS)
def test_rows_leave_while_others_are_still_to_come(made):
    """What that means for memory is measured by python -m tests.bench_exports."""
    table, asked = TABLES["answers"], []
    row = ("a" * 16, 1, 0, "sad", "happy", 3, 0, 0, 1, "001.png", "public", 900, 0, 1)

    def batches():
        for number in range(120):
            asked.append(number)
            yield [row] * 1000

    waiting, largest, before = 0, 0, 0
    for part in FORMATS[made].write(table, batches()):
        waiting, before = max(waiting, len(asked) - before), len(asked)
        largest = max(largest, len(part))
    assert len(asked) == 120
    assert waiting <= 50
    assert largest < 1_000_000


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_column_says_what_it_means_in_both_languages(language):
    with translation.override(language):
        for table in TABLES.values():
            assert len(set(table.names)) == len(table.columns)
            for column in table.columns:
                assert len(str(column.about)) > 4, column.name
                assert column.levels or column.kind not in (Kind.CATEGORY, Kind.YES_NO)
                hangul = any("가" <= letter <= "힣" for letter in str(column.about))
                assert hangul == (language == "ko"), column.name


def test_the_codebook_names_every_table_and_column(study_of_many_kinds, exported):
    folder = exported()
    document = json.loads((folder.parent / "dataset_description.json").read_text("utf-8"))
    assert document["@type"] == "Dataset"
    assert "SIMULATED" in document["description"]
    named = {(each["inTable"], each["name"]) for each in document["variableMeasured"]}
    assert named == {(t.name, name) for t in TABLES.values() for name in t.names}
    files = {each["name"] for each in document["distribution"]}
    assert files == {f"data/{path.name}" for path in folder.iterdir()}
    book = (folder.parent / "CODEBOOK.md").read_text("utf-8")
    assert "| `reaction_time` | From the image’s paint to the answer" in book
    assert all(f"`{name}`" in book for t in TABLES.values() for name in t.names)


def test_the_codebook_comes_in_korean(small, exported):
    folder = exported(language="ko", table=["votes"])
    assert "이미지" in (folder.parent / "CODEBOOK.md").read_text("utf-8")


def test_the_command_is_in_the_audit_trail(small, exported):
    exported(table=["votes"])
    event = Event.objects.get()
    assert (event.verb, event.target_name) == ("exported", "Faces")
    assert event.details == {"tables": ["votes"], "format": "csv"}


def test_the_command_says_what_is_wrong(make, tmp_path):
    with pytest.raises(CommandError, match="There is no study “nowhere”"):
        call_command("export", "nowhere", out=tmp_path)
    make([0], state="draft", frozen_at=None, opened_at=None)
    with pytest.raises(CommandError, match="is a draft"):
        call_command("export", "faces", out=tmp_path)


def test_a_folder_that_cannot_be_written_is_said(small, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file"):
        call_command("export", "faces", out=tmp_path / "file")


def test_the_zip_holds_what_the_folder_holds(study_of_many_kinds, exported, tmp_path):
    from survey.results.exports.archive import as_zip

    folder = exported(format="json").parent
    path = tmp_path / "all.zip"
    parts = as_zip(snapshot(study_of_many_kinds.study), list(TABLES.values()), FORMATS["json"])
    path.write_bytes(b"".join(parts))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert archive.read(name) == (folder / name).read_bytes()
        assert len(archive.namelist()) == 2 + len(TABLES)
