import contextlib
import io
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from classifier import preprocess
from classifier.faces import Box
from classifier.preprocess import Unreadable


def saved(picture, format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def reason(data):
    with pytest.raises(Unreadable) as caught:
        preprocess.decode(data)
    return caught.value.code


def bomb(width, height):
    """A small PNG file of so many black pixels."""

    def chunk(kind, body):
        check = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + check

    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_the_three_formats_are_read(noise, format):
    data = saved(Image.fromarray(noise), format)
    assert preprocess.decode(data).shape == (60, 80, 3)


def test_pixels_are_blue_green_red():
    data = saved(Image.new("RGB", (4, 4), (255, 0, 0)), "PNG")
    assert preprocess.decode(data)[0, 0].tolist() == [0, 0, 255]


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_other_jpeg_modes_become_bgr(mode):
    data = saved(Image.new("RGB", (30, 20), (200, 200, 200)).convert(mode), "JPEG")
    image = preprocess.decode(data)
    assert image.shape == (20, 30, 3)
    assert abs(int(image.mean()) - 200) < 4


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_other_png_modes_become_bgr(mode):
    gray = Image.new("L", (30, 20), 200)
    picture = Image.new("I;16", (30, 20), 200 * 257) if mode == "I;16" else gray.convert(mode)
    image = preprocess.decode(saved(picture, "PNG"))
    assert image.shape == (20, 30, 3)
    assert image.dtype == np.uint8
    assert mode == "1" or abs(int(image.mean()) - 200) < 2


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_turned_upright(format):
    picture = Image.new("L", (40, 20))
    picture.paste(255, (0, 0, 10, 20))  # white on the left
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn clockwise
    image = preprocess.decode(saved(picture.convert("RGB"), format, exif=exif))
    assert image.shape == (40, 20, 3)
    assert image[:8].mean() > 200  # white at the top
    assert image[12:].mean() < 50


def test_an_empty_file_is_refused():
    assert reason(b"") == "empty"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_truncated_file_is_refused(noise, format, share):
    data = saved(Image.fromarray(noise), format)
    assert reason(data[: int(len(data) * share)]) in {"damaged", "format"}


@pytest.mark.parametrize("format", ["GIF", "TIFF", "BMP", "EPS"])
def test_other_formats_are_refused_whatever_their_name(noise, format):
    assert reason(saved(Image.fromarray(noise), format)) == "format"


@pytest.mark.parametrize("text", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"8BPS"])
def test_what_is_no_picture_is_refused(text):
    assert reason(text) == "format"


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_animated_pictures_are_refused(noise, format):
    first, second = Image.fromarray(noise), Image.fromarray(255 - noise)
    assert reason(saved(first, format, save_all=True, append_images=[second])) == "format"


def test_a_phones_photograph_with_a_preview_behind_it_is_one_picture(noise):
    preview = Image.fromarray(noise[:30, :40])
    data = saved(Image.fromarray(noise), "MPO", save_all=True, append_images=[preview])
    assert preprocess.decode(data).shape == (60, 80, 3)


@pytest.mark.parametrize("side", [9000, 14_000])
def test_a_small_file_of_many_pixels_is_refused_before_they_are_decoded(side, monkeypatch):
    data = bomb(side, side)
    assert len(data) < 40_000
    monkeypatch.setattr(cv2, "imdecode", None)  # not even called
    assert reason(data) == "too_many_pixels"


def test_any_damage_gives_a_picture_or_a_reason(noise):
    rng = np.random.default_rng(3)
    for format in ("JPEG", "PNG", "WEBP"):
        data = saved(Image.fromarray(noise), format)
        for _ in range(150):
            broken = bytearray(data)
            for at in rng.integers(0, min(len(data), 400), 3):
                broken[at] = rng.integers(0, 256)
            with contextlib.suppress(Unreadable):
                assert preprocess.decode(bytes(broken)).ndim == 3


def test_a_crop_is_resized_in_colour_before_it_becomes_gray(noise):
    part = noise[10:50, 20:70]
    resized = cv2.resize(part, (96, 96), interpolation=cv2.INTER_LINEAR)
    expected = cv2.cvtColor(resized, cv2.COLOR_BGR2GRAY)
    assert (preprocess.crop(noise, Box(20, 10, 70, 50)) == expected).all()
    other_order = cv2.resize(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), (96, 96))
    assert (other_order != expected).any()


@pytest.mark.parametrize("box", [Box(-1, 0, 9, 9), Box(0, 0, 81, 9), Box(5, 5, 5, 9)])
def test_a_box_without_area_in_the_frame_gives_no_crop(noise, box):
    with pytest.raises(ValueError, match="no area inside"):
        preprocess.crop(noise, box)


def test_a_picture_that_is_a_crop_already_is_used_whole(noise):
    assert (preprocess.whole(noise) == preprocess.crop(noise, Box(0, 0, 80, 60))).all()


def test_a_stored_crop_comes_back_as_it_was(crops):
    png = preprocess.encode_crop(crops[0])
    assert (preprocess.decode_crop(png) == crops[0]).all()
    assert not Image.open(io.BytesIO(png)).info


@pytest.mark.parametrize("data", [b"", b"nonsense", bomb(96, 97), bomb(9000, 9000)])
def test_what_is_no_stored_crop_is_refused(data):
    with pytest.raises(Unreadable):
        preprocess.decode_crop(data)


def test_a_stripped_photograph_keeps_its_picture_and_loses_its_metadata(noise):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[2] = (37.0, 30.0, 0.0)  # latitude
    smooth = cv2.resize(cv2.resize(noise, (5, 4)), (80, 60))
    data = saved(Image.fromarray(smooth), "JPEG", exif=exif, comment=b"a name")
    image = preprocess.decode(data)
    stripped = preprocess.stripped(image)
    with Image.open(io.BytesIO(stripped)) as picture:
        assert not dict(picture.getexif())
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(picture.info)
    again = preprocess.decode(stripped)
    assert again.shape == image.shape == (80, 60, 3)
    assert np.abs(again.astype(int) - image).mean() < 3
