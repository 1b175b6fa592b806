"""The machinery itself: what `make run` starts answers, works and comes back."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import requests

from tests.stack import PATIENCE, Stack, wait_until


def processes_of(group: int) -> list[int]:
    """The processes of a process group, from /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:  # it has just ended
            continue
        if int(process_group) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def test_the_site_answers(stack: Stack):
    assert requests.get(stack.url, timeout=PATIENCE).status_code < 500


def test_no_address_is_written_not_even_of_a_malformed_request(stack: Stack):
    port = urlsplit(stack.url).port
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(b"NO REQUEST\r\n\r\n")
        assert b"400" in connection.recv(1000)
    assert "127.0.0.1" not in stack.web.log.read_text()


def test_commands_see_the_database_of_the_site(stack: Stack):
    engine = stack.python("from django.db import connection; print(connection.vendor)")

    assert engine.strip() == ("postgresql" if stack.database_server else "sqlite")


def test_a_killed_worker_leaves_nothing_behind_and_works_again_once_started(stack: Stack):
    group = stack.worker.pid
    assert len(processes_of(group)) == 4  # main, schedule, two for tasks

    stack.worker.kill()
    wait_until(lambda: not processes_of(group), "its schedule and its children ended", 5)

    stack.worker.start()  # waits until it answers


def test_a_killed_web_server_comes_back_at_the_same_address(stack: Stack):
    group = stack.web.pid

    stack.web.kill()
    wait_until(lambda: not processes_of(group), "its children ended", 10)
    stack.web.start()

    assert requests.get(stack.url, timeout=PATIENCE).status_code < 500
