"""Korean and English are complete, and nothing that people read is missing from the catalogues."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs, translations

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ["ko", "en"]
SOURCES = ["classifier", "config", "locale", "scripts", "survey", "templates"]
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
TEMPLATES = sorted(
    file.relative_to(ROOT).as_posix()
    for file in ROOT.glob("templates/**/*")
    if file.suffix in (".html", ".svg", ".txt")
)


def catalogue_of(language, root=ROOT):
    file = root / "locale" / language / "LC_MESSAGES" / "django.po"
    return translations.read(file.read_bytes(), language)


def written(entries, language="ko"):
    return translations.read((HEADER + entries).encode(), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    catalogue = catalogue_of(language)

    assert len(catalogue) > 0
    assert translations.gaps(catalogue) == []


@pytest.mark.parametrize(
    ("entries", "gap"),
    [
        ('msgid "Begin"\nmsgstr ""', "missing: Begin"),
        ('msgid "Begin"\nmsgstr " "', "missing: Begin"),
        ('msgid "%(n)d"\nmsgid_plural "%(n)ds"\nmsgstr[0] ""', "missing: %(n)d"),
        ('#, fuzzy\nmsgid "Begin"\nmsgstr "시작하기"', "fuzzy: Begin"),
        ('#~ msgid "Begin"\n#~ msgstr "시작하기"', "obsolete: Begin"),
    ],
)
def test_a_gap_is_found(entries, gap):
    assert translations.gaps(written(entries)) == [gap]


def test_english_needs_both_its_forms():
    one = 'msgid "%(n)d face"\nmsgid_plural "%(n)d faces"\nmsgstr[0] "%(n)d face"\n'

    assert translations.gaps(written(one, "en")) == ["missing: %(n)d face"]
    assert translations.gaps(written(one + 'msgstr[1] "%(n)d faces"', "en")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language):
    assert translations.misplaced(catalogue_of(language)) == []


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("%(n)s faces", "얼굴 여러 장"),
        ("%(n)s faces", "얼굴 %(m)s장"),
        ("%(n)d faces", "얼굴 %(n)s장"),
        ("%(n)s faces", "얼굴 %(n)s장, %(m)s장"),
        ("{done} of {total}", "{total}장"),
        ("{done} of {total}", "{total}장 중 {했다}장"),
        ("Saved", "{count}개 저장됨"),
        ("%(n)s%% right", "%(n)s% 정답"),
        ("%(n)s%% right", "정답 %(n)s%"),
    ],
)
def test_a_lost_placeholder_is_found(text, translation):
    entry = f'#, python-format\nmsgid "{text}"\nmsgstr "{translation}"'

    assert translations.misplaced(written(entry)) != []


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "{done} of {total}"\nmsgstr "{total}장 중 {done}장"',
        'msgid "in percent"\nmsgstr "비율(%)"',
        '#, python-format\nmsgid "%(n)s%%, of all"\nmsgstr "전체의 %(n)s%%"',
        'msgid "One face"\nmsgid_plural "%(n)s faces"\nmsgstr[0] "얼굴 %(n)s장"',
    ],
)
def test_placeholders_may_move(entry):
    assert translations.misplaced(written(entry)) == []


@pytest.fixture
def copy(tmp_path):
    """The sources in a folder where nothing is lost when the catalogues are written anew."""
    for tool in ("xgettext", "msgmerge", "msgen"):
        if not shutil.which(tool):
            needs.lacking("gettext", "make test as root installs it")
    for name in SOURCES:
        skipped = shutil.ignore_patterns("__pycache__", "*.mo")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skipped)
    shutil.copy(ROOT / "manage.py", tmp_path)
    return tmp_path


def collect(root):
    """What `make messages` does."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [root / "scripts" / "messages", sys.executable],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_text_of_the_sources_is_in_the_catalogues(copy):
    collect(copy)

    for language in LANGUAGES:
        kept, collected = catalogue_of(language), catalogue_of(language, copy)
        assert translations.texts(kept) == translations.texts(collected), "run `make messages`"
        assert translations.gaps(collected) == []


def test_a_new_text_is_found_and_only_english_is_filled_in(copy):
    (copy / "templates" / "new.html").write_text('{% load i18n %}{% translate "Zebra" %}')
    (copy / "templates" / "new.svg").write_text('{% load i18n %}{% translate "Quagga" %}')
    (copy / "survey" / "new.py").write_text(
        "from django.utils.translation import ngettext\n"
        'herd = ngettext("%(n)d okapi", "%(n)d okapis", 2)\n'
    )

    collect(copy)

    new = {(None, "Zebra"), (None, "Quagga"), (None, "%(n)d okapi")}
    assert translations.texts(catalogue_of("ko", copy)) >= new
    assert len(translations.gaps(catalogue_of("ko", copy))) == len(new)
    assert translations.gaps(catalogue_of("en", copy)) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_say_nothing_that_is_not_translated(template):
    text = (ROOT / template).read_text(encoding="utf-8")

    assert translations.untranslatable(text) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Forgotten</p>",
        "{% if study %}Forgotten{% endif %}",
        "{{ count }} Forgotten",
        "{% blocktranslate %}Known{% endblocktranslate %} Forgotten",
        "{% comment %}Known{% endcomment %}<b>Forgotten</b>",
        '<img src="face.png" alt="Forgotten">',
        '<button aria-label="Forgotten">×</button>',
        '<input type="text" placeholder="Forgotten"/>',
        "<svg><title>Forgotten</title></svg>",
        "<svg><text>Forgotten</text></svg>",
        "<code>manage.py</code> Forgotten",
    ],
)
def test_a_forgotten_word_is_found(template):
    assert translations.untranslatable(template) == ["Forgotten"]


@pytest.mark.parametrize(
    "template",
    [
        '{% translate "Known" %}',
        "{% blocktranslate count n=n %}One{% plural %}{{ n }} many{% endblocktranslate %}",
        '<a class="button" href="{% url \'home\' %}" title="{% translate "Known" %}">×</a>',
        "{# a remark #}<!-- a remark -->{{ study.title }}",
        "<script>const x = 'code';</script><style>p { color: red }</style>",
        "Pyojeong 표정, 96 × 96 px, CSV",
    ],
)
def test_what_is_translated_or_no_language_is_left_alone(template):
    assert translations.untranslatable(template) == []
