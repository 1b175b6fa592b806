"""What training changes about the pictures, a whole batch at a time and seeded.

The geometry goes through one affine map, so that a picture is resampled once. Beyond the
usual (flip, rotation, shift, zoom) it bridges what differs between the training data and
the photographs that the site is given:

* Framing. FER+'s pictures are square around the whole face. The detector's boxes on the
  same faces are 0.67 to 0.9 of the picture wide and 0.85 to 1.15 high (measured on 300 of
  them), and the crop squeezes them into a square. So width and height are drawn apart.
* Sharpness. FER+ has 48×48 pixels, a photograph of today many more. Pictures are scaled
  down and up again, or sharpened, or given noise.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

ROTATION = 10.0  # degrees to either side
SHIFT = 0.08  # of the picture, to every side
# The part of a picture's side that is seen, (least, most): above 1 there is a border.
WIDTH_WHOLE, HEIGHT_WHOLE = (0.66, 1.2), (0.8, 1.2)
WIDTH_FRAMED, HEIGHT_FRAMED = (0.85, 1.25), (0.85, 1.2)
BRIGHTNESS, CONTRAST, GAMMA = 25.0, 0.3, 0.3
BLUR_SHARE, SHARPEN_SHARE, NOISE_SHARE, ERASE_SHARE = 0.2, 0.2, 0.1, 0.1
BLUR_SIZES = (20, 64)  # pixels that a blurred picture keeps
MAX_NOISE = 8.0  # gray values, standard deviation
MAX_ERASED = 0.45  # of a side


def augment(crops: Tensor, framed: Tensor, size: int, generator: torch.Generator) -> Tensor:
    """uint8 [n, 1, h, w] → float [n, 1, size, size], gray values of 0 to 255.

    *framed* [n] says which crops the detector cut; their framing is right already and
    varies less. Everything random comes from *generator*.
    """
    pictures = _resampled(crops.float(), framed, size, generator)
    pictures = _blurred(pictures, generator)
    pictures = _sharpened(pictures, generator)
    pictures = _relit(pictures, generator)
    pictures = _erased(pictures, generator)
    return pictures.clamp_(0, 255)


def resized(crops: Tensor, size: int) -> Tensor:
    """uint8 [n, 1, h, w] → float [n, 1, size, size], as the network itself would shrink it."""
    pictures = crops.float()
    if pictures.shape[-1] == size:
        return pictures
    return functional.interpolate(pictures, size=(size, size), mode="area")


def _uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return torch.rand(count, generator=generator, device=generator.device) * (high - low) + low


def _some(count: int, share: float, generator: torch.Generator) -> Tensor:
    """Which of *count* pictures a step changes, bool [n, 1, 1, 1]."""
    return (torch.rand(count, generator=generator, device=generator.device) < share)[
        :, None, None, None
    ]


def _resampled(pictures: Tensor, framed: Tensor, size: int, generator: torch.Generator) -> Tensor:
    count = len(pictures)
    width = torch.where(
        framed,
        _uniform(count, *WIDTH_FRAMED, generator),
        _uniform(count, *WIDTH_WHOLE, generator),
    )
    height = torch.where(
        framed,
        _uniform(count, *HEIGHT_FRAMED, generator),
        _uniform(count, *HEIGHT_WHOLE, generator),
    )
    mirrored = torch.where(_uniform(count, 0, 1, generator) < 0.5, -1.0, 1.0)
    angle = _uniform(count, -ROTATION, ROTATION, generator) * math.pi / 180
    # affine_grid counts from −1 to 1, so a shift of the whole side is 2.
    across, down = (_uniform(count, -2 * SHIFT, 2 * SHIFT, generator) for _ in range(2))
    cos, sin = angle.cos(), angle.sin()
    maps = torch.stack(
        [
            torch.stack([mirrored * width * cos, -height * sin, across], dim=1),
            torch.stack([mirrored * width * sin, height * cos, down], dim=1),
        ],
        dim=1,
    )
    grid = functional.affine_grid(maps, [count, 1, size, size], align_corners=False)
    return functional.grid_sample(
        pictures, grid, mode="bilinear", padding_mode="border", align_corners=False
    )


def _blurred(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Some pictures with fewer pixels, all of the batch with the same number of them."""
    size = pictures.shape[-1]
    kept = (
        int(torch.randint(*BLUR_SIZES, (), generator=generator, device=generator.device))
        * size
        // 96
    )
    small = functional.interpolate(pictures, size=(kept, kept), mode="area")
    blurred = functional.interpolate(small, size=(size, size), mode="bilinear", align_corners=False)
    return torch.where(_some(len(pictures), BLUR_SHARE, generator), blurred, pictures)


def _sharpened(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Some pictures with an unsharp mask, and some with noise."""
    count = len(pictures)
    padded = functional.pad(pictures, (2, 2, 2, 2), mode="replicate")
    detail = pictures - functional.avg_pool2d(padded, kernel_size=5, stride=1)
    amount = _uniform(count, 0.3, 1.5, generator)[:, None, None, None]
    sharper = _some(count, SHARPEN_SHARE, generator) * amount * detail
    noise = torch.randn(pictures.shape, generator=generator, device=generator.device)
    strength = _uniform(count, 0, MAX_NOISE, generator)[:, None, None, None]
    return pictures + sharper + _some(count, NOISE_SHARE, generator) * strength * noise


def _relit(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Gamma, contrast and brightness. The network standardises each picture, so what is
    learned here is the rest: the tone curve and what a limited range cuts off."""
    count = len(pictures)
    gamma = _uniform(count, -GAMMA, GAMMA, generator).exp()[:, None, None, None]
    contrast = _uniform(count, 1 - CONTRAST, 1 + CONTRAST, generator)[:, None, None, None]
    brightness = _uniform(count, -BRIGHTNESS, BRIGHTNESS, generator)[:, None, None, None]
    curved = (pictures.clamp(0, 255) / 255) ** gamma * 255
    return (curved - 128) * contrast + 128 + brightness


def _erased(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Some pictures with a rectangle of one gray value, like a hand or a frame's edge."""
    count, _, height, width = pictures.shape
    sides = (
        torch.rand(2, count, generator=generator, device=generator.device) * (MAX_ERASED - 0.1)
        + 0.1
    )
    corners = torch.rand(2, count, generator=generator, device=generator.device) * (1 - sides)
    rows = (torch.arange(height, device=pictures.device) + 0.5) / height
    columns = (torch.arange(width, device=pictures.device) + 0.5) / width
    inside_rows = (rows >= corners[0][:, None]) & (rows < (corners[0] + sides[0])[:, None])
    inside_columns = (columns >= corners[1][:, None]) & (columns < (corners[1] + sides[1])[:, None])
    inside = (inside_rows[:, :, None] & inside_columns[:, None, :])[:, None]
    gray = _uniform(count, 0, 255, generator)[:, None, None, None]
    return torch.where(inside & _some(count, ERASE_SHARE, generator), gray, pictures)
