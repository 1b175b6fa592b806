import io
import random
import struct
import zipfile

import pytest

from survey.intake.archives import Archive, BadArchive
from tests.survey.pictures import archive, jpeg


def names(data: bytes) -> list[str]:
    return [name for name, _content in Archive(io.BytesIO(data)).pictures()]


def test_it_gives_pictures_by_their_own_names() -> None:
    assert names(archive({"a/b/one.jpg": jpeg(), "two.jpg": jpeg()})) == ["one.jpg", "two.jpg"]


def test_it_passes_over_what_systems_add() -> None:
    files = {"__MACOSX/._one.jpg": b"x", ".DS_Store": b"x", "a/": b"", "one.jpg": jpeg()}
    assert names(archive(files)) == ["one.jpg"]


def test_it_finds_the_labels() -> None:
    zipped = Archive(io.BytesIO(archive({"set/labels.csv": b"file,label", "one.jpg": jpeg()})))
    assert zipped.labels() == b"file,label"
    assert [name for name, _content in zipped.pictures()] == ["one.jpg"]


def test_it_reads_korean_names_without_the_utf8_flag() -> None:
    data = archive({"AAAA.jpg": jpeg()}).replace(b"AAAA", "행복".encode("cp949"))
    assert names(data) == ["행복.jpg"]


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zip_file:
        entry = zipfile.ZipInfo("one.jpg")
        entry.external_attr = 0o120777 << 16
        zip_file.writestr(entry, "/etc/passwd")
    return out.getvalue()


def with_a_wrong_checksum() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zip_file:
        zip_file.writestr("one.jpg", b"the picture's bytes")
    return out.getvalue().replace(b"the picture", b"THE PICTURE")


def lying_about_its_count() -> bytes:
    data = archive({f"{n}.jpg": b"" for n in range(10_001)})
    at = data.rfind(b"PK\x05\x06")
    return data[: at + 8] + struct.pack("<HH", 1, 1) + data[at + 12 :]


def by_another_method() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as zip_file:
        zip_file.writestr("one.jpg", jpeg())
    return out.getvalue()


HARMFUL = {
    "a path upwards": archive({"../../settings.py": b"x"}),
    "an absolute path": archive({"/etc/passwd": b"x"}),
    "a path of Windows": archive({"C:\\one.jpg": b"x"}),
    "a link": link(),
    "an archive inside": archive({"inner.zip": archive({"one.jpg": jpeg()})}),
    "a bomb": archive({"one.png": bytes(50_000_000)}),
    "100,000 entries": archive({f"{n}.jpg": b"" for n in range(65_000)}),
    "more entries than it says": lying_about_its_count(),
    "a wrong checksum": with_a_wrong_checksum(),
    "a method of compression that few write": by_another_method(),
    "a name that is not the UTF-8 it says": archive({"행.jpg": b"x"}).replace(
        "행".encode(), b"\xff\xfe\xfd"
    ),
    "half an archive": archive({"one.jpg": jpeg()})[:2000],
    "no archive": b"PK nothing of the kind",
    "nothing": b"",
}


def test_no_more_of_the_labels_is_read_than_can_be_used() -> None:
    data = archive({"labels.csv": random.Random(1).randbytes(6_000_000)})
    assert len(Archive(io.BytesIO(data)).labels() or b"") == 5_000_001


@pytest.mark.parametrize("name", HARMFUL)
def test_it_refuses_as_a_whole(name: str) -> None:
    with pytest.raises(BadArchive):
        Archive(io.BytesIO(HARMFUL[name]))
