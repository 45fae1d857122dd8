"""index/: finished versions side by side, and one pointer to the version in force.

index/CURRENT            the name of the version in force; on a second line, which build of that name it is
index/v0007/manifest.json   what it holds, what built it, the map that was applied
index/v0007/vectors.npz     the raw vectors by content, so that a later build need not embed again
index/v0007/store/          the vector store
index/v0007/rows.json       what the store holds, row by row, so that a later build writes only what differs
index/v0007/words-fr/       the vocabulary of its texts in French; words-en/ likewise
index/v0007/golden.json     what the golden questions found in it
index/v0007/report.json     what its build changed beside the version before
index/.building-*           a version on its way; never read, swept by the next build
index/.unfinished.npz       the raw vectors of a build that was interrupted, for the next one

A version that turns out to be damaged is not answered from: the newest sound one before it is, until the next build.
"""

import logging
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.errors import IndexDamaged, IndexFault, IndexForeign, IndexGone, IndexMissing
from assistant.manifest import REBUILD, read_manifest
from assistant.ports import OpenStore
from assistant.report import read_report
from assistant.sharing import ALONE, Shared
from assistant.snapshot import Snapshot, open_version

POINTER = "CURRENT"
Stamp = tuple[bytes, int, int]  # what a pointer says, its file's number, and when it was written
_VERSION = re.compile(r"v[0-9]+")

log = logging.getLogger(__name__)


