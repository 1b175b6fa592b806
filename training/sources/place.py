"""Where a picture's bytes are: in a file of its own, or inside a zip at a known position.

A worker that knows the position reads a member without the zip's table of contents, which for
hundreds of thousands of members would fill hundreds of MB in each of them.
"""

import os
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from classifier.preprocess import Unreadable
from training.dataset import InvalidData

MOST_BYTES = 200_000_000  # of one picture's file
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
SIGNATURE = b"PK\x03\x04"
ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A file (*offset* −1), or the member of a zip whose local header is at *offset*."""

    path: str
    size: int  # as stored, bytes
    stamp: int  # changes with the contents: a file's time, a member's CRC-32
    offset: int = -1
    length: int = 0  # of a member when unpacked
    method: int = ZIP_STORED

    @classmethod
    def file(cls, path: str) -> "Place":
        found = Path(path).stat()
        return cls(path, found.st_size, found.st_mtime_ns)

    @classmethod
    def member(cls, archive: str, info: ZipInfo) -> "Place":
        # A method that can't be read shows here like an encrypted member: when it is read.
        method = -1 if info.flag_bits & ENCRYPTED else info.compress_type
        sizes = {"size": info.compress_size, "length": info.file_size}
        return cls(archive, stamp=info.CRC, offset=info.header_offset, method=method, **sizes)

    def values(self) -> list[Any]:
        return [self.path, self.size, self.stamp, self.offset, self.length, self.method]

    def read(self) -> bytes:
        """The bytes. Raises OSError, Unreadable for a damaged member, and InvalidData for a
        file that isn't what was listed any more."""
        if max(self.size, self.length) > MOST_BYTES:
            raise Unreadable("too_many_pixels", "The file is far too large for a picture.")
        if self.offset >= 0:
            return self._unpacked()
        data = Path(self.path).read_bytes()
        if len(data) != self.size:
            raise InvalidData(f"{self.path} has changed since the pictures were listed.")
        return data

    def _unpacked(self) -> bytes:
        archive = _opened(self.path)
        header = os.pread(archive, LOCAL_HEADER.size, self.offset)
        if len(header) < LOCAL_HEADER.size or not header.startswith(SIGNATURE):
            raise InvalidData(f"{self.path}: there is no member at {self.offset}; is it whole?")
        name_length, extra_length = LOCAL_HEADER.unpack(header)[-2:]
        start = self.offset + LOCAL_HEADER.size + name_length + extra_length
        data = os.pread(archive, self.size, start)
        if self.method == ZIP_DEFLATED:
            data = _inflated(data, self.length)
        elif self.method != ZIP_STORED:
            raise Unreadable("format", "The member is encrypted or packed in an unknown way.")
        if len(data) != self.length or zlib.crc32(data) != self.stamp:
            raise Unreadable("damaged", "The zip's member is damaged.")
        return data


def _inflated(data: bytes, length: int) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, max(length, 1))  # 0: no limit
    except zlib.error as error:
        raise Unreadable("damaged", "The zip's member is damaged.") from error


@cache
def _opened(path: str) -> int:
    """A file descriptor, opened once per process and read from any position."""
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
