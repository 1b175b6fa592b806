"""Say which images are trained on and which are judged (see training.dataset.write_split).

python -m training.split var/data/aihub --test-per-expression 1000 \\
    --valid-per-expression 200 --train-per-expression 10000 --seed 1
python -m training.split var/data/ferplus --by image \\
    --within train --test-part valid --valid-per-expression 200

All images of one person are on one side. A network remembers faces: tested on people whom it
was trained on, it looks better than it is on new ones (docs/performance.md has both numbers).
--by image splits such data nevertheless, to measure that, and data without persons.

Near-duplicate images (see training.duplicates) are never on two sides. --by image keeps a
group of them together. --by person leaves out of training what has a near-duplicate on the
valid or test side, and doesn't draw for valid what has one in the test: if a pair joined
two persons, a few hundred wrong pairs would join nearly all of them.

Persons and near-duplicates are compared within DIR, not between several data folders: whoever
trains on one and judges on another has to know that they share nobody. With --test-part all
images of that part are on the test side, whatever they show and whoever else has them.

Images that nobody can say the truth of can't be judged: they are on the training side or
unused, and count there as what most people saw. What training would ignore (too few votes for
the five) is unused. Who is drawn depends on the seed and on the images' names, not on their order.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from classifier.expressions import EXPRESSIONS
from training import dataset, draw, duplicates
from training.cli import Refused, refusing
from training.dataset import PARTS

TRAIN, VALID, TEST, UNUSED = 0, 1, 2, -1  # as in PARTS
MOST = "of one expression, on the judged sides: more people, more unused images"


def split(folder: Path, args: argparse.Namespace) -> tuple[draw.Sides, dict[str, Any]]:
    """Each row's side, and the report. Raises Refused where a side would lack an expression."""
    rows = draw.Rows.read(folder, args.seed)
    by_person = args.by == "person"
    sides, free = _published(rows, args)
    used = np.flatnonzero(free | (sides == TEST))
    if by_person:
        _need_persons(folder, rows.person[used])
    linked = _linked(folder, len(rows), used, rows.person_numbers if by_person else None)
    alike = duplicates.groups(len(rows), linked)
    units = rows.person_numbers if by_person else alike

    drawable = free.copy()
    free &= ~np.isin(units, units[sides == TEST]) & ~_beside(linked, sides == TEST)
    for side, wanted in ((TEST, args.test_per_expression), (VALID, args.valid_per_expression)):
        if wanted:
            chosen, spent = draw.draw(rows, free, units, wanted, args.most_per_person)
            sides[chosen] = side
            free &= ~np.isin(units, spent) & ~_beside(linked, sides == side)
    rest = free & (rows.seen >= 0)
    sides[draw.first(rows, rest, units, rows.seen, args.train_per_expression)] = TRAIN

    _refuse_empty(folder, rows, sides, args)
    report = described(rows, sides, linked)
    of_judged = np.isin(units, units[sides >= VALID])
    near = _beside(linked, sides >= VALID) & ~of_judged if by_person else of_judged
    report["duplicates"]["set_aside"] = int((drawable & (sides == UNUSED) & near).sum())
    return sides, report


def _published(rows: draw.Rows, args: argparse.Namespace) -> tuple[draw.Sides, draw.Mask]:
    """The sides before anything is drawn, and which rows may be drawn."""
    for option, part in (("--within", args.within), ("--test-part", args.test_part)):
        if part and part not in rows.part:
            known = ", ".join(sorted(set(rows.part.tolist()) - {""})) or "none"
            raise Refused(f"{args.folder} has no part {part!r} ({option}); it has: {known}.")
    sides = np.full(len(rows), UNUSED, np.int8)
    if args.test_part:
        sides[rows.part == args.test_part] = TEST
    within = rows.part == args.within if args.within else np.ones(len(rows), np.bool_)
    return sides, within & (sides == UNUSED)


def _need_persons(folder: Path, persons: npt.NDArray[np.str_]) -> None:
    if lacking := int((persons == "").sum()):
        raise Refused(
            f"{folder}: {lacking} of {len(persons)} images name no person; --by image splits "
            "them nevertheless, but the same people may then be on both sides, and the "
            "accuracy found is higher than the one on new people."
        )


def _linked(
    folder: Path, count: int, used: draw.Codes, persons: draw.Codes | None
) -> duplicates.Pairs:
    """Near-duplicates among the *used* rows that aren't one person's, which stay together."""
    crops = dataset.mapped(folder / dataset.CROPS, count)
    same = None if persons is None else persons[used]
    return np.asarray(used[duplicates.pairs(draw.Chosen(crops, used), same)], np.int64)


def _beside(linked: duplicates.Pairs, chosen: draw.Mask) -> draw.Mask:
    """Which rows have a near-duplicate among the *chosen* ones."""
    found = np.zeros(len(chosen), np.bool_)
    for here, there in (linked.T, linked.T[::-1]):
        found[here[chosen[there]]] = True
    return found


