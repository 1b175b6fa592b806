"""What a test does when the machine lacks something: skip, and say so where nobody overlooks it.

With REQUIRE_ALL=1, as in .ci/run, it fails instead.
"""

import os
from collections import Counter
from collections.abc import Iterable
from typing import NoReturn

import pytest

MARK = "NOT TESTED: "


def lacking(what: str, how: str, *, always_optional: bool = False) -> NoReturn:
    """End the test because *what* is missing here; *how* a person gets it."""
    message = f"{what} is missing ({how})"
    if os.environ.get("REQUIRE_ALL") == "1" and not always_optional:
        pytest.fail(message, pytrace=False)
    pytest.skip(MARK + message)


def summary(reasons: Iterable[str]) -> list[str]:
    """One loud line for each thing that was missing, from the reasons of all skipped tests."""
    missing = Counter(
        reason.partition(MARK)[2].splitlines()[0] for reason in reasons if MARK in reason
    )
    return [f"{MARK}{tests} tests, because {what}" for what, tests in missing.items()]
