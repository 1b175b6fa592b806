"""How a draft's images are drawn: what ``Study.recipe`` holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from classifier.expressions import EXPRESSIONS
from survey.models import Photograph

from .sampling import Group, quotas

KINDS = (Photograph.Kind.PUBLIC, Photograph.Kind.PRIVATE)


@dataclass(frozen=True)
class Recipe:
    counts: Mapping[Group, int] = field(default_factory=dict)
    most_per_person: int | None = None
    least_agreement: float | None = None  # a share
    unknown_agreement: bool = True  # photographs whose agreement nobody knows pass
    excluded_sources: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()  # photographs' ids: "never in this study"
    people: int | None = None  # how many are expected

    @classmethod
    def even(cls, public: int, private: int, **more: Any) -> "Recipe":
        """Raises ValueError for counts that can't be shared evenly."""
        return cls(quotas(EXPRESSIONS, dict(zip(KINDS, (public, private), strict=True))), **more)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Recipe":
        """What ``as_json`` wrote; anything that is missing there is as at first."""
        counts = stored.get("counts") or {}
        return cls(
            {(k, e): int(counts.get(k, {}).get(e, 0)) for k in KINDS for e in EXPRESSIONS},
            most_per_person=stored.get("most_per_person"),
            least_agreement=stored.get("least_agreement"),
            unknown_agreement=bool(stored.get("unknown_agreement", True)),
            excluded_sources=tuple(stored.get("excluded_sources") or ()),
            excluded=tuple(stored.get("excluded") or ()),
            people=stored.get("people"),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "counts": {str(k): {e: self.counts.get((k, e), 0) for e in EXPRESSIONS} for k in KINDS},
            "most_per_person": self.most_per_person,
            "least_agreement": self.least_agreement,
            "unknown_agreement": self.unknown_agreement,
            "excluded_sources": list(self.excluded_sources),
            "excluded": list(self.excluded),
            "people": self.people,
        }

    @property
    def images(self) -> int:
        return sum(self.counts.values())

    def of_kind(self, kind: str) -> list[int]:
        return [self.counts.get((kind, expression), 0) for expression in EXPRESSIONS]
