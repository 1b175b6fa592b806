"""What is measured: the site, and a bare view beside it on the same database."""

import secrets
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import requests

from tests.stack import ROOT, Process, Stack, free_port

SLUG = "load"
BARE_SETTINGS = "tests.load.bare.settings"

DRAW = """
from survey.models import Expression, Photograph
from survey.studies.draw import draw_study
from tests.survey.conftest import ready_photograph
for kind in Photograph.Kind.values:
    for number, expression in enumerate(Expression.values):
        for n in range(10):
            ready_photograph(kind, expression, 1000 * number + n)
draw_study({slug!r}, title="Load", public=50, private=50, seed=1)
"""
START = """
from survey.models import Study
from survey.participation.steps import start
study = Study.objects.get(slug={slug!r})
for _ in range({count}):
    print(start(study, "en")[1])
"""


def draw(stack: Stack) -> None:
    stack.python(DRAW.format(slug=SLUG))


def started(stack: Stack, count: int) -> Path:
    """A file with the secrets of so many new participants."""
    file = stack.folder / f"tokens-{secrets.token_hex(4)}"
    file.write_text(stack.python(START.format(slug=SLUG, count=count)))
    return file


def bare(stack: Stack) -> tuple[Process, str]:
    """The bare view with the site's own server command, started, and its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = stack.env | {"DJANGO_SETTINGS_MODULE": BARE_SETTINGS}
    bind = f"127.0.0.1:{stack.env['PORT']}"
    own = {"config.wsgi": "tests.load.bare.wsgi", bind: f"127.0.0.1:{port}"}
    command = [own.get(part, part) for part in stack.web.command]

    def answers() -> bool:
        with suppress(requests.ConnectionError):
            return requests.get(url, timeout=10).ok
        return False

    tables = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(tables, cwd=ROOT, env=env, check=True)
    server = Process(command, env, stack.folder / "bare.log", answers)
    server.start()
    return server, url
