"""A form's answers become people of a study: through the pages and the command."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from survey.access import Role
from survey.models import Answer, Event, Participant
from survey.models.studies import State
from survey.results.comparison import compare
from survey.results.documents import as_json, as_text
from survey.studies.draw import draw_study

from .form import answers, as_csv, form, header, row, truths

# The original study's scores, as published: 42 people, 78.79 of 100 on average, 56 to 86.
ORIGINAL = {
    56: 1, 68: 1, 73: 1, 74: 2, 75: 1, 76: 3, 77: 7, 78: 5,
    79: 2, 80: 2, 81: 4, 82: 2, 83: 3, 84: 4, 85: 3, 86: 1,
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in):
    return signed_in(Role.EDITOR)


def upload(client, study, text, name="answers.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    url = reverse("answer_imports", args=[study.slug])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def fields(page):
    """What the page's form would send."""
    said = {f"image-{image.position}": image.column for image in page.images}
    said |= {f"word-{word.key}": word.choice for word in page.words}
    return said | {"time": page.time, "score": page.score}


def press(client, address, action, **changes):
    page = client.get(address).context["page"]
    return client.post(address, fields(page) | {"action": action} | changes)


def import_all(client, study, text):
    return press(client, upload(client, study, text).url, "import")


def test_the_original_study_gives_its_published_figures(editor, fill_pool):
    fill_pool(10)
    study = draw_study("original", title="Original", public=50, private=50, seed=1)
    scores = [score for score, n in ORIGINAL.items() for _ in range(n)]
    import_all(editor, study, form(study, scores))
    people = as_json(study, compare(study, None))["people"]

    assert (people["n"], people["imported"], people["left_out"]) == (42, 42, 0)
    scores = people["scores"]
    assert round(scores["mean"], 2) == 78.79
    assert (scores["median"], scores["lowest"], scores["highest"]) == (78.5, 56, 86)
    assert {score: n for score, n in scores["histogram"] if n} == ORIGINAL
    assert "42 of them imported" in as_text(study, compare(study, None))
    page = editor.get(reverse("results", args=[study.slug])).content.decode()
    assert "their answers were imported" in page


def test_nothing_is_stored_before_it_is_confirmed(editor, study):
    looked = editor.get(upload(editor, study, form(study, [7, 8])).url)

    assert len(looked.context["page"].run.people) == 2
    assert "Import 2 people" in looked.content.decode()
    assert not Participant.objects.exists()


def test_an_imported_person_has_the_form_s_time_and_no_response_times(editor, study):
    import_all(editor, study, form(study, [7]))
    person = Participant.objects.get()

    assert person.imported is not None
    assert person.finished_at == person.consented_at
    assert person.finished_at.isoformat() == "2025-05-14T04:00:07+00:00"
    assert Answer.objects.filter(participant=person, response_ms=None).count() == 10
    assert not person.simulated


def test_a_file_comes_in_once_and_can_be_taken_back(editor, study):
    text = form(study, [7, 8])
    import_all(editor, study, text)
    again = upload(editor, study, text)
    assert again.status_code == 400
    assert "imported already" in again.content.decode()

    made = study.imports.get()
    address = reverse("take_back_import", args=[study.slug, made.pk])
    refused = editor.post(address, {"name": "another.csv"})
    assert refused.status_code == 400
    assert "another.csv" in refused.content.decode()  # what was typed is not lost
    editor.post(address, {"name": "answers.csv"})
    assert not Participant.objects.exists()
    assert not Answer.objects.exists()
    assert upload(editor, study, text).status_code == 302
    verbs = Event.objects.filter(target_kind="answerimport").values_list("verb", "target_name")
    assert set(verbs) == {("added", f"#{made.pk}"), ("removed", f"#{made.pk}")}


def test_a_changed_mapping_is_looked_at_before_it_is_imported(editor, study):
    address = upload(editor, study, form(study, [7, 8])).url
    press(editor, address, "import", **{"image-1": ""})
    page = editor.get(address).context["page"]

    assert not Participant.objects.exists()
    assert page.run.unmapped == (1,)
    press(editor, address, "import")
    assert Answer.objects.count() == 18


