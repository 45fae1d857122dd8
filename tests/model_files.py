"""Tiny model files and the packages that carry them, made by hand."""

import hashlib
import random
import struct
import zipfile
from pathlib import Path

from assistant.weights import Weights

CONTENT = random.Random(1).randbytes(3_000_000)  # any bytes will do
PARTS = (CONTENT[:1_300_000], CONTENT[1_300_000:2_600_000], CONTENT[2_600_000:])
TINY = Weights(
    name="Tiny",
    filename="tiny.gguf",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    size=len(CONTENT),
    hub_repo="org/tiny",
    hub_file="tiny.gguf",
    packages=("tiny-part1", "tiny-part2", "tiny-part3"),
    package_version="1.0",
)


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def gguf(values: int = 64, alignment: int = 32) -> bytes:
    """Return a whole GGUF file with three values in its header and one F32 tensor."""
    pairs = [
        text("general.alignment") + struct.pack("<II", 4, alignment),
        text("general.name") + struct.pack("<I", 8) + text("tiny"),
        text("tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("bc"),
    ]
    tensor = text("weight") + struct.pack("<IQIQ", 1, values, 0, 0)
    header = b"GGUF" + struct.pack("<IQQ", 3, 1, len(pairs)) + b"".join(pairs) + tensor
    return header + bytes(-len(header) % alignment + 4 * values)


def write_wheel(folder: Path, n: int, data: bytes) -> Path:
    """Write the wheel of one part; its code would fail if anything imported it."""
    wheel = folder / f"tiny_part{n}-1.0-py3-none-any.whl"
    info = f"tiny_part{n}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"tiny_part{n}/__init__.py", "raise SystemExit('imported')")
        archive.writestr(f"tiny_part{n}/data/part{n:02}.bin", data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny-part{n}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel
