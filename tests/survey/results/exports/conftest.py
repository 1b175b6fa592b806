"""A study as it might be exported, and its files read back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from survey.models import Photograph
from tests.survey.results.conftest import Made


@pytest.fixture
def study_of_many_kinds(small: Made) -> Made:
    """Beside two people: one excluded, one who gave too few answers, one who is not at the end."""
    excluded = small.person([4, 4, 4, 4])
    excluded.excluded_at, excluded.excluded_reason = timezone.now(), "is Kim from next door"
    excluded.save()
    small.person([0, None, None, None])
    small.person([0, 0, None, None], finished=False)
    small.run([0, 0, 1, 4], name="=cmd|calc")
    for item in small.items:
        Photograph.objects.filter(pk=item.photograph_id).update(
            source="Kim’s telephone", given_by="Kim", licence="CC0"
        )
    return small


@pytest.fixture
def exported(tmp_path: Path) -> Callable[..., Path]:
    """`manage.py export`; gives the folder of the tables."""

    def export(slug: str = "faces", **options: Any) -> Path:
        call_command("export", slug, out=tmp_path, **options)
        return tmp_path / "data"

    return export
