"""What the hand-made study that this project replaces published of its networks.

A Keras ResNet50 on crops of AI Hub's data set 82, early stopping on the validation accuracy.
Accuracies in percent, typed by hand there; epochs and seconds of the whole training.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    run: str
    per_expression: int  # training images of each expression
    batch: int
    accuracies: tuple[float, ...]  # in the order of EXPRESSIONS
    total: float
    epochs: int
    seconds: int


RUNS = (
    Published("3.0", 1_000, 8, (83.48, 64.01, 62.0, 48.4, 65.46), 64.67, 116, 7_544),
    Published("3.1", 5_000, 8, (89.15, 70.75, 62.01, 74.65, 77.85), 74.88, 55, 18_214),
    Published("3.2", 10_000, 8, (89.46, 80.80, 60.88, 73.13, 74.08), 75.67, 38, 25_001),
    Published("3.3", 50_000, 16, (95.71, 85.68, 80.81, 88.25, 92.23), 88.54, 83, 241_983),
)
REMARK = (
    "The hand-made study that this project replaces split its photographs (AI Hub's data set 82,"
    " selfies of about 1,100 people) by image, not by person. In a public split of the same"
    " data by image, 99.8% of the test images have their person among the training images. So"
    " these figures say how well the network knew those people, and can't be compared with"
    " figures on people whom a network has never seen. The test part had 6,000 images of each"
    " expression (another of its sources says 5,000)."
)
