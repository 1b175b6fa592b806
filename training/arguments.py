"""The command line of training.train: one option per setting, so that any can be changed."""

import argparse
import dataclasses
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier import network
from training import dataset, presets
from training.dataset import InvalidData
from training.presets import PRESETS, Settings


@dataclass(frozen=True)
class Arguments:
    """What the command says beside the settings."""

    data: tuple[Path, ...]
    out: Path
    preset: str
    split: str
    start: Path | None
    imagenet: Path | None
    resume: bool
    command: str  # as it can be given again
    restart: bool = False


def parse(arguments: list[str], description: str) -> tuple[Arguments, Settings]:
    """Raises InvalidData for settings that no run can have."""
    found = vars(_parser(description).parse_args(arguments))
    names = {each.name for each in dataclasses.fields(Settings)}
    changed = {name: value for name, value in found.items() if name in names and value is not None}
    try:
        settings = PRESETS[found["preset"]].with_(**changed)
    except ValueError as error:
        raise InvalidData(f"{error}.") from error
    if found["start"] and found["start"].resolve() == found["out"].resolve():
        raise InvalidData(f"{found['out']}: --start and --out must differ.")
    repeatable = [argument for argument in arguments if argument not in {"--resume", "--restart"}]
    return (
        Arguments(
            data=tuple(found["data"]),
            out=found["out"],
            preset=found["preset"],
            split=found["split"],
            start=found["start"],
            imagenet=found["imagenet"],
            resume=found["resume"],
            restart=found["restart"],
            command=f"python -m training.train {shlex.join(repeatable)}",
        ),
        settings,
    )


def _parser(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--preset", choices=tuple(PRESETS), default="best")
    parser.add_argument("--split", default=dataset.DEFAULT_SPLIT, metavar="NAME")
    first = parser.add_mutually_exclusive_group()
    first.add_argument("--start", type=Path, metavar="DIR", help="a checkpoint to begin with")
    first.add_argument("--imagenet", type=Path, metavar="FILE", help="torchvision's weights")
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--resume", action="store_true", help="go on where OUT was stopped")
    again.add_argument("--restart", action="store_true", help="begin anew, whatever OUT holds")
    _add_settings(parser.add_argument_group("settings", "instead of the preset's"))
    return parser


def _add_settings(group: Any) -> None:
    choices = {
        "arch": network.NAMES,
        "optimizer": presets.OPTIMIZERS,
        "schedule": presets.SCHEDULES,
        "stop": presets.STOPS,
        "precision": presets.PRECISIONS,
    }
    for setting in dataclasses.fields(Settings):
        option = "--" + setting.name.replace("_", "-")
        if isinstance(setting.default, bool):
            group.add_argument(option, action=argparse.BooleanOptionalAction, default=None)
        elif setting.name in choices:
            group.add_argument(option, choices=choices[setting.name])
        elif setting.name == "weights":
            group.add_argument(option, type=_numbers, metavar="A,B,C,D,E")
        else:
            kind = "N" if isinstance(setting.default, int) else "X"
            group.add_argument(option, type=type(setting.default), metavar=kind)


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not numbers with commas between: {text!r}") from error
