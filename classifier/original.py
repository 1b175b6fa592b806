"""The network of the study that this project replaces: Keras' ResNet50 with a head of its own.

He et al.: "Deep Residual Learning for Image Recognition" (2015), as Keras has it. What differs
from torchvision's ResNet50: a stage's stride is in its first 1×1 convolution and not in the 3×3
one, convolutions have biases, BatchNorm's constants and the initial weights are Keras', and the
stem isn't padded. 3×3×2048 values are flattened into a layer of 512, instead of averaged, so it
reads 96×96 pixels and nothing else.

33,021,701 parameters as Keras counts them, 53,120 of these BatchNorm's running statistics.
"""

from torch import Tensor, nn

SIZE = 96
STAGES = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))  # width, blocks, stride
EXPANSION = 4
HIDDEN = 512
EPSILON = 1.001e-5
MOMENTUM = 0.01  # of the new value; Keras counts that of the old one, 0.99


def convolution(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """With BatchNorm; a 3×3 convolution keeps the size, as Keras' padding="same" does."""
    padding = 1 if kernel == 3 else 0
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding),
        nn.BatchNorm2d(outputs, eps=EPSILON, momentum=MOMENTUM),
    )


class Block(nn.Module):
    """1×1, 3×3 and 1×1, and around them a shortcut: a 1×1 in a stage's first block."""

    def __init__(self, inputs: int, width: int, stride: int, *, first: bool) -> None:
        super().__init__()
        outputs = EXPANSION * width
        self.branch = nn.Sequential(
            convolution(inputs, width, 1, stride),
            nn.ReLU(inplace=True),
            convolution(width, width, 3),
            nn.ReLU(inplace=True),
            convolution(width, outputs, 1),
        )
        self.shortcut = convolution(inputs, outputs, 1, stride) if first else nn.Identity()
        self.relu = nn.ReLU(inplace=True)

    def forward(self, values: Tensor) -> Tensor:
        found: Tensor = self.relu(self.branch(values) + self.shortcut(values))
        return found


def _stages() -> nn.Sequential:
    blocks = []
    inputs = 64
    for width, count, stride in STAGES:
        for number in range(count):
            first = number == 0
            blocks.append(Block(inputs, width, stride if first else 1, first=first))
            inputs = EXPANSION * width
    return nn.Sequential(*blocks)


class Original(nn.Module):
    """float [n, 1, 96, 96] → logits [n, outputs]. Raises ValueError for another size."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            convolution(1, 64, 7, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2)
        )
        self.stages = _stages()
        self.hidden = nn.Linear(3 * 3 * EXPANSION * STAGES[-1][0], HIDDEN)
        self.out = nn.Linear(HIDDEN, outputs)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                nn.init.xavier_uniform_(module.weight)  # Glorot and Bengio (2010)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, pictures: Tensor) -> Tensor:
        require_size(*pictures.shape[2:])
        values = self.stages(self.stem(pictures)).flatten(1)
        logits: Tensor = self.out(self.hidden(values).relu())
        return logits


def require_size(height: int, width: int) -> None:
    if (height, width) != (SIZE, SIZE):
        raise ValueError(f"the original network reads {SIZE}×{SIZE} pixels, not {width}×{height}")
