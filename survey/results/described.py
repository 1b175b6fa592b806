"""A comparison as JSON, for the API's description: the dataclasses of parts.py, with words where
they have numbers; see documents.py, which writes it."""

from dataclasses import dataclass
from typing import Any

from survey.analysis.shares import Reading
from survey.api.shapes import like
from survey.models import Expression

from .parts import Comparison, Image


@dataclass(frozen=True)
class About:
    """Which study it is."""

    slug: str
    title: str
    images: int
    digest: str
    demo: bool
    open: bool


Said: Any = like("Reading", Reading, top=Expression)
Shown: Any = like(
    "Image", Image, truth=Expression, people=Said | None, models=tuple[Said | None, ...]
)
# Keyword by keyword what GET /api/studies/SLUG/comparison gives.
Document: Any = like(
    "Comparison",
    Comparison,
    study=About,
    expressions=tuple[Expression, ...],
    images=tuple[Shown, ...],
)
