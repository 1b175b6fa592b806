import pytest
import torch

from training.augment import augment


def seeded(seed):
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def crops():
    return torch.randint(0, 256, (16, 1, 96, 96), dtype=torch.uint8, generator=seeded(1))


@pytest.fixture
def framed():
    return torch.arange(16) % 2 == 0


@pytest.mark.parametrize("size", [64, 96])
def test_pictures_have_the_wanted_size_and_stay_gray_values(crops, framed, size):
    pictures = augment(crops, framed, size, seeded(2))
    assert pictures.shape == (16, 1, size, size)
    assert pictures.dtype == torch.float32
    assert pictures.min() >= 0
    assert pictures.max() <= 255


def test_the_seed_decides_everything(crops, framed):
    first = augment(crops, framed, 96, seeded(2))
    assert torch.equal(augment(crops, framed, 96, seeded(2)), first)
    assert not torch.equal(augment(crops, framed, 96, seeded(3)), first)


def test_a_face_stays_inside_the_picture():
    crops = torch.zeros(64, 1, 96, 96, dtype=torch.uint8)
    crops[:, :, 38:58, 38:58] = 255  # the middle of the face
    pictures = augment(crops, torch.zeros(64, dtype=torch.bool), 96, seeded(4))
    # Erasing may cover it, never on most pictures; zooming and shifting don't push it out.
    seen = (pictures[:, 0, 20:76, 20:76].amax(dim=(1, 2)) > 120).float().mean()
    assert seen > 0.95
