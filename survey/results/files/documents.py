"""A file's comparison as JSON and as text."""

from collections.abc import Sequence
from typing import Any

from ..documents import figures, text
from ..parts import Comparison
from .found import Found


def file_as_json(
    name: str, found: Found, comparison: Comparison, notes: Sequence[str]
) -> dict[str, Any]:
    """As a study's, with *file* in the place of *study*, and each image's name."""
    document = figures(comparison)
    about = {
        "name": name,
        "images": len(found.images),
        "people": None if found.anonymous else len(found.people),
        "notes": list(notes),
    }
    images = zip(document["images"], found.images, strict=True)
    named = [{**image, "name": known} for image, known in images]
    return {"file": about, **document, "images": named}


def file_as_text(name: str, found: Found, comparison: Comparison, notes: Sequence[str]) -> str:
    people = comparison.people
    who = f"{people.n} rows of votes" if found.anonymous else f"{people.n} people"
    head = [f"{name}: {len(found.images):,} images, {who}", *notes]
    if not people.n and people.left_out:
        head.append("Nobody answered half of the images: --fewest N counts those with N answers.")
    return "\n".join([*head, text(comparison)])
