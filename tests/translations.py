"""What may be wrong with a catalogue or a template: each finding is one sentence."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType

# "%(count)s", "%d", "{total}"; "%%" is a percent sign and no place for anything.
PLACE = re.compile(r"%(?:\(\w+\))?[dfis]|\{\w*\}")
WORD = re.compile(r"[^\W\d_]{2,}")
# The same in every language.
NAMES = {"Pyojeong", "표정"}
UNITS = {"CSV", "JPEG", "MB", "PNG", "SVG", "WebP", "ZIP", "ms", "px"}
CLASSES = {"block body_class", "block width"}  # their content is a class attribute's
READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title"}


def read(po: bytes, language: str) -> Catalog:
    """Raises babel's PoFileError where *po* isn't well-formed."""
    return read_po(BytesIO(po), locale=language, abort_invalid=True)


def texts(catalogue: Catalog) -> set[tuple[str | None, str]]:
    """Context and source text of every entry, in its singular."""
    return {(entry.context, _forms(entry.id)[0]) for entry in catalogue if entry.id}


def gaps(catalogue: Catalog) -> list[str]:
    """What a person still has to translate, or to throw away."""
    found = [f"obsolete: {_forms(entry.id)[0]}" for entry in catalogue.obsolete.values()]
    for entry in catalogue:
        translated = _forms(entry.string)
        needed = catalogue.num_plurals if entry.pluralizable else 1
        if not entry.id:
            continue
        if entry.fuzzy:
            found.append(f"fuzzy: {_forms(entry.id)[0]}")
        if len(translated) != needed or not all(form.strip() for form in translated):
            found.append(f"missing: {_forms(entry.id)[0]}")
    return found


def misplaced(catalogue: Catalog) -> list[str]:
    """Where a translation's placeholders, or its percent signs, aren't the text's."""
    return [
        f"{form!r} is not like {source!r}"
        for entry in catalogue
        if entry.id
        for source, form in _pairs(entry)
        if places(source) != places(form)
        or ("python-format" in entry.flags and "%" in PLACE.sub("", form.replace("%%", "")))
    ]


def places(text: str) -> set[str]:
    return set(PLACE.findall(text.replace("%%", "")))


def _pairs(entry: Message) -> Iterator[tuple[str, str]]:
    """Each translated form with the text that it stands for: all but the first for the plural."""
    sources, forms = _forms(entry.id), _forms(entry.string)
    for number, form in enumerate(forms):
        # A language with a single form says the plural's with it.
        yield sources[0 if number == 0 and len(forms) > 1 else -1], form


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def untranslatable(template: str) -> list[str]:
    """Words that a reader sees or hears, outside of translate and blocktranslate."""
    page = _Page()
    page.feed(_without_django(template))
    page.close()
    return [word for word in page.words if word not in NAMES | UNITS]


def _without_django(template: str) -> str:
    """The HTML alone: no variable, no tag, no comment, no translated block."""
    kept, until = [], ""
    for token in Lexer(template).tokenize():
        name = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if until:
            until = "" if name == until else until
        elif name in ("blocktranslate", "blocktrans", "comment"):
            until = f"end{name}"
        elif token.token_type == TokenType.BLOCK and token.contents in CLASSES:
            until = "endblock"
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        elif token.token_type == TokenType.VAR:
            kept.append("0")  # keeps an attribute without quotes from swallowing the next
    return "".join(kept)


class _Page(HTMLParser):
    """Collects visible words; code, styles and scripts are no text."""

    SILENT = ("code", "script", "style")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        for name, value in attrs:
            if name in READ_ALOUD:
                self.words += WORD.findall(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words += WORD.findall(data)
