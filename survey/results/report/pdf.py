"""HTML → PDF, through a Chromium of this machine. No page asks for it: commands and workers do."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MOST_SECONDS = 120


class NoChromium(RuntimeError):
    """There is none, or it doesn't print. The message says what to do."""


def chromium() -> str | None:
    """CHROMIUM from the environment, an installed one, or Playwright's."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return next(iter(_playwrights()), None)


def _playwrights() -> list[str]:
    """What `playwright install chromium` brought, the newest first."""
    known = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folder = Path(known) if known else Path.home() / ".cache" / "ms-playwright"
    programs = ("chrome-linux*/chrome", "chrome-linux*/headless_shell", "chrome-*/chrome-*shell")
    found = [path for name in programs for path in folder.glob(f"chromium*/{name}")]
    return [str(path) for path in sorted(found, reverse=True)]


def as_pdf(html: str, out: Path) -> None:
    """Print *html* into *out*. Raises NoChromium."""
    program = chromium()
    if program is None:
        raise NoChromium(
            "A PDF needs Chromium or Chrome on this machine, and there is none. Install one (or "
            "name it in the environment as CHROMIUM), or write FILE.html and print that."
        )
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        command = [
            program, "--headless", "--disable-gpu", "--no-pdf-header-footer",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}", page.as_uri(),
        ]  # fmt: skip
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to start as root with it
        _run(command, program)
        if not printed.exists():
            raise NoChromium(f"{program} printed nothing. Write FILE.html and print that.")
        shutil.copyfile(printed, out)


def _run(command: list[str], program: str) -> None:
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=MOST_SECONDS)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        why = error.strerror if isinstance(error, OSError) else "it failed"
        said = f"{program} can't print: {why}. Write FILE.html and print that."
        raise NoChromium(said) from error
