"""The networks: torchvision's ResNets with a one-channel stem and five outputs.

Every network here takes gray values as they are, float [n, 1, 96, 96] from 0 to 255,
and gives logits [n, 5] in the order of EXPRESSIONS. What has to be normalised is
normalised inside, so that training and prediction can't disagree about it.
"""

from collections import OrderedDict
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from classifier import torchvision_compat  # noqa: F401  (before torchvision)
from classifier.card import CROP_SIZE
from classifier.expressions import EXPRESSIONS

# isort: split
from torchvision.models import resnet18, resnet50, resnet152

_RESNETS: dict[str, Callable[..., nn.Module]] = {
    "resnet18": resnet18,
    "resnet50": resnet50,
    "resnet152": resnet152,
}
NAMES = tuple(_RESNETS)


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

    Raises ValueError for a name outside NAMES.
    """
    if name not in _RESNETS:
        raise ValueError(f"unknown architecture {name!r}: not one of {', '.join(NAMES)}")
    resnet = _RESNETS[name](num_classes=len(EXPRESSIONS))
    resnet.conv1 = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    nn.init.kaiming_normal_(resnet.conv1.weight, mode="fan_out", nonlinearity="relu")
    return nn.Sequential(OrderedDict(standardize=Standardize(size), resnet=resnet))


def channels_last(network: nn.Module) -> nn.Module:
    """The same network, laid out as processors compute convolutions fastest."""
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]
