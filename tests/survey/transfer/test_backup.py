"""A backup holds all of a site; what is no whole backup is refused before anything is touched."""

import errno
import gzip
import io
import json
import stat
import tarfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as site
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command

from survey.models import Event, Participant, Photograph
from survey.transfer import archive, backup, restore, tables
from survey.transfer.archive import BadArchive

from .rows import bring_back, empty_tables, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(var, tmp_path):
    """A backup of a site with rows everywhere."""
    fill()
    path = tmp_path / "backup.tar.gz"
    call_command("backup", out=path, stdout=io.StringIO())
    return path


def state():
    """Everything that a restore could change."""
    rows = {model._meta.label_lower: tables.fingerprint(model) for model in tables.taken()}
    files = {name: default_storage.open(name).read() for name in restore.stored_files()}
    return rows, files, sorted((site.VAR / "checkpoints").rglob("*"))


def contents(path):
    with tarfile.open(path) as tar:
        return [(info, tar.extractfile(info).read()) for info in tar]


def write(path, members):
    with tarfile.open(path, "w") as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def test_every_table_is_taken_or_left_out_for_a_reason():
    for model in apps.get_models(include_auto_created=True):
        label, app = model._meta.label_lower, model._meta.app_label
        known = model in tables.taken() or label in tables.LEFT_OUT or app in tables.OTHER_APPS
        assert known, f"{label}: does a backup hold it? See survey/transfer/tables.py"


def test_the_test_s_site_has_rows_in_every_table(var):
    fill()

    assert empty_tables() == [], "tests/survey/transfer/rows.py must fill it"


def test_restoring_gives_equal_rows_files_and_hashes(kept):
    before = state()
    Participant.objects.all().delete()
    Photograph.objects.update(name="another")
    default_storage.save("later", io.BytesIO(b"x"))
    said = bring_back(kept)
    rows, files, checkpoints = state()

    assert files == before[1]
    assert checkpoints == before[2]
    rows.pop("survey.event")  # one more: the restore's own
    assert rows == {label: found for label, found in before[0].items() if label in rows}
    assert "survey.answer" in said
    assert Event.objects.filter(details__restored=kept.name).exists()


def test_only_the_owner_may_read_it(kept):
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_no_secret_and_no_session_is_in_it(kept):
    whole = b"".join(data for _info, data in contents(kept))

    assert site.SECRET_KEY.encode() not in whole
    assert not [info.name for info, _data in contents(kept) if "session" in info.name]


def test_onto_a_site_that_is_not_empty_it_is_refused(kept):
    before = state()
    with pytest.raises(CommandError, match="isn't empty"):
        call_command("restore", str(kept))

    assert state() == before


def test_replacing_asks_for_the_site_s_name(kept, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _question: "yes")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(kept), replace=True, stdout=io.StringIO())


def test_a_folder_is_made_and_what_is_none_is_said(var, tmp_path):
    fill()
    call_command("backup", out=tmp_path / "kept", stdout=io.StringIO())
    assert [path.name.endswith(".tar.gz") for path in (tmp_path / "kept").glob("*.gz")] == [True]
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", out=tmp_path / "no" / "where")
    with pytest.raises(CommandError, match=r"ends in .tar"):
        call_command("backup", out=tmp_path / "site.zip")


def test_an_existing_file_is_not_overwritten(kept):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", out=kept)


