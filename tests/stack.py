"""The whole site as `make run` starts it: real web server, real worker, data of its own.

with Stack(tmp_path) as stack:                                     # SQLite, files as broker
with Stack(tmp_path, database_server=url, redis=True) as stack:    # PostgreSQL, a Redis

stack.url                          http://127.0.0.1:PORT
stack.manage("simulate", "demo")   manage.py there; returns what it printed
stack.module("training.sample")    python -m there
stack.worker.kill(), .start()      kill -9 its main process; start it (again) and wait for it
stack.web.kill(), .start()
stack.redis.kill(), .start()       takes the broker down and up (redis=True only)
stack.python(program)              runs a program with Django set up in that environment
"""

import atexit
import configparser
import functools
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

import psycopg
import requests

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60  # seconds: machines that build and test are slow


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_until(happened: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} seconds: {what}")
        time.sleep(0.05)


class Process:
    """A server in a process group of its own, with its output in a file."""

    def __init__(
        self, command: list[str], env: dict[str, str], log: Path, is_ready: Callable[[], bool]
    ) -> None:
        self.command, self.env, self.log, self.is_ready = command, env, log, is_ready
        self.running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.running, f"{self.command} was not started"
        return self.running.pid

    def start(self) -> None:
        """Start it and wait until it is ready for work."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        wait_until(self._is_up, f"{shlex.join(self.command)} is ready: {self.log}")

    def _is_up(self) -> bool:
        if self.running and self.running.poll() is not None:
            raise AssertionError(f"{shlex.join(self.command)} ended:\n{self.log.read_text()}")
        return self.is_ready()

    def kill(self) -> None:
        """kill -9 its main process, as the kernel does when memory runs out."""
        os.kill(self.pid, signal.SIGKILL)
        assert self.running
        self.running.wait()

    def stop(self) -> None:
        """Ask it to end, as Ctrl-C does, and wait until it has."""
        os.kill(self.pid, signal.SIGTERM)
        assert self.running
        self.running.wait(PATIENCE)

    def clear(self) -> None:
        """Leave nothing of it, whatever state it is in."""
        if self.running:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


class Stack:
    def __init__(
        self,
        folder: Path,
        *,
        database_server: str | None = None,
        redis: bool = False,
        workers: int = 2,
    ) -> None:
        self.folder = folder
        self.database_server = database_server
        self.database = f"pyojeong_{secrets.token_hex(4)}"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.env = _environment(self.folder, port, workers)
        if database_server:
            server = urlsplit(database_server)
            self.env["DATABASE_URL"] = server._replace(path=f"/{self.database}").geturl()
        commands = _supervised_commands(self.env)
        self.redis: Process | None = self._own_redis() if redis else None
        self.web = Process(commands["web"], self.env, folder / "web.log", self._web_answers)
        self.worker = Process(
            commands["worker"], self.env, folder / "worker.log", self._worker_answers
        )

    def __enter__(self) -> "Stack":
        try:
            self.make_database()
            if self.redis:
                self.redis.start()
            _collect_static_files()
            self.web.start()
            self.worker.start()
        except BaseException:
            self.clear()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.clear()

    def make_database(self) -> None:
        """An empty, migrated one. It is a copy: migrating takes as long as starting everything."""
        if self.database_server:
            template = _migrated_on_server(self.database_server)
            _sql(self.database_server, f'CREATE DATABASE "{self.database}" TEMPLATE "{template}"')
        else:
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(_migrated_file(), self.folder / "pyojeong.sqlite3")

    def clear(self) -> None:
        for process in (self.worker, self.web, self.redis):
            if process:
                process.clear()
        if self.database_server:
            _drop(self.database_server, self.database)

    def manage(self, *arguments: str) -> str:
        return self._run("manage.py", *arguments)

    def module(self, name: str, *arguments: str) -> str:
        """python -m NAME; returns what it printed."""
        return self._run("-m", name, *arguments)

    def python(self, program: str) -> str:
        """Run *program* with Django set up; returns what it printed."""
        return self._run("-c", f"import django; django.setup()\n{program}")

    def logs(self) -> str:
        """The end of each process's output."""
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}"
            for log in sorted(self.folder.glob("*.log"))
        )

    def _run(self, *arguments: str) -> str:
        run = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert run.returncode == 0, f"{arguments} failed:\n{run.stdout}\n{run.stderr}"
        return run.stdout

    def _web_answers(self) -> bool:
        with suppress(requests.ConnectionError):
            requests.get(self.url, timeout=PATIENCE)
            return True
        return False

    def _worker_answers(self) -> bool:
        command = [sys.executable, "-m", "celery", "-A", "config", "inspect", "ping", "-t", "1"]
        return not subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, check=False, timeout=PATIENCE
        ).returncode

    def _own_redis(self) -> Process:
        """A Redis of this stack alone, so that a test may take it down."""
        port = free_port()
        self.env["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", ""]

        def answers() -> bool:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
            return False

        return Process(command, self.env, self.folder / "redis.log", answers)


def _sql(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


@functools.cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pyojeong-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Stack(folder).manage("migrate", "--verbosity", "0")
    return folder / "pyojeong.sqlite3"


@functools.cache
def _migrated_on_server(server: str) -> str:
    folder = Path(tempfile.mkdtemp(prefix="pyojeong-migrated-"))
    stack = Stack(folder, database_server=server)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(_drop, server, stack.database)
    _sql(server, f'CREATE DATABASE "{stack.database}"')
    stack.manage("migrate", "--verbosity", "0")
    return stack.database


def _drop(server: str, database: str) -> None:
    with suppress(psycopg.OperationalError):  # the server may have gone before, with all it had
        _sql(server, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def _environment(var: Path, port: int, workers: int) -> dict[str, str]:
    """What scripts/run sets, and nothing of this process's own Django."""
    ours = {"DATABASE_URL", "REDIS_URL", "DEBUG", "ALLOWED_HOSTS", "SECRET_KEY"}
    return {name: value for name, value in os.environ.items() if name not in ours} | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYOJEONG_VAR": str(var),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": str(workers),
        "OMP_NUM_THREADS": "1",
    }


def _supervised_commands(env: dict[str, str]) -> dict[str, list[str]]:
    """The commands of config/supervisord.conf, with this Python."""
    config = configparser.RawConfigParser()
    config.read(ROOT / "config" / "supervisord.conf")
    variables = {f"ENV_{name}": value for name, value in env.items()}
    commands = {}
    for name in ("web", "worker"):
        _, *arguments = shlex.split(config[f"program:{name}"]["command"] % variables)
        commands[name] = [sys.executable, *arguments]
    return commands


@functools.cache
def _collect_static_files() -> None:
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
    )