def test_unknown_words_are_explained_on_the_page_and_stay_explained(editor, study):
    chosen = ["상처", *truths(study)[1:]]
    address = upload(editor, study, as_csv([header(10), row(chosen, 9)])).url
    page = editor.get(address).context["page"]
    assert [word.text for word in page.words] == ["상처"]
    assert press(editor, address, "import").status_code == 400

    press(editor, address, "check", **{f"word-{page.words[0].key}": "none"})
    assert [word.choice for word in editor.get(address).context["page"].words] == ["none"]
    press(editor, address, "import")
    assert Answer.objects.count() == 9


def test_columns_can_be_taken_in_order_from_the_first(editor, study):
    names = ["time", "score", *reversed(header(10)[2:])]
    text = as_csv([names, row(answers(truths(study), 10), 10)])
    address = upload(editor, study, text).url
    press(editor, address, "order", first="3")

    assert not editor.get(address).context["page"].run.mismatches


def test_a_number_that_is_no_column_is_shown_again_with_what_is_wrong(editor, study):
    address = upload(editor, study, form(study, [7])).url
    refused = press(editor, address, "check", **{"image-1": "77", "image-2": "5"})

    assert refused.status_code == 400
    page = refused.context["page"]
    assert "no column 77" in page.error
    assert [image.column for image in page.images[:2]] == ["77", "5"]


def test_who_somebody_is_reaches_no_file(editor, study, settings):
    text = as_csv([["이메일", *header(10)], ["kim@example.org", *row(truths(study), 10)]])
    looked = editor.get(upload(editor, study, text).url)

    assert "이메일" in looked.content.decode()
    kept = [path.read_text() for path in (settings.VAR / "imports").glob("*.json")]
    assert kept
    assert not any("kim@example.org" in text for text in kept)


def test_a_file_that_was_thrown_away_is_gone(editor, study):
    address = upload(editor, study, form(study, [7])).url
    press(editor, address, "drop")

    assert editor.get(address).status_code == 302
    unknown = reverse("answer_import", args=[study.slug, ".." + "0" * 30])
    assert editor.get(unknown).status_code == 302


def test_a_draft_takes_no_answers(editor, study):
    text = form(study, [7])
    study.state, study.frozen_at = State.DRAFT, None
    study.save()

    assert upload(editor, study, text).status_code == 400
    page = editor.get(reverse("answer_imports", args=[study.slug])).content.decode()
    assert "Freeze the study first" in page


def test_what_is_no_table_is_refused_beside_the_file(editor, study):
    refused = upload(editor, study, b"\x89PNG\0\0")

    assert refused.status_code == 400
    assert "no text in UTF-8" in refused.content.decode()


def test_imported_people_fill_no_quota(editor, study):
    study.quota = 1
    study.save()
    import_all(editor, study, form(study, [7]))

    assert not study.is_full


def test_the_command_says_what_would_come_and_imports(study, tmp_path):
    file, mapping = tmp_path / "form.csv", tmp_path / "mapping.json"
    chosen = ["상처", *truths(study)[1:]]
    file.write_text(as_csv([header(10), row(chosen, 9)]), encoding="cp949")
    out = io.StringIO()
    call_command("import_answers", study.slug, str(file), "--dry-run", stdout=out)
    assert "unknown words: 상처 ×1" in out.getvalue()
    with pytest.raises(CommandError, match="unknown words"):
        call_command("import_answers", study.slug, str(file), stdout=out)
    assert not Participant.objects.exists()

    mapping.write_text(json.dumps({"words": {"상처": "sad"}}))
    call_command("import_answers", study.slug, str(file), "--mapping", str(mapping), stdout=out)
    assert "Imported: 1 people, 10 answers." in out.getvalue()
    with pytest.raises(CommandError, match="imported already"):
        call_command("import_answers", study.slug, str(file), stdout=out)


@pytest.mark.parametrize("mapping", ["{", "[]", '{"time": 99}'])
def test_the_command_refuses_a_mapping_that_does_not_fit(study, tmp_path, mapping):
    file, said = tmp_path / "form.csv", tmp_path / "mapping.json"
    file.write_text(form(study, [7]))
    said.write_text(mapping)
    with pytest.raises(CommandError):
        call_command("import_answers", study.slug, str(file), "--mapping", str(said))
