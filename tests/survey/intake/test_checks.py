import io

import pytest

from survey.intake.checks import Refused, check
from survey.models.images import Reason
from tests.survey import pictures

GIF_WITH_HTML = b"GIF89a<script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'

REFUSED = {
    "an empty file": (b"", Reason.EMPTY),
    "a file over the limit": (b"\xff\xd8" + bytes(20_000_000), Reason.TOO_LARGE),
    "a JPEG cut in its middle": (pictures.jpeg()[: len(pictures.jpeg()) // 2], Reason.DAMAGED),
    "a JPEG cut in its header": (pictures.jpeg()[:200], Reason.DAMAGED),
    "a JPEG with a thumbnail, cut": (
        pictures.with_gps(pictures.face())[:9000],
        Reason.DAMAGED,
    ),
    "a PNG cut": (pictures.encoded(pictures.face(), "PNG")[:5000], Reason.DAMAGED),
    "a WebP cut": (pictures.encoded(pictures.face(), "WEBP")[:2000], Reason.DAMAGED),
    "a PNG of 20000×20000": (pictures.huge_png(20_000), Reason.TOO_MANY_PIXELS),
    "a PNG of 9000×9000": (pictures.huge_png(9_000), Reason.TOO_MANY_PIXELS),
    "an EPS": (pictures.encoded(pictures.plain(), "EPS"), Reason.FORMAT),
    "a TIFF": (pictures.encoded(pictures.plain(), "TIFF"), Reason.FORMAT),
    "a PSD": (b"8BPS\x00\x01" + bytes(100), Reason.FORMAT),
    "an SVG": (SVG, Reason.FORMAT),
    "HTML": (b"<!doctype html><p>hello", Reason.FORMAT),
    "a HEIC": (b"\x00\x00\x00\x18ftypheic" + bytes(100), Reason.FORMAT),
    "a GIF": (pictures.encoded(pictures.plain(), "GIF"), Reason.FORMAT),
    "a GIF with HTML inside": (GIF_WITH_HTML, Reason.FORMAT),
    "an animated PNG": (pictures.animated("PNG"), Reason.ANIMATED),
    "an animated WebP": (pictures.animated("WEBP"), Reason.ANIMATED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        check(io.BytesIO(data))
    assert refusal.value.reason == reason


ACCEPTED = {
    "a JPEG": pictures.jpeg(),
    "a progressive JPEG": pictures.encoded(pictures.face(), progressive=True),
    "a JPEG with bytes after its end": pictures.jpeg() + b"maker's own trailer",
    "a JPEG with EXIF": pictures.with_gps(pictures.face()),
    "a PNG": pictures.encoded(pictures.face(), "PNG"),
    "a PNG with alpha": pictures.encoded(pictures.face().convert("RGBA"), "PNG"),
    "a 16-bit PNG": pictures.sixteen_bit(),
    "a CMYK JPEG": pictures.encoded(pictures.face().convert("CMYK")),
    "a WebP": pictures.encoded(pictures.face(), "WEBP"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_it_accepts_and_leaves_the_file_at_its_start(name: str) -> None:
    file = io.BytesIO(ACCEPTED[name])
    check(file)
    assert file.tell() == 0
