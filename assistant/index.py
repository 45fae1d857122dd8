"""index/: finished versions side by side, and one pointer to the version in force.

index/CURRENT            the name of the version in force
index/v0007/manifest.json   what it holds, what built it, the map that was applied
index/v0007/vectors.npz     the raw vectors by content, so that a later build need not embed again
index/v0007/store/          the vector store
index/v0007/words-fr/       the vocabulary of its texts in French; words-en/ likewise
index/.building-*           a version on its way; never read, swept by the next build
"""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import IndexDamaged, IndexFault, IndexMissing, IndexOutdated
from assistant.manifest import REBUILD, read_manifest
from assistant.ports import OpenStore
from assistant.snapshot import Snapshot, open_version

_VERSION = re.compile(r"v[0-9]+")


class Index:
    """The index of one folder: hands out the version in force, and follows the pointer when it moves."""

    def __init__(self, folder: Path, open_store: OpenStore, embedder: str) -> None:
        self.folder, self._open_store, self._embedder = folder, open_store, embedder
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._stamp = 0  # when the pointer was written: an index built from scratch begins again at v0001

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Give the version in force, kept open until the block ends.

        Raises IndexMissing, IndexOutdated (another embedder or format) or IndexDamaged.
        """
        with self._lock:
            current = self._follow()
            current.readers += 1
        try:
            yield current
        finally:
            with self._lock:
                current.readers -= 1
                _close_if_done(current)

    def close(self) -> None:
        """Close the open version once its last reader is done."""
        with self._lock:
            self._retire()

    def _follow(self) -> Snapshot:
        stamp = pointer_stamp(self.folder)
        name = current_version(self.folder)
        if self._snapshot is None or self._stamp != stamp or self._snapshot.manifest.version != name:
            fresh = self._open(name)
            self._retire()
            self._snapshot, self._stamp = fresh, stamp
        return self._snapshot

    def _retire(self) -> None:
        old, self._snapshot = self._snapshot, None
        if old is not None:
            old.retired = True
            _close_if_done(old)

    def _open(self, name: str) -> Snapshot:
        folder = self.folder / name
        manifest = read_manifest(folder)
        if manifest.embedder != self._embedder:
            raise IndexOutdated(
                f"The index was built with the embedding model {manifest.embedder}; the settings ask for "
                f"{self._embedder}.",
                REBUILD,
            )
        return open_version(folder, manifest, self._open_store)


def _close_if_done(snapshot: Snapshot) -> None:
    if snapshot.retired and not snapshot.readers:
        snapshot.store.close()


def current_version(folder: Path) -> str:
    """Return the name of the version in force. Raises IndexMissing."""
    try:
        name = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing("There is no index yet.", "Build it: assistant index.") from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"The index's pointer cannot be read ({error}).", REBUILD) from None
    if not name or not (folder / name).is_dir():
        raise IndexMissing(f"The index points to a version that is not there ({name or 'none'}).", REBUILD)
    return name


def pointer_stamp(folder: Path) -> int:
    """Return when the pointer was last written, in nanoseconds; 0 when there is none."""
    try:
        return (folder / "CURRENT").stat().st_mtime_ns
    except OSError:
        return 0


def publish(building: Path, target: Path) -> None:
    """Put a finished version in its place, then switch the pointer to it; each step is a rename."""
    pointer = target.parent / f".CURRENT-{os.getpid()}"
    try:
        with pointer.open("w", encoding="utf-8") as file:
            file.write(target.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        building.rename(target)
        pointer.replace(target.parent / "CURRENT")
    finally:
        pointer.unlink(missing_ok=True)


def versions(folder: Path) -> list[str]:
    """Return the names of the finished versions on disk, oldest first."""
    return sorted(
        (path.name for path in folder.glob("v*") if _VERSION.fullmatch(path.name) and path.is_dir()), key=_number
    )


def next_version(folder: Path) -> str:
    """Return a name later than that of every version on disk."""
    return f"v{max([0, *map(_number, versions(folder))]) + 1:04d}"


def _number(name: str) -> int:
    return int(name[1:])


def sweep(folder: Path, keep: int) -> None:
    """Remove unfinished versions, and finished ones older than the last `keep`; only under the build lock."""
    try:
        current = current_version(folder)
    except IndexFault:
        current = ""
    for path in folder.glob(".CURRENT-*"):
        path.unlink(missing_ok=True)
    old = [folder / name for name in versions(folder)[:-keep] if name != current]
    for path in [*folder.glob(".building-*"), *old]:
        shutil.rmtree(path, ignore_errors=True)
