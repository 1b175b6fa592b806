"""What became of the pictures: ``read`` is the sum of those kept and those rejected."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from classifier.expressions import EXPRESSIONS
from training.preparing.chunks import Chunk
from training.targets import soft_targets

UNSURE = "nothing sure"


@dataclass
class Account:
    read: int = 0
    kept: int = 0
    framings: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    expressions: dict[str, Counter[str]] = field(default_factory=dict)  # by part
    usable: Counter[str] = field(default_factory=Counter)  # by part: enough votes for the five
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, chunk: Chunk) -> None:
        self.read += len(chunk.records) + len(chunk.rejects)
        self.kept += len(chunk.records)
        self.rejected.update(reason for _, reason in chunk.rejects)
        votes = np.array([record.votes for record in chunk.records], np.int32)
        others = np.array([sum(record.others) for record in chunk.records], np.int32)
        targets = soft_targets(votes.reshape(-1, len(EXPRESSIONS)), others)
        for record, target in zip(chunk.records, targets, strict=True):
            self.framings[record.framing] += 1
            counts = self.expressions.setdefault(record.part, Counter())
            counts[record.expression or UNSURE] += 1
            self.usable[record.part] += bool(target.any())

    def as_dict(self) -> dict[str, Any]:
        """In an order of its own, so that the same pictures give the same file."""
        return {
            "read": self.read,
            "kept": self.kept,
            "framings": dict(sorted(self.framings.items())),
            "rejected": dict(sorted(self.rejected.items())),
            "expressions": {
                part: dict(sorted(counts.items()))
                for part, counts in sorted(self.expressions.items())
            },
            "usable": dict(sorted(self.usable.items())),
            "notes": dict(sorted(self.notes.items())),
        }


def lines(found: dict[str, Any]) -> list[str]:
    """An account as people read it."""
    said = [_line(found["read"], "pictures read")]
    said += [_line(-count, reason) for reason, count in found["rejected"].items()]
    said.append(_line(found["kept"], f"kept; cut by: {_counts(found['framings'])}"))
    for part, counts in found["expressions"].items():
        said.append(_line(sum(counts.values()), f"{part or 'without a part'}: {_counts(counts)}"))
        said.append(_line(found["usable"][part], "of them with enough votes for the five"))
    said += [_line(count, f"({what})") for what, count in found["notes"].items() if count]
    return said


def _line(count: int, text: str) -> str:
    return f"{count:8} {text}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