class Index:
    """The index of one folder: hands out the version in force, and follows the pointer when it moves."""

    def __init__(self, folder: Path, open_store: OpenStore, embedder: str, shared: Shared = ALONE) -> None:
        self.folder, self._open_store, self._embedder, self._shared = folder, open_store, embedder, shared
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._stamp: Stamp | None = None
        self._damaged: dict[str, IndexDamaged] = {}  # what was found while reading, by build

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Give the version in force, kept open until the block ends.

        Where that is damaged, an earlier one that is sound. Raises IndexMissing, IndexOutdated (another embedder or
        format), IndexDamaged or IndexUnreachable. A version that turns out to be damaged, or gone from its server, is
        not given again.
        """
        with self._lock:
            current = self._follow()
            current.readers += 1
        try:
            yield current
        except IndexDamaged as damage:
            with self._lock:
                if not isinstance(damage, IndexGone):
                    self._damaged[current.manifest.id] = damage
                if self._snapshot is current:
                    self._retire()
            raise
        finally:
            with self._lock:
                current.readers -= 1
                _close_if_done(current)

    def close(self) -> None:
        """Close the open version once its last reader is done."""
        with self._lock:
            self._retire()

    def _follow(self) -> Snapshot:
        self._shared.pull(self.folder)
        stamp = pointer_stamp(self.folder)
        name = current_version(self.folder)
        if self._snapshot is None or self._stamp != stamp:
            fresh = self._soundest(name)
            self._retire()
            self._snapshot, self._stamp = fresh, stamp
        return self._snapshot

    def _retire(self) -> None:
        old, self._snapshot = self._snapshot, None
        if old is not None:
            old.retired = True
            _close_if_done(old)

    def _soundest(self, name: str) -> Snapshot:
        """Open a version, or the newest sound one before it where it is damaged."""
        try:
            return self._open(name)
        except IndexGone:
            raise
        except IndexDamaged as damage:
            for before in earlier(self.folder, name):
                with suppress(IndexFault):
                    sound = self._open(before)
                    log.warning(
                        "The index %s is damaged (%s) Answering from %s, built %s. %s",
                        *(name, damage.problem, before, sound.manifest.built, damage.remedy),
                    )
                    return sound
            raise

    def _open(self, name: str) -> Snapshot:
        folder = self.folder / name
        manifest = read_manifest(folder)
        if manifest.id in self._damaged:
            raise self._damaged[manifest.id]
        if manifest.embedder != self._embedder:
            raise IndexForeign(
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
        name = (folder / POINTER).read_text(encoding="utf-8").partition("\n")[0].strip()
    except FileNotFoundError:
        raise IndexMissing("There is no index yet.", "Build it: assistant index.") from None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"The index's pointer cannot be read ({error}).", REBUILD) from None
    if not name or not (folder / name).is_dir():
        raise IndexMissing(f"The index points to a version that is not there ({name or 'none'}).", REBUILD)
    return name


def pointer_stamp(folder: Path) -> Stamp | None:
    """Return what tells one pointer from another; None when there is none.

    What it says names the build, so that neither a clock set back nor an index built anew under an old name goes
    unnoticed; the file's own number and time tell pointers that were written by hand apart.
    """
    try:
        with (folder / POINTER).open("rb") as file:
            stat = os.fstat(file.fileno())
            return file.read(), stat.st_ino, stat.st_mtime_ns
    except OSError:
        return None


def publish(building: Path, target: Path, build: str = "", announce: Callable[[Path], None] = lambda _: None) -> None:
    """Put a finished version in its place, then switch the pointer to it; each step is a rename.

    `build` says which build of that name it is; `announce` tells other machines of it, between the two.
    """
    with _pointer(target.parent, target.name, build) as pointer:
        building.rename(target)
        try:
            announce(target)
        except BaseException:
            target.rename(building)
            raise
        pointer.replace(target.parent / POINTER)


def switch(folder: Path, version: str, build: str) -> None:
    """Put a version that is on disk in force; only under the build lock."""
    with _pointer(folder, version, build) as pointer:
        pointer.replace(folder / POINTER)


@contextmanager
def _pointer(folder: Path, version: str, build: str) -> Iterator[Path]:
    """Write a pointer beside the one in force, to be renamed over it."""
    pointer = folder / f".CURRENT-{os.getpid()}-{threading.get_ident()}"
    try:
        with pointer.open("w", encoding="utf-8") as file:
            file.write(f"{version}\n{build}\n" if build else f"{version}\n")
            file.flush()
            os.fsync(file.fileno())
        yield pointer
    finally:
        pointer.unlink(missing_ok=True)


def versions(folder: Path) -> list[str]:
    """Return the names of the finished versions on disk, oldest first."""
    return sorted(
        (path.name for path in folder.glob("v*") if _VERSION.fullmatch(path.name) and path.is_dir()), key=_number
    )


def earlier(folder: Path, name: str) -> list[str]:
    """Return the versions older than this one: the one that was in force when it was built, then the newest first.

    Those between the two were taken out of force.
    """
    there = versions(folder)
    older = there[: there.index(name)][::-1] if name in there else []
    return sorted(older, key=lambda one: one != _before(folder / name))


def _before(folder: Path) -> str:
    """Return the version that was in force when this one was built; nothing where that is not known."""
    try:
        return read_report(folder).before
    except IndexDamaged:
        return ""


def next_version(folder: Path) -> str:
    """Return a name later than that of every version on disk."""
    return f"v{max([0, *map(_number, versions(folder))]) + 1:04d}"


def _number(name: str) -> int:
    return int(name[1:])


def sweep(folder: Path, keep: int) -> None:
    """Remove unfinished versions, and all but `keep` finished ones; only under the build lock.

    Kept are the version in force, the one in force before it was built, then the newest.
    """
    there = versions(folder)
    try:
        current = current_version(folder)
    except IndexFault:
        current = ""
    first = (current, _before(folder / current)) if current else ()
    spared = [*dict.fromkeys(name for name in (*first, *reversed(there)) if name in there)][:keep]
    for path in folder.glob(".CURRENT-*"):
        path.unlink(missing_ok=True)
    old = [folder / name for name in there if name not in spared]
    for path in [*folder.glob(".building-*"), *old]:
        shutil.rmtree(path, ignore_errors=True)
