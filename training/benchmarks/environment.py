"""TensorFlow in an environment of its own: only the original's network needs it.

A program in it stays up while ours is measured in between, so that both see the same machine.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.cli import Refused

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("PYOJEONG_VAR") or ROOT / "var") / "bench-tensorflow"
PACKAGE = "tensorflow-cpu" if platform.machine() == "x86_64" else "tensorflow"
REQUIREMENT = f"{PACKAGE}~=2.21"
PROGRAM = Path(__file__).with_name("keras_original.py")


def python() -> Path:
    """The environment's interpreter; makes the environment where there is none."""
    found = FOLDER / "bin" / "python"
    done = FOLDER / "installed"
    if done.is_file():
        return found
    print(f"Installing {REQUIREMENT} into {FOLDER} (once)…", file=sys.stderr)
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=True)  # noqa: S603
        install = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", REQUIREMENT]
        subprocess.run([found, *install], check=True, stdout=sys.stderr)  # noqa: S603
    except subprocess.CalledProcessError as error:
        raise Refused(
            f"{FOLDER}: {REQUIREMENT} can't be installed; --no-keras leaves the baseline out."
        ) from error
    done.touch()
    return found


class Keras:
    """The original's network, waiting for what to measure. *parameters*: as Keras counts them."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.parameters = int(self._answer())

    def seconds(self, batch: int, steps: int) -> float:
        """The time that *steps* training steps of *batch* crops take."""
        if self._process.stdin is None:
            raise Refused("The original's program can't be asked.")
        self._process.stdin.write(f"{batch} {steps}\n")
        self._process.stdin.flush()
        return float(self._answer())

    def _answer(self) -> str:
        answer = self._process.stdout.readline() if self._process.stdout else ""
        if not answer:
            raise Refused(f"{PROGRAM}: the original's program has ended; its errors are above.")
        return answer


@contextmanager
def keras() -> Iterator[Keras]:
    """Keras' messages of no importance are left out; its errors come to stderr."""
    quiet = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    # -P: modules beside the program are not its own.
    process = subprocess.Popen(  # noqa: S603
        [python(), "-P", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=quiet,
    )
    try:
        yield Keras(process)
    finally:
        process.kill()
        process.communicate()
