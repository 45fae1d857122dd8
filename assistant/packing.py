"""A version's small files in one run of bytes, to travel to other machines: all but its raw vectors."""

import io
import zipfile
from pathlib import Path

from assistant.errors import IndexDamaged
from assistant.manifest import REBUILD

STAYS = frozenset({"vectors.npz"})  # only the machine that built it can use it, for its next build


def packed(folder: Path) -> bytes:
    """Return a version's files but those that stay."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as pack:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in STAYS:
                pack.write(path, name)
    return data.getvalue()


def unpack(data: bytes, folder: Path) -> None:
    """Write the files into a new folder; none can land outside it. Raises IndexDamaged, OSError."""
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            pack.extractall(folder)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise IndexDamaged(f"The version's files cannot be unpacked ({error}).", REBUILD) from None
