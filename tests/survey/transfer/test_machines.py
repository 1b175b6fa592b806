"""A site moves to an empty machine, whatever its database: equal counts, equal hashes."""

import json
import tarfile

import pytest

from tests.stack import Stack

FILL = "from tests.survey.transfer.rows import fill, empty_tables; fill(); print(empty_tables())"
POSTGRES = pytest.param("postgres", marks=pytest.mark.services)


@pytest.fixture
def machine(request, tmp_path):
    """Makes an empty site on the database named; nothing of it is running."""
    made = []

    def make(kind):
        folder = tmp_path / f"{len(made)}-{kind}"
        folder.mkdir()
        server = None
        if kind == "postgres":
            server = request.getfixturevalue("services")["DATABASE_URL"]
        stack = Stack(folder, database_server=server)
        made.append(stack)
        stack.make_database()
        return stack

    yield make
    for stack in made:
        stack.clear()


def manifest(path):
    with tarfile.open(path) as tar:
        said = json.load(tar.extractfile("manifest.json"))
    tables = {name: rows for name, rows in said["tables"].items() if name != "survey.event"}
    files = {name: sha for name, sha in said["members"].items() if not name.startswith("tables/")}
    files.pop("about.json")
    return tables, files


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("sqlite", "sqlite"),
        pytest.param("sqlite", "postgres", marks=pytest.mark.services),
        pytest.param("postgres", "sqlite", marks=pytest.mark.services),
    ],
)
def test_restoring_onto_an_empty_machine_gives_equal_counts_and_hashes(
    machine, tmp_path, here, there
):
    old, new = machine(here), machine(there)
    assert old.python(FILL).strip() == "[]"
    old.manage("backup", "--out", str(tmp_path / "old.tar.gz"))
    said = new.manage("restore", str(tmp_path / "old.tar.gz"))
    new.manage("backup", "--out", str(tmp_path / "new.tar"))
    tables, files = manifest(tmp_path / "old.tar.gz")

    assert "equal" in said
    assert manifest(tmp_path / "new.tar") == (tables, files)
    assert tables["survey.photograph"]["rows"] == 10
    assert len(files) == 10 + 5 + 2  # photographs, signed forms, a checkpoint's two files
    # New rows get ids that are free, and the checkpoint's folder is this machine's.
    new.python(
        "from django.contrib.auth.models import User; User.objects.create_user('new')\n"
        "from survey.models import Checkpoint; from pathlib import Path\n"
        "assert Path(Checkpoint.objects.get().folder, 'card.json').exists()\n"
        "assert User.objects.get(username='owner').check_password('x')\n"
    )
