"""Raw vectors by content, kept for the next build: beside each version, and of a build that did not end well."""

from contextlib import suppress
from pathlib import Path

import numpy as np

from assistant.ports import Vectors
from assistant.snapshot import UNREADABLE

VECTORS = "vectors.npz"


def save(path: Path, vectors: dict[str, Vectors], embedder: str = "") -> None:
    """Write vectors by content, with the name of what made them. Raises OSError."""
    with path.open("wb") as file:
        np.savez(file, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())), embedder=embedder)


def load(path: Path, embedder: str | None = None) -> dict[str, Vectors]:
    """Return the vectors of a file by content; none where it cannot be read, or another embedder made them."""
    try:
        with path.open("rb") as file, np.load(file) as saved:
            if embedder is not None and str(saved["embedder"]) != embedder:
                return {}
            return dict(zip(saved["keys"].tolist(), saved["vectors"], strict=True))
    except UNREADABLE:
        return {}


class Unfinished:
    """What a build has embedded so far, in a file of an index folder until a build ends well."""

    def __init__(self, folder: Path, embedder: str) -> None:
        self._file, self._embedder = folder / ".unfinished.npz", embedder

    def load(self) -> dict[str, Vectors]:
        """Return the vectors of builds that did not end well; none of another embedder's."""
        return load(self._file, self._embedder)

    def keep(self, fresh: dict[str, Vectors]) -> None:
        """Add these to what is kept; where there is no room, what was kept stays."""
        if not fresh:
            return
        beside = self._file.with_suffix(".new")
        try:
            save(beside, {**self.load(), **fresh}, self._embedder)
            beside.replace(self._file)
        except OSError:
            pass
        finally:
            self._remove(beside)

    def forget(self) -> None:
        """Remove what is kept, once a version has it."""
        self._remove(self._file)
        self._remove(self._file.with_suffix(".new"))

    def _remove(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
