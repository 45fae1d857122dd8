"""The packaged embedding model's file, and what the encoder was taught, written into a copy of it.

The engine multiplies weights of 4 bits by a scale for each 32 of them. Those scales, the biases and the norms were
trained on (PEQA: Kim et al. 2023, arXiv 2305.14152; BitFit: Ben Zaken et al. 2022, arXiv 2106.10199); the weights stay
as they are, so that the same engine runs the model as fast as before. `tests/training/encoder.py` did it.
"""

import hashlib
import os
import struct
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import EmbedderError

TAUGHT = Path(__file__).with_name("e5.npz")
BASE = "base"  # in it, the SHA-256 of the file that it goes into
BLOCK = 32  # weights with one scale
_BLOCK_BYTES = 18  # a scale of 16 bits, and 32 weights of 4
_HEADER = struct.Struct("<4sI7ifi")  # mark, version, seven sizes, epsilon, block
_PIECES = struct.Struct("<5iQ")  # how many pieces of words there are, four special ones, bytes of their text


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where numbers lie in the file; those in blocks have scales, of which there is one for BLOCK of them."""

    start: int
    count: int
    blocks: bool

    def numbers(self, data: bytes | bytearray) -> Any:  # noqa: ANN401  # an array of one of two types
        """Return the scales (float16) or the numbers (float32) where they lie, shape (n,): a view."""
        if not self.blocks:
            return np.frombuffer(data, "<f4", self.count, self.start)
        rows = np.frombuffer(data, np.uint8, self.count // BLOCK * _BLOCK_BYTES, self.start)
        return np.ndarray((self.count // BLOCK,), "<f2", rows.data, strides=(_BLOCK_BYTES,))


def tensors(data: bytes | bytearray) -> dict[str, Tensor]:
    """Return what is in a model's file by name. Raises EmbedderError for a file of another kind."""
    try:
        if data[:4] != b"E5S1":
            raise ValueError("mark")
        pieces, *_, text = _PIECES.unpack_from(data, _HEADER.size)
        place = _HEADER.size + _PIECES.size + 4 * (pieces + 1) + 4 * pieces + text
        _, normal = struct.unpack_from("<iI", data, place)
        place += 8 + normal
        (count,) = struct.unpack_from("<i", data, place)
        place += 4
        found: dict[str, Tensor] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", data, place)
            name = data[place + 2 : place + 2 + length].decode()
            kind, numbers, start, _ = struct.unpack_from("<BIQQ", data, place + 2 + length)
            found[name] = Tensor(start, numbers, kind == 1)
            place += 2 + length + 21
    except (struct.error, ValueError):
        raise EmbedderError("The packaged embedding model's file is of another kind.", _remedy()) from None
    return found


def taught(base: bytes, changes: Mapping[str, Any]) -> bytearray:
    """Return a copy of a model's file with other scales, biases and norms. Raises EmbedderError."""
    if str(changes[BASE]) != hashlib.sha256(base).hexdigest():
        raise EmbedderError("The packaged embedding model is not the one that the encoder was taught on.", _remedy())
    copy = bytearray(base)
    places = tensors(base)
    for name, numbers in changes.items():
        if name != BASE:
            places[name].numbers(copy)[:] = numbers
    return copy


def read_changes(file: Path = TAUGHT) -> dict[str, Any]:
    """Return what the encoder was taught. Raises EmbedderError where the file is missing or damaged."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            return dict(kept)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        raise EmbedderError(f"{file} is missing or damaged.", _remedy()) from None


@cache
def digest(file: Path = TAUGHT) -> str:
    """Return what tells one training from another; "" where there is no such file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""


@contextmanager
def as_file(data: bytearray) -> Iterator[str]:
    """Give the path of a file with this content, in memory where the system can; gone once closed, unless mapped."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("e5"), "wb") as file:
            file.write(data)
            file.flush()
            yield f"/proc/self/fd/{file.fileno()}"
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "e5.bin")
        path.write_bytes(data)
        yield str(path)


def _remedy() -> str:
    return "Install the program again, with its constraints.txt, or set ASSISTANT_EMBEDDING_MODEL=untaught."
