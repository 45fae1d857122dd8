"""How long a GGUF model file must be, read from its own header."""

import math
import mmap
import struct
from pathlib import Path

_MAGIC = b"GGUF"
_STRING, _ARRAY = 8, 9
_SCALARS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}  # value type -> bytes
_BLOCKS = {  # tensor type -> (values in a block, bytes of a block); a type not listed counts as no bytes
    0: (1, 4),  # F32
    1: (1, 2),  # F16
    2: (32, 18),  # Q4_0
    3: (32, 20),  # Q4_1
    6: (32, 22),  # Q5_0
    7: (32, 24),  # Q5_1
    8: (32, 34),  # Q8_0
    9: (32, 36),  # Q8_1
    10: (256, 84),  # Q2_K
    11: (256, 110),  # Q3_K
    12: (256, 144),  # Q4_K
    13: (256, 176),  # Q5_K
    14: (256, 210),  # Q6_K
    15: (256, 292),  # Q8_K
    16: (256, 66),  # IQ2_XXS
    17: (256, 74),  # IQ2_XS
    18: (256, 98),  # IQ3_XXS
    19: (256, 50),  # IQ1_S
    20: (32, 18),  # IQ4_NL
    21: (256, 110),  # IQ3_S
    22: (256, 82),  # IQ2_S
    23: (256, 136),  # IQ4_XS
    24: (1, 1),  # I8
    25: (1, 2),  # I16
    26: (1, 4),  # I32
    27: (1, 8),  # I64
    28: (1, 8),  # F64
    29: (256, 56),  # IQ1_M
    30: (1, 2),  # BF16
    34: (256, 54),  # TQ1_0
    35: (256, 66),  # TQ2_0
    39: (32, 17),  # MXFP4
}


def needed_bytes(path: Path) -> int:
    """Return the size in bytes that the file's header calls for.

    Raises ValueError when the file is not a GGUF file of version 2 or 3, or ends inside its header.
    """
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            raise ValueError("it does not begin with GGUF")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Header(data).needed()


class _Header:
    """A reader of the header; `at` is the byte it has come to."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._alignment = 32
        self.at = len(_MAGIC)

    def needed(self) -> int:
        """Return the end of the last tensor, in bytes from the file's start."""
        if self._take("I") not in (2, 3):
            raise ValueError("its version is not 2 or 3")
        tensors, pairs = self._take("Q"), self._take("Q")
        for _ in range(pairs):
            self._pair()
        end = max((self._tensor_end() for _ in range(tensors)), default=0)
        return math.ceil(self.at / self._alignment) * self._alignment + end

    def _pair(self) -> None:
        key, kind = self._text(), self._take("I")
        if key == "general.alignment" and kind == 4:  # an unsigned 32-bit number
            self._alignment = self._take("I") or self._alignment
        elif kind == _ARRAY:
            kind, count = self._take("I"), self._take("Q")
            self._skip(kind, count)
        else:
            self._skip(kind, 1)

    def _skip(self, kind: int, count: int) -> None:
        if kind == _STRING:
            for _ in range(count):
                length = self._take("Q")
                self.at += length
        elif kind in _SCALARS:
            self.at += _SCALARS[kind] * count
        else:
            raise ValueError(f"its header holds an unknown type of value ({kind})")

    def _tensor_end(self) -> int:
        self._text()
        values = math.prod([self._take("Q") for _ in range(self._take("I"))])
        kind, offset = self._take("I"), self._take("Q")
        per_block, size = _BLOCKS.get(kind, (1, 0))
        return offset + values // per_block * size

    def _text(self) -> str:
        length = self._take("Q")
        start, self.at = self.at, self.at + length
        return self._data[start : self.at].decode(errors="replace")

    def _take(self, code: str) -> int:
        start, self.at = self.at, self.at + (8 if code == "Q" else 4)
        if self.at > len(self._data):
            raise ValueError("it ends inside its header")
        return int(struct.unpack_from(f"<{code}", self._data, start)[0])