def _refuse_empty(
    folder: Path, rows: draw.Rows, sides: draw.Sides, args: argparse.Namespace
) -> None:
    wanted = {TEST: args.test_per_expression or args.test_part, VALID: args.valid_per_expression}
    for side in (TRAIN, *(side for side, asked in wanted.items() if asked)):
        codes = rows.seen if side == TRAIN else rows.truth
        for code, name in enumerate(EXPRESSIONS):
            if not ((sides == side) & (codes == code)).any():
                raise Refused(
                    f"{folder}: no {name} image would be left for {PARTS[side]}; "
                    "ask for fewer per expression."
                )


def described(rows: draw.Rows, sides: draw.Sides, linked: duplicates.Pairs) -> dict[str, Any]:
    """What is on each side, counted from the outcome and not from what was meant."""
    report: dict[str, Any] = {"sides": {}}
    persons = []
    for side, name in enumerate(PARTS):
        mine = sides == side
        codes = (rows.seen if side == TRAIN else rows.truth)[mine]
        persons.append(set(rows.person[mine].tolist()) - {""})
        report["sides"][name] = {
            "images": int(mine.sum()),
            "per_expression": {
                expression: int((codes == code).sum())
                for code, expression in enumerate(EXPRESSIONS)
            },
            "without_truth": int((rows.truth[mine] < 0).sum()),
            "persons": len(persons[-1]),
        }
    sizes = np.unique(duplicates.groups(len(rows), linked), return_counts=True)[1]
    one, other = sides[linked[:, 0]], sides[linked[:, 1]]
    known = rows.person != ""
    in_training = np.isin(rows.person, sorted(persons[TRAIN]))
    return report | {
        "unused": int((sides == UNUSED).sum()),
        "persons_on_several_sides": len(
            persons[0] & persons[1] | persons[0] & persons[2] | persons[1] & persons[2]
        ),
        "test_images_with_known_person": int(((sides == TEST) & known).sum()),
        "test_images_whose_person_is_in_training": int(((sides == TEST) & in_training).sum()),
        "duplicates": {
            "pairs": len(linked),
            "groups": int((sizes > 1).sum()),
            "images": int(sizes[sizes > 1].sum()),
            "largest_group": int(sizes.max(initial=0)),
            "pairs_across_sides": int(((one >= 0) & (other >= 0) & (one != other)).sum()),
        },
    }


def shortages(report: dict[str, Any], args: argparse.Namespace) -> list[str]:
    """What is missing of what was asked for, a sentence each."""
    asked = {
        "train": args.train_per_expression,
        "valid": args.valid_per_expression,
        "test": args.test_per_expression,
    }
    return [
        f"{wanted - count} of {wanted} {name} images are missing in {side}."
        for side, wanted in asked.items()
        for name, count in report["sides"][side]["per_expression"].items()
        if count < wanted
    ]


def text(report: dict[str, Any]) -> str:
    """The report for people."""
    lines = ["side    images persons no truth" + "".join(f"{name:>10}" for name in EXPRESSIONS)]
    for name, side in report["sides"].items():
        counts = "".join(f"{count:10}" for count in side["per_expression"].values())
        lines.append(
            f"{name:6} {side['images']:7} {side['persons']:7} {side['without_truth']:8}{counts}"
        )
    alike = report["duplicates"]
    known = report["test_images_with_known_person"]
    return "\n".join(
        [
            *lines,
            f"{report['unused']} images are unused, {alike['set_aside']} of them because a "
            "near-duplicate is judged.",
            f"{alike['pairs']} pairs of near-duplicates, {alike['groups']} groups of "
            f"{alike['images']} images, the largest of {alike['largest_group']}; "
            f"{alike['pairs_across_sides']} pairs are on two sides.",
            f"{report['persons_on_several_sides']} persons are on several sides; of {known} test "
            f"images with a known person {report['test_images_whose_person_is_in_training']} have "
            "theirs in training."
            if known
            else "No test image names its person: whether one is in training can't be told.",
            *report["missing"],
        ]
    )


def parse_args(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="prepared data")
    test = parser.add_mutually_exclusive_group(required=True)
    test.add_argument("--test-per-expression", type=_count, default=0, metavar="N")
    test.add_argument("--test-part", default="", metavar="PART", help="all of it is the test")
    parser.add_argument("--valid-per-expression", type=_count, default=0, metavar="N")
    parser.add_argument("--train-per-expression", type=_count, default=0, metavar="N")
    parser.add_argument("--most-per-person", type=_count, default=0, metavar="N", help=MOST)
    parser.add_argument("--within", default="", metavar="PART", help="draw only from this part")
    parser.add_argument("--by", choices=("person", "image"), default="person")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--name", type=_name, default=dataset.DEFAULT_SPLIT)
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    if (number := int(text)) < 0:
        raise ValueError
    return number


def _name(text: str) -> str:
    if not re.fullmatch(r"[\w-]+", text):
        raise argparse.ArgumentTypeError("letters, digits, - and _ only")
    return text


def main(arguments: list[str] | None = None) -> int:
    args = parse_args(arguments)
    with refusing():
        sides, report = split(args.folder, args)
        asked = {name: value for name, value in vars(args).items() if name != "folder"}
        report = {"asked": asked, **report, "missing": shortages(report, args)}
        dataset.write_split(args.folder, args.name, sides, report)
        print(text(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
