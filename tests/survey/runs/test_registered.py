"""Models in folders of the server, the list of all, and deleting one."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from safetensors.torch import load_file

from survey.access import Role
from survey.models import Checkpoint, Event, ModelRun, Study
from survey.runs import verify
from survey.runs.answer import answer_images
from survey.runs.request import request_registered

from .uploads import NAMES, refused, send

pytestmark = pytest.mark.django_db


def name_folder(client: Client, folder: str, name: str = "Mine") -> Any:
    return client.post(reverse("register_folder"), {"name": name, "folder": folder})


def test_a_folder_is_registered_where_it_is_allowed(
    editor: Client, weights: Path, tmp_path: Path
) -> None:
    inside = shutil.copytree(weights, tmp_path / "allowed" / "mine")
    assert str(inside).encode() in editor.get(reverse("checkpoints")).content
    assert name_folder(editor, "mine").status_code == 302
    row = Checkpoint.objects.get()
    assert (row.folder, row.uploaded) == (str(inside), False)
    verify.verify(row.pk)
    row.refresh_from_db()
    assert row.is_ready
    (inside / NAMES[0]).unlink()
    Checkpoint.objects.update(status="checking")
    verify.verify(row.pk)
    row.refresh_from_db()
    assert (row.status, row.reason) == ("refused", "missing")
    assert (inside / "card.json").exists()


def test_no_way_leads_out_of_the_allowed_folders(
    editor: Client, weights: Path, tmp_path: Path
) -> None:
    outside = shutil.copytree(weights, tmp_path / "outside")
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    (allowed / "link").symlink_to(outside)
    half = allowed / "half"
    half.mkdir()
    (half / NAMES[0]).symlink_to(outside / NAMES[0])
    shutil.copy(outside / "card.json", half)
    (allowed / "circle").symlink_to(allowed / "circle")
    ways = [
        str(outside),
        "../outside",
        f"{allowed}/../outside",
        "link",
        "half",
        "circle",
        "nothing",
    ]
    for way in [*ways, "a\0b", "a" * 499, "/", ".", "/etc/passwd"]:
        response = name_folder(editor, way)
        assert response.status_code == 400, way
    assert not Checkpoint.objects.exists()


def test_the_installed_model_is_always_listed_and_not_registered_twice(
    editor: Client, weights: Path, parts: dict[str, bytes], settings: Any, kept: Path
) -> None:
    settings.CHECKPOINT = weights
    page = editor.get(reverse("checkpoints")).content.decode()
    assert weights.name in page
    assert "Came with the site" in page
    assert "is here already" in refused(editor, parts, kept)


def test_only_an_owner_deletes_and_types_the_name(
    editor: Client,
    signed_in: Callable[[Role], Client],
    parts: dict[str, bytes],
    kept: Path,
    study: Study,
) -> None:
    send(editor, parts)
    row = Checkpoint.objects.get()
    verify.verify(row.pk)
    run, _ = request_registered(study, row)
    url = reverse("delete_checkpoint", args=[row.pk])
    owner = signed_in(Role.OWNER)
    assert editor.post(url, {"name": "Mine"}).status_code == 403
    assert "not its name" in owner.post(url, {"name": "mine"}).content.decode()
    assert "not finished" in owner.post(url, {"name": "Mine"}).content.decode()
    answer_images(run.pk)
    assert b"1 finished run keeps" in owner.get(url).content
    assert owner.post(url, {"name": "Mine"}).status_code == 302
    assert not Checkpoint.objects.exists()
    assert not list(kept.iterdir())
    kept_run = ModelRun.objects.get()
    assert (kept_run.registered, kept_run.name, kept_run.predictions.count()) == (None, "Mine", 10)
    assert kept_run.card["architecture"] == "resnet18"
    assert Event.objects.filter(verb="removed", target_kind="checkpoint").count() == 1


def test_deleting_a_named_folder_leaves_its_files(
    editor: Client, signed_in: Callable[[Role], Client], weights: Path, tmp_path: Path
) -> None:
    inside = shutil.copytree(weights, tmp_path / "allowed" / "mine")
    name_folder(editor, "mine")
    url = reverse("delete_checkpoint", args=[Checkpoint.objects.get().pk])
    signed_in(Role.OWNER).post(url, {"name": "Mine"})
    assert not Checkpoint.objects.exists()
    assert load_file(inside / NAMES[0])
