import io

import numpy as np
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from classifier import preprocess
from survey.intake.process import process
from survey.intake.review import choose
from survey.intake.store import Origin, take
from survey.models import Photograph
from survey.models.images import MOST_ATTEMPTS, Reason
from tests.survey import pictures

pytestmark = pytest.mark.django_db
Status = Photograph.Status


def processed(data: bytes, *, cropped: bool = False) -> Photograph:
    origin = Origin("private", expression="happy", cropped=cropped)
    photograph = take([("a.jpg", io.BytesIO(data))], origin, {}).new[0]
    process(photograph.pk)
    photograph.refresh_from_db()
    return photograph


def crop_of(photograph: Photograph) -> np.ndarray:
    return preprocess.decode_crop(bytes(photograph.crop))


def stored(photograph: Photograph) -> Image.Image:
    with photograph.upload.open("rb") as file:
        return Image.open(io.BytesIO(file.read()))


def test_one_face_becomes_a_crop_of_96_by_96_gray_pixels() -> None:
    photograph = processed(pictures.jpeg())
    assert photograph.status == Status.READY
    assert crop_of(photograph).shape == (96, 96)
    assert len(photograph.faces) == 1
    assert photograph.box == photograph.faces[0]


def test_a_phones_photograph_with_a_preview_behind_it_comes_in() -> None:
    preview = pictures.face().resize((100, 100))
    data = pictures.encoded(pictures.face(), "MPO", save_all=True, append_images=[preview])
    assert processed(data).status == Status.READY


def test_no_face_waits_for_a_person() -> None:
    photograph = processed(pictures.encoded(pictures.plain((300, 300))))
    assert (photograph.status, photograph.reason) == (Status.REVIEW, Reason.NO_FACE)
    assert photograph.upload


def test_several_faces_wait_for_a_person_who_chooses() -> None:
    photograph = processed(pictures.two_faces())
    assert (photograph.status, photograph.reason) == (Status.REVIEW, Reason.SEVERAL_FACES)
    box = photograph.faces[1]
    Photograph.objects.update(enqueued_at="2000-01-01T00:00Z")
    assert choose(photograph, tuple(box))
    assert not Photograph.objects.forgotten().exists()
    process(photograph.pk)
    photograph.refresh_from_db()
    assert (photograph.status, photograph.box) == (Status.READY, box)


def test_a_box_outside_the_picture_or_too_small_is_no_choice() -> None:
    photograph = processed(pictures.two_faces())
    assert not choose(photograph, (900, 0, 1000, 100))
    assert not choose(photograph, (0, 0, 3, 3))


def test_a_picture_that_is_a_crop_already_is_only_resized() -> None:
    gray = np.arange(96 * 96, dtype=np.uint32).reshape(96, 96) % 251
    data = pictures.encoded(Image.fromarray(gray.astype(np.uint8)), "PNG")
    assert (crop_of(processed(data, cropped=True)) == gray).all()


def test_place_and_camera_are_stripped() -> None:
    data = pictures.with_gps(pictures.face())
    assert Image.open(io.BytesIO(data)).getexif()
    kept = stored(processed(data))
    assert not kept.getexif()
    assert "exif" not in kept.info


def test_a_turned_photograph_is_turned_upright() -> None:
    turned = pictures.face().transpose(Image.Transpose.ROTATE_90)
    upright = processed(pictures.jpeg())
    from_phone = processed(pictures.with_gps(turned, orientation=6))
    assert from_phone.status == Status.READY
    difference = crop_of(upright).astype(int) - crop_of(from_phone).astype(int)
    assert np.abs(difference).mean() < 12


@pytest.mark.parametrize(
    "data",
    [
        pictures.encoded(pictures.face().convert("CMYK")),
        pictures.sixteen_bit(),
        pictures.encoded(pictures.face().convert("RGBA"), "PNG"),
        pictures.encoded(pictures.face(), "WEBP"),
    ],
    ids=["CMYK", "16 bit", "alpha", "WebP"],
)
def test_other_kinds_of_pixels_are_converted(data: bytes) -> None:
    assert processed(data).status == Status.READY


def test_damage_that_only_decoding_finds_fails_with_its_reason_and_no_file() -> None:
    data = bytearray(pictures.encoded(pictures.face(), "PNG"))
    photograph = take([("a.png", io.BytesIO(bytes(data)))], Origin("private"), {}).new[0]
    with default_storage.open(photograph.upload.name, "wb") as file:
        file.write(data[: len(data) // 2])
    process(photograph.pk)
    photograph.refresh_from_db()
    assert (photograph.status, photograph.reason) == (Status.FAILED, Reason.DAMAGED)
    assert not photograph.upload


def test_processing_again_changes_nothing() -> None:
    photograph = processed(pictures.jpeg())
    before = (photograph.upload.name, bytes(photograph.crop))
    process(photograph.pk)
    photograph.refresh_from_db()
    assert (photograph.upload.name, bytes(photograph.crop)) == before


def test_a_photograph_that_kills_its_workers_is_given_up() -> None:
    photograph = take([("a.jpg", io.BytesIO(pictures.jpeg()))], Origin("private"), {}).new[0]
    Photograph.objects.update(attempts=MOST_ATTEMPTS)  # each attempt was begun, none was ended
    process(photograph.pk)
    photograph.refresh_from_db()
    assert (photograph.status, photograph.reason) == (Status.FAILED, Reason.CRASHED)


def test_no_file_is_left_behind() -> None:
    before = pictures.files_kept()
    photograph = processed(pictures.jpeg())
    assert pictures.files_kept() - before == {photograph.upload.name}
