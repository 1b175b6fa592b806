"""Sending a model to the page, as an editor does."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from survey.models import Checkpoint

NAMES = ("weights.safetensors", "card.json")


def send(client: Client, files: dict[str, bytes], name: str = "Mine", **more: Any) -> Any:
    sent = [SimpleUploadedFile(each, content) for each, content in files.items()]
    url = reverse("upload_checkpoint")
    return client.post(url, {"name": name, "parts": sent}, headers={"accept": "application/json"})


def refused(client: Client, files: dict[str, bytes], kept: Path) -> str:
    response = send(client, files)
    assert response.status_code == 400
    assert not Checkpoint.objects.exists()
    assert not list(kept.glob("*"))
    return str(response.json()["errors"])