@pytest.mark.parametrize("cut", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_archive_is_refused(kept, cut):
    data = kept.read_bytes()
    kept.write_bytes(data[: int(len(data) * cut)])
    Path(f"{kept}.sha256").unlink()
    before = state()
    with pytest.raises(CommandError, match=r"refused|no backup"):
        bring_back(kept)

    assert state() == before


def test_a_truncated_archive_without_compression_is_refused(kept, tmp_path):
    plain = tmp_path / "plain.tar"
    plain.write_bytes(gzip.decompress(kept.read_bytes())[:-15_000])
    with pytest.raises(CommandError, match="refused"):
        bring_back(plain)


def test_a_changed_byte_is_found(kept, tmp_path):
    members = contents(kept)
    changed = [
        (info, data.replace(b"owner", b"admin") if "auth.user/" in info.name else data)
        for info, data in members
    ]
    before = state()
    with pytest.raises(CommandError, match=r"changed or is damaged: tables/auth\.user"):
        bring_back(write(tmp_path / "changed.tar", changed))

    assert state() == before


def test_a_changed_archive_is_found_by_the_hash_beside_it(kept):
    kept.write_bytes(kept.read_bytes() + b"\0")
    with pytest.raises(CommandError, match="another file"):
        bring_back(kept)


@pytest.mark.parametrize(
    "name",
    ["../out", "files/../../out", "/etc/out", "files/a/../../b", "files//x", "files/a\\b", "x"],
)
def test_a_name_that_leads_elsewhere_is_refused(kept, tmp_path, name):
    members = [*contents(kept)[:-1], (tarfile.TarInfo(name), b"x")]
    with pytest.raises(BadArchive, match="no backup does"):
        archive.verified(write(tmp_path / "evil.tar", members))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_link_is_refused(kept, tmp_path, kind):
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = kind, "/etc/passwd"
    with pytest.raises(BadArchive, match="no backup does"):
        archive.verified(write(tmp_path / "evil.tar", [*contents(kept)[:1], (link, b"")]))


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04" + bytes(600), bytes(20_000)])
def test_what_is_no_archive_is_refused(var, tmp_path, data):
    path = tmp_path / "x.tar"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=r"no archive|no backup"):
        bring_back(path)


def test_another_state_of_the_tables_is_refused_with_its_version(kept, monkeypatch):
    here = {**tables.migrations(), "survey": ["0001_initial"]}
    monkeypatch.setattr(tables, "migrations", lambda: here)
    with pytest.raises(CommandError, match=r"made by version \d.*here they are at 0001_initial"):
        bring_back(kept)


def test_a_full_disk_leaves_nothing_behind(kept, monkeypatch):
    for photograph in Photograph.objects.all():
        default_storage.delete(photograph.upload.name)
    before = state()
    saved, real = [], FileSystemStorage._save

    def fails_later(self, name, content):
        if len(saved) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        saved.append(name)
        return real(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", fails_later)
    with pytest.raises(CommandError, match=r"nothing was changed: .*No space left"):
        bring_back(kept)

    assert len(saved) == 3
    assert state() == before


def test_too_little_room_is_said_before(kept, monkeypatch):
    monkeypatch.setattr(restore, "ROOM", 10**18)
    with pytest.raises(CommandError, match="disk is too full"):
        bring_back(kept)


def test_a_backup_on_a_full_disk_leaves_no_half_of_one(var, tmp_path, monkeypatch):
    fill()

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup, "_add_file", full)
    with pytest.raises(CommandError, match="disk is full"):
        call_command("backup", out=tmp_path / "b.tar")

    assert [path for path in tmp_path.iterdir() if path != var] == []


def test_a_photograph_withdrawn_meanwhile_is_noted(var, tmp_path):
    fill()
    default_storage.delete(Photograph.objects.first().upload.name)
    out = io.StringIO()
    call_command("backup", out=tmp_path / "b.tar", stdout=out)

    assert "1 files went while this was made" in out.getvalue()
    assert len(archive.verified(tmp_path / "b.tar").gone) == 1


def test_old_backups_go_and_other_files_stay(kept, tmp_path):
    old, other = tmp_path / "old.tar", tmp_path / "other.tar"
    members = contents(kept)
    about = json.loads(members[0][1]) | {"made_at": "2020-01-01T00:00:00+00:00"}
    write(old, [(members[0][0], json.dumps(about).encode())])
    other.write_bytes(b"not ours")

    assert backup.delete_older(tmp_path, 30) == [old]
    assert kept.exists()
    assert other.exists()
