"""The network and the training step of the study that this project replaces, in Keras.

Runs alone, in the environment that training.benchmarks.environment makes: nothing of this project
is imported. Prints its number of parameters, then for each line "BATCH STEPS" on stdin the
seconds that these steps took. Crops are made up: only the time counts.
"""

import sys
import time
from typing import Any

import keras  # type: ignore[import-not-found, unused-ignore]
import numpy as np
from keras import layers

STAGES = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))  # width, blocks, stride
EPSILON = 1.001e-5


def convolution(
    values: Any, width: int, kernel: int, stride: int = 1, padding: str = "valid"
) -> Any:
    values = layers.Conv2D(width, kernel, strides=stride, padding=padding)(values)
    return layers.BatchNormalization(epsilon=EPSILON)(values)


def block(values: Any, width: int, stride: int, *, first: bool) -> Any:
    shortcut = convolution(values, 4 * width, 1, stride) if first else values
    values = layers.ReLU()(convolution(values, width, 1, stride))
    values = layers.ReLU()(convolution(values, width, 3, padding="same"))
    values = convolution(values, 4 * width, 1)
    return layers.ReLU()(layers.Add()([shortcut, values]))


def network() -> Any:
    """Keras' ResNet50 with an unpadded stem, and the original's head on its flattened values."""
    pictures = keras.Input((96, 96, 1))
    values = layers.ReLU()(convolution(pictures, 64, 7, 2))
    values = layers.MaxPooling2D(3, strides=2)(values)
    for width, count, stride in STAGES:
        for number in range(count):
            values = block(values, width, stride if number == 0 else 1, first=number == 0)
    values = layers.Dense(512, activation="relu")(layers.Flatten()(values))
    built = keras.Model(pictures, layers.Dense(5, activation="softmax")(values))
    built.compile(
        optimizer=keras.optimizers.Adam(5e-4),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return built


def main() -> None:
    built = network()
    print(built.count_params(), flush=True)
    rng = np.random.default_rng(1)
    for line in sys.stdin:
        batch, steps = map(int, line.split())
        pictures = rng.random((batch, 96, 96, 1), np.float32)
        truth = rng.integers(0, 5, batch)
        began = time.perf_counter()
        for _ in range(steps):
            # Without fit's callbacks and progress bar: the kinder way to measure it.
            built.train_on_batch(pictures, truth)
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
