"""The packaged embedding model's file, and what the encoder was taught, put into a copy of it.

The engine multiplies weights of 4 bits by a scale for each 32 of them. Those scales, the biases and the norms were
trained on (PEQA: Kim et al. 2023, arXiv 2305.14152; BitFit: Ben Zaken et al. 2022, arXiv 2106.10199); the weights stay
as they are, so that the same engine runs the model as fast as before. `tests/training/train_encoder.py` did it.
"""

import hashlib
import mmap
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import EmbedderError
from assistant.snapshot import UNREADABLE

TAUGHT = Path(__file__).with_name("e5.npz")
BASE = "base"  # in it, the SHA-256 of the file that it goes into
BLOCK = 32  # weights with one scale
BLOCK_BYTES = 18  # a scale of 16 bits, and 32 weights of 4
HEADER = struct.Struct("<4sI7ifi")  # mark, version, seven sizes, epsilon, block
PIECES = struct.Struct("<5iQ")  # how many pieces of words there are, four special ones, bytes of their text
_ENTRY = struct.Struct("<BIQQ")  # of a tensor, after its name: kind, numbers, start, bytes
Data = bytes | bytearray | mmap.mmap


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where numbers lie in the file; those in blocks have scales, of which there is one for BLOCK of them."""

    start: int
    count: int
    blocks: bool

    @property
    def _end(self) -> int:
        return self.start + (self.count // BLOCK * BLOCK_BYTES if self.blocks else self.count * 4)

    def numbers(self, data: Data) -> Any:  # noqa: ANN401  # an array of one of two types
        """Return a copy of the scales (float16) or the numbers (float32), shape (n,)."""
        told = np.frombuffer(bytes(data[self.start : self._end]), np.uint8)
        return (told.reshape(-1, BLOCK_BYTES)[:, :2].copy().view("<f2") if self.blocks else told.view("<f4")).ravel()

    def put(self, data: bytearray | mmap.mmap, numbers: Any) -> None:  # noqa: ANN401  # an array
        """Write other scales or numbers of the same shape there. Raises ValueError for another."""
        if self.blocks:
            rows = np.frombuffer(bytes(data[self.start : self._end]), np.uint8).reshape(-1, BLOCK_BYTES).copy()
            rows[:, :2] = numbers.astype("<f2").reshape(len(rows), 1).view(np.uint8)
            data[self.start : self._end] = rows.tobytes()
        else:
            data[self.start : self._end] = numbers.astype("<f4").reshape(self.count).tobytes()


def tensors(data: Data) -> dict[str, Tensor]:
    """Return what is in a model's file by name. Raises ValueError for a file of another kind."""
    try:
        if data[:4] != b"E5S1":
            raise ValueError("no model of this engine")
        pieces, *_, text = PIECES.unpack_from(data, HEADER.size)
        place = HEADER.size + PIECES.size + 4 * (pieces + 1) + 4 * pieces + text
        _, normal = struct.unpack_from("<iI", data, place)
        place += 8 + normal
        (count,) = struct.unpack_from("<i", data, place)
        place += 4
        found: dict[str, Tensor] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", data, place)
            name = bytes(data[place + 2 : place + 2 + length]).decode()
            kind, numbers, start, _ = _ENTRY.unpack_from(data, place + 2 + length)
            found[name] = Tensor(start, numbers, kind == 1)
            place += 2 + length + _ENTRY.size
    except struct.error:
        raise ValueError("it ends too early") from None
    return found


def change(data: bytearray | mmap.mmap, changes: Mapping[str, Any]) -> None:
    """Put other scales, biases and norms into a model's file. Raises EmbedderError where they are not made for it."""
    if str(changes.get(BASE)) != hashlib.sha256(data).hexdigest():
        raise EmbedderError("The packaged embedding model is not the one that the encoder was taught on.", _remedy())
    try:
        places = tensors(data)
        for name, numbers in changes.items():
            if name != BASE:
                places[name].put(data, numbers)
    except (KeyError, ValueError, AttributeError):
        raise EmbedderError("What the encoder was taught does not fit its model.", _remedy()) from None


def read_changes(file: Path = TAUGHT) -> dict[str, Any]:
    """Return what the encoder was taught. Raises EmbedderError where the file is missing or damaged."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            return dict(kept)
    except UNREADABLE:
        raise EmbedderError(f"{file} is missing or damaged.", _remedy()) from None


@cache
def digest(file: Path = TAUGHT) -> str:
    """Return what tells one training from another; "" where there is no such file."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    except OSError:
        return ""


@contextmanager
def changed(base: Path, changes: Mapping[str, Any]) -> Iterator[Path]:
    """Give a copy of a model's file with what was taught in it, in memory where the system can.

    It goes at the end, unless an engine has mapped it, which then keeps it for itself. Raises EmbedderError, and
    OSError where there is no room.
    """
    with ExitStack() as stack:
        descriptor = _memory()
        if descriptor is None:
            path = Path(stack.enter_context(tempfile.TemporaryDirectory()), "e5.bin")
        else:
            stack.callback(os.close, descriptor)
            path = _path(descriptor)
        with base.open("rb") as given, path.open("w+b") as copy:
            shutil.copyfileobj(given, copy)
            copy.flush()
            with mmap.mmap(copy.fileno(), 0) as data:
                change(data, changes)
        yield path


def unusable(error: Exception) -> EmbedderError:
    """Return what to tell of a model that could not be changed or loaded."""
    return EmbedderError(f"The packaged embedding model cannot be taught here ({error}).", _remedy())


def _memory() -> int | None:
    """Return the descriptor of a new file in memory that has a path; None where the system has none."""
    try:
        descriptor = os.memfd_create("e5")
    except (AttributeError, OSError):
        return None
    if _path(descriptor).exists():
        return descriptor
    os.close(descriptor)
    return None


def _path(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}")


def _remedy() -> str:
    return "Install the program again, with its constraints.txt, or set ASSISTANT_EMBEDDING_MODEL=untaught."
