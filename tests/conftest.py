"""Fixtures for all tests: the real browser, the real stack, the data beside the repository.

chromium      Playwright's Browser; a test makes its own context: chromium.new_context(...)
stack         the whole site, once on SQLite and once on PostgreSQL with Redis: tests/stack.py
services      {"DATABASE_URL": …, "REDIS_URL": …} of scripts/services
shared_data   the folder ../shared/data
"""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Error

from tests import needs
from tests.chromium import launched_chromium
from tests.stack import ROOT, Stack


def pytest_configure() -> None:
    # Fixtures end their processes when a test run is terminated, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # A busy machine would fail properties that hold: no test here is about time.
    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the same site, or the services, stays in one process: it starts them once."""
    for item in items:
        if item.get_closest_marker("services"):
            item.add_marker(pytest.mark.xdist_group("services"))
        elif "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("sqlite"))


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
    with ExitStack() as ends:
        try:
            browser = ends.enter_context(launched_chromium())
        except Error as error:
            why = error.message.splitlines()[0]
            needs.lacking("Chromium", f"make test as root installs it; {why}")
        yield browser


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
