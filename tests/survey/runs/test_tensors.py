import io
import json
import pickle
from typing import Any

import pytest

from survey.runs.tensors import Refused, check


def file(header: Any, data: bytes = b"\0" * 8, length: int | None = None) -> io.BytesIO:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    size = len(text) if length is None else length
    return io.BytesIO(size.to_bytes(8, "little") + text + data)


def tensor(start: int, stop: int, shape: tuple[Any, ...], dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, stop]}


def test_a_sound_header_is_taken() -> None:
    header = {"__metadata__": {"a": "b"}, "b": tensor(4, 8, (2,), "F16"), "a": tensor(0, 4, (1, 1))}
    check(file(header), "weights.safetensors")


@pytest.mark.parametrize(
    "found",
    [
        file({"a": tensor(0, 8, (2,))}, b"\0" * 7),  # truncated
        file({"a": tensor(0, 8, (2,))}, b"\0" * 9),
        file({"a": tensor(0, 8, (3,))}),
        file({"a": tensor(0, 8, (2,), "F128")}),
        file({"a": tensor(0, 4, (1,)), "b": tensor(2, 6, (1,))}),  # overlapping
        file({"a": tensor(0, 4, (1,)), "b": tensor(0, 4, (1,))}),
        file({"a": tensor(4, 8, (1,))}),  # a gap
        file({"a": tensor(-4, 4, (2,))}),
        file({"a": tensor(0, 8, (-1, -2))}),
        file({"a": tensor(0, 8, (True, 2))}),
        file({"a": tensor(0, 8, (2.0,))}),
        file({"a": {"dtype": "F32"}}),
        file({"a": 5}),
        file([1]),
        file({}),
        file({"__metadata__": {}}),
        file(b'{"a": NaN}'),
        file(b'{"a": 1, "a": 1}'),
        file(b"[" * 100_000),
        file(b"\xff\xfe{}"),
        file({"a": tensor(0, 8, (2,))}, length=2**62),
        file({"a": tensor(0, 8, (2,))}, length=2**64 - 1),
        file({"a": tensor(0, 8, (2,))}, length=0),
        io.BytesIO(b""),
        io.BytesIO(b"\x10\0\0"),
    ],
)
def test_whatever_does_not_fit_is_refused(found: io.BytesIO) -> None:
    with pytest.raises(Refused, match="safetensors file"):
        check(found, "weights.safetensors")


class Harm:
    def __reduce__(self) -> Any:
        return (pytest.fail, ("it was loaded",))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_pickle_is_known_under_any_name_and_never_loaded(protocol: int) -> None:
    data = pickle.dumps(Harm(), protocol)
    with pytest.raises(Refused, match="is pickled"):
        check(io.BytesIO(data + b"\0" * 100), "weights.safetensors")
    with pytest.raises(Refused, match="is pickled"):
        check(io.BytesIO(b"anything"), "model.PT")


def test_a_torch_archive_is_known_under_any_name() -> None:
    with pytest.raises(Refused, match="is pickled"):
        check(io.BytesIO(b"PK\x03\x04" + b"\x14" * 100), "weights.safetensors")


def test_a_header_as_long_as_a_pickle_begins_is_no_pickle() -> None:
    header = json.dumps({"a": tensor(0, 8, (2,))}).encode().ljust(0x0280)
    assert file(header).read(2) == b"\x80\x02"
    check(file(header), "weights.safetensors")
