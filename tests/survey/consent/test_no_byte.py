"""After a withdrawal no byte of the photograph is anywhere: tests/survey/consent/erasure.py looks
into files, tables, messages and caches. And it would find what was forgotten."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[3]
EVERYWHERE = {
    *("crop", "digest of original", "file", "form", "form's name", "heatmap", "name", "note"),
}


def erase(folder: Path, *words: str, **more: str) -> dict[str, list[str]]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"PYOJEONG_VAR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "tests.survey.consent.erasure", *words]
    run = subprocess.run(
        command, cwd=ROOT, env=env | more, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_nothing_of_whoever_withdrew_is_left(tmp_path: Path) -> None:
    looked = erase(tmp_path)
    assert {each.split(": ")[0] for each in looked["before"]} >= EVERYWHERE
    assert {"crop: pyojeong.sqlite3", "heatmap: survey_heatmap.png"} <= set(looked["before"])
    assert looked["after"] == []


def test_what_was_forgotten_is_found(tmp_path: Path) -> None:
    left = set(erase(tmp_path, "careless")["after"])
    assert left >= {
        "crop: survey_photograph.crop",
        "name: survey_event.details",
        "digest of crop: survey_studyitem.fingerprint",
        "file: photographs/aa/left",
        "crop: cache :1:face",
        "crop: pyojeong.sqlite3",  # in a page that nobody overwrote
    }
    assert any(each.startswith("form's name: broker/") for each in left)


@pytest.fixture
def database(services: dict[str, str]) -> Iterator[str]:
    """The address of an empty one on PostgreSQL."""
    server, name = urlsplit(services["DATABASE_URL"]), f"pyojeong_{secrets.token_hex(4)}"
    with closing(psycopg.connect(services["DATABASE_URL"], autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield server._replace(path=f"/{name}").geturl()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.services
def test_nothing_is_left_in_postgresql(tmp_path: Path, database: str) -> None:
    looked = erase(tmp_path, DATABASE_URL=database)
    assert "crop: survey_photograph.crop" in looked["before"]
    assert looked["after"] == []
