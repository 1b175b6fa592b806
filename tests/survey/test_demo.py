from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from survey.management.commands import demo
from survey.models import ModelRun, Study


def test_a_start_without_a_model_leaves_asking_it_to_the_next(
    study: Study, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Study.objects.update(slug="demo", demo=True)
    settings.VAR = settings.CHECKPOINT = tmp_path
    call_command("demo")
    assert not ModelRun.objects.exists()

    def request(study: Study, _checkpoint: Path) -> tuple[ModelRun, bool]:
        return ModelRun.objects.create(study=study, checkpoint="a"), False

    monkeypatch.setattr(demo, "request_run", request)
    for _start in range(2):
        call_command("demo")
    assert ModelRun.objects.count() == 1


def test_a_study_of_ones_own_named_demo_is_left_alone(
    study: Study, settings: Any, tmp_path: Path
) -> None:
    Study.objects.update(slug="demo")
    settings.VAR = tmp_path
    call_command("demo")
    assert not ModelRun.objects.exists()
