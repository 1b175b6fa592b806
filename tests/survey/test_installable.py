"""A phone can put the site on its first screen."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from PIL import Image

STATIC = Path(__file__).resolve().parents[2] / "static"
MANIFEST = json.loads((STATIC / "manifest.webmanifest").read_text(encoding="utf-8"))


def test_the_manifest_names_pictures_that_are_there() -> None:
    assert {icon["sizes"] for icon in MANIFEST["icons"]} == {"192x192", "512x512"}
    assert "maskable" in {icon.get("purpose") for icon in MANIFEST["icons"]}
    for icon in MANIFEST["icons"]:
        with Image.open(STATIC / icon["src"]) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
            assert picture.format == "PNG"


def test_its_colour_is_the_pages() -> None:
    paper = f"--paper: {MANIFEST['background_color']};"
    assert paper in (STATIC / "css" / "site.css").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_every_page_names_it(client: Client) -> None:
    page = client.get(reverse("home")).content.decode()
    assert 'rel="manifest"' in page
    assert MANIFEST["background_color"] in page
    assert finders.find("manifest.webmanifest")
    assert client.get(MANIFEST["start_url"]).status_code == 200
