import errno
import hashlib
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import torch
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from safetensors.torch import load, save

from survey import tasks
from survey.access import Role
from survey.models import Checkpoint, Event, Study
from survey.runs import incoming, verify
from survey.runs.answer import answer_images
from survey.runs.request import NotReady, request_registered

from .uploads import NAMES, refused, send

pytestmark = pytest.mark.django_db


def changed(
    parts: dict[str, bytes], change: Callable[[dict[str, Any]], object]
) -> dict[str, bytes]:
    """Other weights, with a card that describes them."""
    tensors = {**torch_load(parts["weights.safetensors"])}
    change(tensors)
    return described(parts, save(tensors))


def torch_load(data: bytes) -> dict[str, torch.Tensor]:

    return load(data)


def described(parts: dict[str, bytes], data: bytes, **more: Any) -> dict[str, bytes]:
    card = json.loads(parts["card.json"]) | {"weights_sha256": hashlib.sha256(data).hexdigest()}
    return {"weights.safetensors": data, "card.json": json.dumps(card | more).encode()}


@pytest.mark.parametrize("as_zip", [False, True])
def test_an_uploaded_model_is_verified_and_answers(  # noqa: PLR0917
    editor: Client,
    parts: dict[str, bytes],
    kept: Path,
    study: Study,
    zipped: Any,
    as_zip: bool,
    sent: list[tuple[str, Any]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    files = {"model.zip": zipped({f"best/{n}": c for n, c in parts.items()})} if as_zip else parts
    with django_capture_on_commit_callbacks(execute=True):
        assert send(editor, files).json() == {"url": reverse("checkpoints")}
    row = Checkpoint.objects.get()
    assert sent == [("verify_checkpoint", row.pk)]
    assert (row.status, row.uploaded, row.added_by is not None) == ("checking", True, True)
    assert sorted(path.name for path in Path(row.folder).iterdir()) == sorted(NAMES)
    assert list(kept.iterdir()) == [Path(row.folder)]
    with pytest.raises(NotReady):
        request_registered(study, row)
    verify.verify(row.pk)
    row.refresh_from_db()
    assert (row.status, row.card["architecture"]) == ("ready", "resnet18")
    run, is_new = request_registered(study, row, user=row.added_by)
    assert is_new
    answer_images(run.pk)
    run.refresh_from_db()
    assert (run.status, run.name, run.requested_by) == ("done", "Mine", row.added_by)
    assert Event.objects.filter(verb="added", target_kind="checkpoint").count() == 1


def test_the_same_weights_twice_are_one_model(
    editor: Client, parts: dict[str, bytes], kept: Path
) -> None:
    send(editor, parts)
    assert send(editor, parts, "Again").status_code == 200
    assert "as “Mine”" in editor.get(reverse("checkpoints")).content.decode()
    assert Checkpoint.objects.count() == 1
    assert len(list(kept.iterdir())) == 1


def test_a_name_is_given_once(editor: Client, parts: dict[str, bytes]) -> None:
    send(editor, parts)
    other = changed(parts, lambda t: t["resnet.fc.bias"].fill_(1))
    assert "already" in str(send(editor, other).json()["errors"]["name"])
    assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize("name", ["model.pt", "model.pth", "model.bin", "a.pkl", NAMES[0]])
def test_a_pickle_is_refused_unread(
    editor: Client, parts: dict[str, bytes], kept: Path, name: str, zipped: Any
) -> None:
    out = io.BytesIO()
    torch.save({"a": torch.zeros(1)}, out)
    card = {"card.json": parts["card.json"]}
    assert "is pickled" in refused(editor, {name: out.getvalue(), **card}, kept)
    assert "pickled" in refused(editor, {"m.zip": zipped({name: out.getvalue(), **card})}, kept)


def test_files_that_are_no_model_are_refused(
    editor: Client, parts: dict[str, bytes], kept: Path
) -> None:
    whole, card = parts["weights.safetensors"], parts["card.json"]
    assert "No file" in refused(editor, {}, kept)
    assert "Choose the weights" in refused(editor, {NAMES[0]: whole}, kept)
    assert "Choose the weights" in refused(editor, {**parts, "more.safetensors": whole}, kept)
    assert "header" in refused(editor, {NAMES[0]: whole[:-1], "card.json": card}, kept)
    assert "no safetensors" in refused(editor, {NAMES[0]: b"\xff" * 99, "card.json": card}, kept)
    assert "not valid JSON" in refused(editor, {NAMES[0]: whole, "card.json": b"{"}, kept)
    assert "expressions" in refused(editor, described(parts, whole, expressions=["sad"]), kept)
    lying = described(parts, whole, weights_sha256="0" * 64)
    assert "describes other weights" in refused(editor, lying, kept)
    assert "damaged" in refused(editor, {"m.zip": b"PK\x03\x04" + b"\0" * 99}, kept)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"../../escaped": b"x"}, "outside itself"),
        ({"/etc/passwd": b"x"}, "outside itself"),
        ({"other/weights2.safetensors": b"x"}, "more than one model"),
        ({"other/card.json": b"{}"}, "more than one model"),
        ({"bomb.txt": b"\0" * 30_000_000}, "far more"),
        ({f"{n}.txt": b"" for n in range(200)}, "more than a model"),
    ],
)
def test_an_archive_that_means_harm_is_refused(  # noqa: PLR0917
    editor: Client,
    parts: dict[str, bytes],
    kept: Path,
    zipped: Any,
    more: dict[str, bytes],
    said: str,
) -> None:
    assert said in refused(editor, {"m.zip": zipped({**parts, **more})}, kept)


