"""Whether a file is safetensors, as far as its header tells: no weight is read, nothing is run.

The format: 8 bytes with the header's length, the header (JSON: each tensor's dtype, shape and
place), and the tensors one after the other to the end of the file.
"""

import json
import math
from pathlib import PurePath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

BYTES = {
    **dict.fromkeys(("F64", "I64", "U64"), 8),
    **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 2),
    **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2"), 1),
}
MOST_HEADER = 4_000_000  # that of resnet152 has 100,000
# What other programs call their pickles, and others that are no safetensors.
PICKLED = {".pt", ".pth", ".bin", ".pkl", ".pickle", ".ckpt", ".joblib", ".npy", ".npz"}
ZIP, PICKLE = b"PK\x03\x04", b"\x80"


class Refused(ValueError):
    """What was brought in isn't taken; the message says why, in the reader's language."""


def refuse_pickle(name: str) -> None:
    """Raise Refused for a name that says that the file is pickled."""
    if PurePath(name).suffix.lower() in PICKLED:
        raise Refused(pickled(name))


def pickled(name: str) -> str:
    text = _(
        "%(name)s is pickled: such files run whatever program they carry when they are opened, so "
        "they never are. Save the weights as safetensors."
    )
    return text % {"name": name}


def check(file: BinaryIO, name: str) -> None:
    """Raise Refused unless *file* (seekable; left anywhere) can be a whole safetensors file."""
    refuse_pickle(name)
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(8)
    length = int.from_bytes(start, "little")
    if len(start) < 8 or not 2 <= length <= min(MOST_HEADER, size - 8):
        if start.startswith((ZIP, PICKLE)):  # as a length, either would be far too large
            raise Refused(pickled(name))
        raise Refused(_("%(name)s is no safetensors file, or it is incomplete.") % {"name": name})
    try:
        _check_places(_header(file.read(length)), size - 8 - length)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        text = _("%(name)s is no sound safetensors file: its header doesn’t fit what follows.")
        raise Refused(text % {"name": name}) from None


def _header(data: bytes) -> dict[str, Any]:
    header = json.loads(data.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    if not isinstance(header, dict):
        raise TypeError("a header is an object")
    header.pop("__metadata__", None)
    if not header:
        raise ValueError("no tensor")
    return header


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _no_constant(constant: str) -> None:
    raise ValueError(constant)


def _check_places(header: dict[str, Any], size: int) -> None:
    """The tensors fill the *size* bytes without a gap or an overlap."""
    end = 0
    for tensor in sorted(header.values(), key=lambda tensor: tuple(tensor["data_offsets"])):
        start, stop = tensor["data_offsets"]
        shape = tensor["shape"]
        if not all(type(n) is int and n >= 0 for n in (start, stop, *shape)):
            raise ValueError("a place or a size is no count")
        if start != end or stop - start != math.prod(shape) * BYTES[tensor["dtype"]]:
            raise ValueError("a tensor isn't where it has to be")
        end = stop
    if end != size:
        raise ValueError("the file ends elsewhere")
