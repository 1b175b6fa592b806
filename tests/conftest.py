"""Fixtures for all tests: the real browser, the real stack, the data beside the repository.

chromium      Playwright's Browser; a test makes its own context: chromium.new_context(...)
stack         the whole site, once on SQLite and once on PostgreSQL with Redis: tests/stack.py
sqlite_stack  the first of them only
services      {"DATABASE_URL": …, "REDIS_URL": …} of scripts/services
shared_data   the folder ../shared/data
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests import needs
from tests.stack import ROOT, Stack


def pytest_configure() -> None:
    # Fixtures end their processes when a test run is terminated, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    stack = getattr(item, "funcargs", {}).get("stack")
    if report.failed and stack:
        report.sections.append(("the stack's logs", stack.logs()))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for line in needs.summary(str(report.longrepr[2]) for report in skipped):
        terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        needs.lacking("../shared/data", "it is not public", always_optional=True)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """CHROMIUM from the environment, else an installed Chromium or Chrome, else Playwright's."""
    arguments = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root with it
    installed = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    # Playwright keeps an event loop in this thread, in which Django would refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=installed, args=arguments)
        except Error as error:
            needs.lacking(
                "Chromium", f"make test as root installs it; {error.message.splitlines()[0]}"
            )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def services() -> Iterator[dict[str, str]]:
    """PostgreSQL and Redis: those of `make services`, else started for this run of the tests."""
    script = ROOT / "scripts" / "services"
    were_up = subprocess.run([script, "status"], capture_output=True, check=False).returncode == 0
    if not were_up and subprocess.run([script, "start"], check=False).returncode:
        needs.lacking("PostgreSQL with Redis", "make services")
    lines = (ROOT / "var" / "services" / "env").read_text().splitlines()
    yield dict(line.split("=", 1) for line in lines)
    if not were_up:
        subprocess.run([script, "stop"], check=True)


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)]
)
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        whole = Stack(folder)
    else:
        server = request.getfixturevalue("services")["DATABASE_URL"]
        whole = Stack(folder, database_server=server, redis=True)
    with whole:
        yield whole
