"""Which version of the program this is."""

import tomllib

from django.conf import settings


def version() -> str:
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
