"""The networks: torchvision's ResNets with a one-channel stem and five outputs, and `original`.

Every network here takes gray values as they are, float [n, 1, 96, 96] from 0 to 255,
and gives logits [n, 5] in the order of EXPRESSIONS. What has to be normalised is
normalised inside, so that training and prediction can't disagree about it.
"""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as parse_tensors
from torch import Tensor, nn
from torch.nn import functional

from classifier import torchvision_compat  # noqa: F401  (before torchvision)
from classifier.card import CROP_SIZE
from classifier.expressions import EXPRESSIONS
from classifier.original import Original, require_size

# isort: split
from torchvision.models import resnet18, resnet50, resnet152

_RESNETS: dict[str, Callable[..., nn.Module]] = {
    "resnet18": resnet18,
    "resnet50": resnet50,
    "resnet152": resnet152,
}
NAMES = (*_RESNETS, "original")

CONVERT = (
    'python -c "import sys, torch; from safetensors.torch import save_file; '
    'save_file(torch.load(sys.argv[1], weights_only=True), sys.argv[2])" '
    "resnet50.pth resnet50.safetensors"
)


class Standardize(nn.Module):
    """Each picture to at most *size*×*size* pixels, of mean 0 and deviation 1.

    So neither exposure and contrast matter, nor how sharp a photograph is beyond *size*. The
    deviation has a floor: in a nearly uniform picture there is only noise to enlarge. Smaller
    pictures stay as they are: a training may begin with them, at a fraction of the cost.
    """

    FLOOR = 8.0  # gray values of 255

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = (size, size)

    def forward(self, pictures: Tensor) -> Tensor:
        if max(pictures.shape[2:]) > self.size[0]:
            pictures = functional.interpolate(pictures, size=self.size, mode="area")
        deviation, mean = torch.std_mean(pictures, dim=(1, 2, 3), keepdim=True)
        return (pictures - mean) / deviation.clamp(min=self.FLOOR)


def build(name: str, size: int = CROP_SIZE) -> nn.Module:
    """An untrained network that sees crops in *size*×*size* pixels.

    Raises ValueError for a name outside NAMES, and for `original` in another size than 96.
    """
    if name not in NAMES:
        raise ValueError(f"unknown architecture {name!r}: not one of {', '.join(NAMES)}")
    resnet = _original(size) if name == "original" else _one_channel(_RESNETS[name])
    return nn.Sequential(OrderedDict(standardize=Standardize(size), resnet=resnet))


def _original(size: int) -> nn.Module:
    require_size(size, size)
    return Original(len(EXPRESSIONS))


def _one_channel(architecture: Callable[..., nn.Module]) -> nn.Module:
    resnet = architecture(num_classes=len(EXPRESSIONS))
    resnet.conv1 = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    nn.init.kaiming_normal_(resnet.conv1.weight, mode="fan_out", nonlinearity="relu")
    return resnet


def imagenet(network: nn.Module, file: Path) -> None:
    """Begin *network* with the weights that torchvision publishes for it, all but the last layer.

    *file* is safetensors: published weights are a pickle (.pth), which is never loaded here;
    CONVERT makes the one of the other. The stem's weights for red, green and blue are added up,
    which gives what a gray picture gave there. Raises ValueError with a sentence for people.
    """
    resnet = network.get_submodule("resnet")
    if isinstance(resnet, Original):
        raise ValueError("There are no published weights for the architecture original.")
    tensors = _published(file)
    if (stem := tensors.get("conv1.weight")) is not None and stem.ndim == 4:
        tensors["conv1.weight"] = stem.sum(dim=1, keepdim=True)
    own = resnet.state_dict()
    # Published files are older than num_batches_tracked, and BatchNorm doesn't read it here.
    wanted = {n for n in own if not n.startswith("fc.") and not n.endswith("num_batches_tracked")}
    for name in sorted(wanted):
        found = tensors.get(name)
        if found is None or found.shape != own[name].shape or not found.isfinite().all():
            raise ValueError(
                f"{file} doesn't hold this architecture's weights: {name} doesn't fit."
            )
    resnet.load_state_dict({name: tensors[name] for name in wanted}, strict=False)


def _published(file: Path) -> dict[str, Tensor]:
    if file.suffix in {".pth", ".pt"}:
        raise ValueError(f"{file} is pickled and never loaded. Where you trust it: {CONVERT}")
    try:
        return parse_tensors(file.read_bytes())
    except OSError as error:
        raise ValueError(f"{file} can't be read: {error.strerror}.") from error
    except (SafetensorError, ValueError) as error:
        raise ValueError(
            f"{file} is no safetensors file: {error}. To make one: {CONVERT}"
        ) from error


def channels_last(network: nn.Module) -> nn.Module:
    """The same network, laid out as processors compute convolutions fastest."""
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]
