"""A site's folders, for the tests of backups."""

import pytest


@pytest.fixture
def var(tmp_path, settings, monkeypatch):
    """Folders of this test's own."""
    settings.VAR = tmp_path / "var"
    (settings.VAR / "photographs").mkdir(parents=True)
    storages = {**settings.STORAGES}
    options = {"location": settings.VAR / "photographs", "base_url": None}
    storages["default"] = {**storages["default"], "OPTIONS": options}
    settings.STORAGES = storages
    return settings.VAR