def test_what_is_too_large_is_refused_while_it_comes(
    editor: Client, parts: dict[str, bytes], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "MOST_BYTES", 1_000_000)
    assert "At most 1 MB" in refused(editor, parts, kept)


def test_a_full_disk_is_said_and_leaves_nothing(
    editor: Client,
    parts: dict[str, bytes],
    kept: Path,
    monkeypatch: pytest.MonkeyPatch,
    zipped: Any,
) -> None:
    class Full(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    as_zip = {"m.zip": zipped(parts)}
    opened = Path.open
    with monkeypatch.context() as patch:
        full = lambda path, mode="r", **more: (  # noqa: E731
            Full() if mode in ("wb", "xb") else opened(path, mode, **more)
        )
        patch.setattr(Path, "open", full)
        assert "disk is full" in refused(editor, parts, kept)
        full_later = lambda path, mode="r", **more: (  # noqa: E731
            Full() if mode == "xb" else opened(path, mode, **more)
        )
        patch.setattr(Path, "open", full_later)
        assert "disk is full" in refused(editor, as_zip, kept)


def test_what_a_killed_upload_left_is_removed_later(editor: Client, kept: Path) -> None:
    import os

    for name, age in (("old", 2 * incoming.FORGOTTEN_AFTER), ("new", 0)):
        folder = kept / f"{incoming.PREFIX}{name}"
        folder.mkdir(parents=True)
        then = timezone.now().timestamp() - age
        os.utime(folder, (then, then))
    send(editor, {})
    assert [path.name for path in kept.iterdir()] == [f"{incoming.PREFIX}new"]


def test_a_forged_form_is_refused(signed_in: Callable[[Role], Client], kept: Path) -> None:
    client = signed_in(Role.EDITOR)
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("upload_checkpoint"), {"name": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda t: t.update({"resnet.fc.bias": torch.zeros(7)}), "shape", "(7,)"),
        (lambda t: t["resnet.fc.bias"].fill_(float("nan")), "values", "resnet.fc.bias"),
        (lambda t: t.pop("resnet.fc.bias"), "names", "resnet.fc.bias"),
        (lambda t: t.update({"resnet.fc.bias": torch.zeros(5, dtype=torch.int64)}), "type", "int"),
    ],
)
def test_a_worker_refuses_other_networks_and_removes_the_files(  # noqa: PLR0917
    editor: Client, parts: dict[str, bytes], kept: Path, change: Any, code: str, said: str
) -> None:
    send(editor, changed(parts, change))
    row = Checkpoint.objects.get()
    verify.verify(row.pk)
    row.refresh_from_db()
    assert (row.status, row.reason) == ("refused", code)
    assert said in row.details
    assert str(kept) not in row.details
    assert not list(kept.iterdir())
    page = editor.get(reverse("checkpoints"), headers={"accept-language": "ko"}).content.decode()
    with translation.override("ko"):
        assert row.get_reason_display() in page


def test_an_architecture_that_nobody_knows_is_refused(
    editor: Client, parts: dict[str, bytes]
) -> None:
    send(editor, described(parts, parts[NAMES[0]], architecture="vgg"))
    row = Checkpoint.objects.get()
    verify.verify(row.pk)
    row.refresh_from_db()
    assert (row.status, row.reason) == ("refused", "architecture")


def test_what_breaks_the_check_is_tried_again_and_given_up(
    editor: Client,
    parts: dict[str, bytes],
    kept: Path,
    monkeypatch: pytest.MonkeyPatch,
    sent: list[tuple[str, Any]],
) -> None:
    send(editor, parts)
    row = Checkpoint.objects.get()
    monkeypatch.setattr(verify.files, "load", lambda _folder: 1 / 0)
    for _attempt in range(3):
        with pytest.raises(ZeroDivisionError):
            verify.verify(row.pk)
    sent.clear()
    tasks.sweep()
    assert sent == []
    Checkpoint.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    tasks.sweep()
    tasks.sweep()
    assert sent == [("verify_checkpoint", row.pk)]
    verify.verify(row.pk)
    row.refresh_from_db()
    assert (row.status, row.reason) == ("refused", "crashed")
    assert not list(kept.iterdir())
