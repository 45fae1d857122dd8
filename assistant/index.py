"""index/: finished versions side by side, and one pointer to the version in force.

index/CURRENT            the name of the version in force
index/v0007/manifest.json   what it holds, what built it, the map that was applied
index/v0007/vectors.npz     the raw vectors by content, so that a later build need not embed again
index/v0007/store/          the vector store
index/.building-*           a version on its way; never read, swept by the next build
"""

import json
import os
import re
import shutil
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import IndexDamaged, IndexFault, IndexMissing, IndexOutdated
from assistant.neutral import LanguageMap
from assistant.ports import Collection, OpenStore, Vectors, VectorStore
from assistant.records import Language, RelatedQuestion

FORMAT = 2
# What reading a damaged .npz file raises.
UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error)
SENTENCES, CHUNKS = "sentences", "chunks"
_VERSION = re.compile(r"v[0-9]+")
_REBUILD = "Build it again: assistant index."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version holds and what built it."""

    version: str
    embedder: str
    built: str  # ISO time, UTC
    passages: int
    sentences: int
    chunks: int
    fingerprint: str  # of everything that decides the version's content
    hashes: Mapping[str, str]  # passage id -> SHA-256 of its text and metadata
    files: Mapping[str, str]  # corpus file -> SHA-256 of its bytes
    languages: Mapping[str, int]  # passages by language
    related: tuple[RelatedQuestion, ...] = ()
    problems: tuple[str, ...] = ()
    format: int = FORMAT
    means: Mapping[str, Mapping[Language, list[float]]] = field(default_factory=dict)
    background: Mapping[Language, tuple[float, float]] = field(default_factory=dict)  # see `embed.background`


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a version's manifest."""
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")


def write_vectors(folder: Path, probe: Vectors, related: Sequence[Vectors]) -> None:
    """Write a stored sentence's vector, to be found again at opening, and the related questions' vectors."""
    stacked = np.stack(related) if related else np.zeros((0, 0), dtype=np.float32)
    np.savez(folder / "known.npz", allow_pickle=False, probe=probe, related=stacked)


def read_manifest(folder: Path) -> Manifest:
    """Read a version's manifest. Raises IndexDamaged, or IndexOutdated when its format is another."""
    try:
        raw: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if raw.get("format") != FORMAT:
            raise IndexOutdated("The index was written by another version of this program.", _REBUILD)
        raw["related"] = tuple(RelatedQuestion(**item) for item in raw["related"])
        raw["problems"] = tuple(raw["problems"])
        return Manifest(**raw)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamaged(f"The index's manifest cannot be read ({error}).", _REBUILD) from None


@dataclass(slots=True)
class Snapshot:
    """One version, open for reading; every question is answered from a single snapshot."""

    manifest: Manifest
    sentences: Collection
    chunks: Collection
    map: LanguageMap
    related: Vectors  # neutral vectors of the manifest's related questions, (n, d)
    store: VectorStore
    readers: int = 0
    retired: bool = False


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
                _REBUILD,
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
        raise IndexDamaged(f"The index's pointer cannot be read ({error}).", _REBUILD) from None
    if not name or not (folder / name).is_dir():
        raise IndexMissing(f"The index points to a version that is not there ({name or 'none'}).", _REBUILD)
    return name


def pointer_stamp(folder: Path) -> int:
    """Return when the pointer was last written, in nanoseconds; 0 when there is none."""
    try:
        return (folder / "CURRENT").stat().st_mtime_ns
    except OSError:
        return 0


def open_version(folder: Path, manifest: Manifest, open_store: OpenStore) -> Snapshot:
    """Open a version and check that it holds what its manifest says. Raises IndexDamaged."""
    store = open_store(folder / "store")
    try:
        sentences, chunks = store.collection(SENTENCES), store.collection(CHUNKS)
        language_map, probe, related = _load_map(folder, manifest)
        _check(sentences, manifest.sentences)
        _check(chunks, manifest.chunks)
        matches = sentences.nearest(probe, 1)
        if not matches or matches[0].score < 0.999:  # a stored vector must find itself
            raise IndexDamaged("The index does not find a vector it holds.", _REBUILD)
    except BaseException:
        store.close()
        raise
    return Snapshot(manifest, sentences, chunks, language_map, related, store)


def _check(collection: Collection, expected: int) -> None:
    count = collection.count()
    if count != expected:
        raise IndexDamaged(f"The index holds {count} rows where its manifest says {expected}.", _REBUILD)


def _load_map(folder: Path, manifest: Manifest) -> tuple[LanguageMap, Vectors, Vectors]:
    try:
        means = {
            side: {language: np.asarray(mean, dtype=np.float32) for language, mean in by_language.items()}
            for side, by_language in manifest.means.items()
        }
        with (folder / "known.npz").open("rb") as file, np.load(file) as saved:
            probe: Vectors = saved["probe"]
            related: Vectors = saved["related"]
        if len(related) != len(manifest.related):
            raise IndexDamaged("The index's related questions are not all there.", _REBUILD)
        return LanguageMap(means["documents"], means["questions"]), probe, related
    except UNREADABLE as error:
        raise IndexDamaged(f"The index's vectors cannot be read ({error}).", _REBUILD) from None


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
