"""The PostgreSQL that programs outside pytest use; tests have the fixture `services`."""

import os
import sys

from tests.stack import ROOT


def database_server() -> str:
    """DATABASE_URL from the environment, else that of `make services`."""
    if url := os.environ.get("DATABASE_URL"):
        return url
    env = ROOT / "var" / "services" / "env"
    if not env.exists():
        sys.exit("There is no PostgreSQL: make services")
    return dict(line.split("=", 1) for line in env.read_text().splitlines())["DATABASE_URL"]
