"""A study's own words, in each language. Whoever agreed has agreed to one version of one text."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from .studies import Study


class StudyText(models.Model):
    """What a study is called and how it is introduced in one language."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True, max_length=4_000)
    closing = models.TextField(blank=True, max_length=4_000)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "language"), name="study_text_once"),
        )

    def __str__(self) -> str:
        return f"{self.study_id}/{self.language}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def current(self, study: Study, language: str) -> "Consent | None":
        """The newest text in *language*; None where the study has none of its own."""
        newest = self.filter(study=study, language=language).order_by("-version").first()
        return newest if newest and newest.text else None  # an empty version takes one back

    def shown(self, study: Study, language: str) -> "Consent | None":
        """What people are asked to agree to in *language*: if need be, another language's text."""
        newest: dict[str, Consent] = {}
        for consent in self.filter(study=study).order_by("version"):
            newest[consent.language] = consent
        return nearest([each for each in newest.values() if each.text], language)

    def write(self, study: Study, language: str, text: str) -> None:
        """A new version, where *text* says something new; "" takes the study's own one back."""
        newest = self.filter(study=study, language=language).order_by("-version").first()
        if text == (newest.text if newest else ""):
            return
        version = newest.version + 1 if newest else 1
        self.create(study=study, language=language, version=version, text=text)


class Consent(models.Model):
    """What people agree to, as one study words it. Never changed: new words, new version."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="consents")
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=10_000)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("study", "language", "version"), name="consent_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.study_id}/{self.language}/{self.version}"


Spoken = TypeVar("Spoken", StudyText, Consent)


def nearest(texts: Iterable[Spoken], language: str) -> Spoken | None:
    """The text in *language*, else in the first of the site's languages that has one."""
    order = [language, *(code for code, _name in settings.LANGUAGES)]
    spoken = [text for text in texts if text.language in order]
    return min(spoken, key=lambda text: order.index(text.language), default=None)


@dataclass(frozen=True)
class Phrase:
    """Words and the language they are in, for the page's ``lang`` attribute."""

    text: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class Words:
    title: Phrase
    introduction: Phrase  # empty: the site's own text stands for it
    closing: Phrase


def words_of(study: Study, language: str = "") -> Words:
    """The study's texts for a page in *language*, or in the reader's own.

    What it lacks comes from another language.
    """
    language = language or get_language() or ""
    texts = list(study.texts.all())
    title = _phrase(texts, language, lambda text: text.title)
    return Words(
        title=title or Phrase(study.title, ""),
        introduction=_phrase(texts, language, lambda text: text.introduction),
        closing=_phrase(texts, language, lambda text: text.closing),
    )


def _phrase(texts: Sequence[StudyText], language: str, part: Callable[[StudyText], str]) -> Phrase:
    found = nearest([text for text in texts if part(text)], language)
    return Phrase(part(found), found.language) if found else Phrase("", language)
