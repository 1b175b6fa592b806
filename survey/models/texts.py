"""A study's own words, in each language. Whoever agreed has agreed to one version of one text."""

from django.db import models

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
        return self.filter(study=study, language=language).order_by("-version").first()


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
