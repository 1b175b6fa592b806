"""The report: one file, with the study's own numbers, in either language."""

import re
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from survey.access import Role
from survey.models import Event, Photograph, Subject
from survey.results.comparison import compare
from survey.results.figures import chart_words
from survey.results.report import pdf
from survey.results.report.figures import drawn
from survey.results.report.methods import REFERENCES, methods
from survey.results.report.page import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(make):
    """Two models and eight people, one of them simulated."""
    truths = [n % 5 for n in range(20)]
    made = make(truths, "+-" * 10, title="Faces & <others>", seed=77)
    for n in range(8):
        made.person([(t + (k % 7 == n)) % 5 for k, t in enumerate(truths)], simulated=n == 7)
    made.run([(t + (k % 3 == 0)) % 5 for k, t in enumerate(truths)])
    made.run(truths, name="resnet152")
    return made.study


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("</style>")[2]))


def test_it_tells_the_methods_with_the_studys_own_numbers(full):
    said = text(report(full, compare(full), "en"))
    for part in (
        "20 images of faces were shown, 10 from public data sets and 10 given",
        "(seed 77)",
        "8 people finished and count.",
        "1 of them are simulated",
        "resnet152 (20), resnet50 (20) answered",
        "a margin of ±5 points",
        "(Owen 2007)",
        "Figure 1.",
        "References",
    ):
        assert part in said, part


def test_it_needs_nothing_but_itself(full):
    page = report(full, compare(full), "en")
    assert not re.search(r"<script|<link|@import|url\(|src=\"(?!data:)|href=", page)
    assert page.count("<svg viewBox") == page.count("<figure>") >= 6
    assert "Faces &amp; &lt;others&gt;" in page
    assert not re.search(r"\b(nan|None|inf)\b", text(page))


def test_what_the_methods_cite_is_in_the_references_and_nothing_else(full):
    said = " ".join(paragraph.text for paragraph in methods(full, compare(full)))
    cited = set(re.findall(r"\b((?:19|20)\d\d)\b(?=\))", said))
    assert cited == {re.search(r"\((\d{4})\)", each)[1] for each in REFERENCES}
    for reference in REFERENCES:
        assert reference.split()[0] in said


def test_no_axis_of_scores_goes_below_none(make):
    made = make([0, 1, 2])
    made.person([1, 2, 3])
    found = compare(made.study)
    assert "−" not in drawn("scores", found, chart_words(found), "Scores")


def test_it_is_korean_where_that_is_asked_for(full):
    page = report(full, compare(full), "ko")
    assert '<html lang="ko">' in page
    for word in ("방법", "결과", "참고 문헌", "그림 1"):
        assert word in page
    before_references = text(page).partition("참고 문헌")[0]
    assert not re.search(r"[a-z]{4,} [a-z]{3,} [a-z]{3,} [a-z]{3,}", before_references)


def test_private_faces_are_in_it_only_where_they_may_be_published(full):
    def faces():
        return report(full, compare(full), "en").count("data:image/png")

    shown = faces()
    photographs = Photograph.objects.filter(kind="private")
    subject = Subject.objects.create(
        pseudonym="P-1", agreed_on="2026-01-01", in_results=True, in_publication=True
    )
    photographs.update(subject=subject)
    assert faces() > shown
    Subject.objects.update(in_publication=False)
    assert faces() == shown


@pytest.mark.parametrize("truths", [[], [0, 1]])
def test_a_study_without_answers_has_a_report_too(make, truths):
    study = make(truths).study
    said = text(report(study, compare(study), "en"))
    assert "Nobody has finished yet." in said
    assert "Nobody’s answers count yet." in said


def test_one_person_and_one_image_make_a_report(make):
    made = make([0])
    made.person([0])
    made.run([1])
    assert "1 person finished" in text(report(made.study, compare(made.study), "en"))


def test_editors_download_it_and_that_is_noted(full, signed_in):
    address = reverse("report", args=[full.slug])
    page = signed_in(Role.EDITOR).get(address)
    assert page["Content-Disposition"] == 'attachment; filename="faces-en.html"'
    assert "Methods" in page.content.decode()
    assert Event.objects.filter(verb="exported", target_name=full.title).count() == 1
    assert signed_in(Role.READER).get(address).status_code == 403
    assert signed_in(Role.EDITOR).get(address, {"run": "7"}).status_code == 404


def test_the_command_writes_a_file(full, tmp_path, capsys):
    out = tmp_path / "report.html"
    call_command("report", "faces", out=out, language="ko")
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert f"{out}: " in capsys.readouterr().out


def test_the_command_says_what_is_not_there(full, tmp_path):
    with pytest.raises(CommandError, match="no study “nowhere”"):
        call_command("report", "nowhere", out=tmp_path / "a.html")
    with pytest.raises(CommandError, match="no done run"):
        call_command("report", "faces", out=tmp_path / "a.html", run="7")
    with pytest.raises(CommandError, match="No such file"):
        call_command("report", "faces", out=tmp_path / "nowhere" / "a.html")


def test_without_chromium_a_pdf_is_refused_with_what_to_do(full, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: None)
    with pytest.raises(CommandError, match="needs Chromium or Chrome on this machine"):
        call_command("report", "faces", out=tmp_path / "report.pdf")


def test_a_chromium_that_fails_is_named(full, tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", shutil.which("false") or "/bin/false")
    with pytest.raises(CommandError, match="false can't print"):
        call_command("report", "faces", out=tmp_path / "report.pdf")
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(CommandError, match="No such file"):
        call_command("report", "faces", out=tmp_path / "report.pdf")


@pytest.mark.browser
def test_chromium_prints_it(full, tmp_path, chromium):
    del chromium  # only whether there is one
    call_command("report", "faces", out=tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
