"""The versions on disk: which there are, and how to go back to one."""

import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import index as versions
from assistant.errors import IndexFault, IndexMissing, IndexOutdated
from assistant.manifest import REBUILD, Manifest, read_manifest
from assistant.ports import OpenStore
from assistant.sharing import ALONE, Shared, one_writer
from assistant.snapshot import open_version


@dataclass(frozen=True, slots=True)
class Kept:
    """A version; `problem` says why it cannot be used, `bytes` what it takes on this machine's disk."""

    version: str
    built: str
    passages: int
    in_force: bool
    bytes: int
    problem: str = ""


def listed(folder: Path, shared: Shared = ALONE) -> list[Kept]:
    """Return every version kept, newest first. Raises IndexUnreachable, IndexDamaged."""
    with suppress(IndexMissing):
        shared.gather(folder)
    try:
        current = versions.current_version(folder)
    except IndexFault:
        current = ""
    return [_kept(folder / name, in_force=name == current) for name in reversed(versions.versions(folder))]


def roll_back(
    folder: Path,
    version: str | None,
    embedder: str,
    open_store: OpenStore,
    wait: float = 0,
    shared: Shared = ALONE,
) -> Manifest:
    """Put a version on disk in force again, once it opens; by default the one that was when this one was built.

    Only the pointer moves: the corpus stays as it is, and the next build takes it over again, as it is asked to.
    Raises IndexMissing, IndexOutdated, IndexDamaged, IndexLocked, IndexUnreachable.
    """
    with one_writer(folder, wait, shared):
        name = version or _before(folder)
        if name not in versions.versions(folder):
            raise IndexMissing(f"There is no version {name}.", "See which there are: assistant index --list.")
        manifest = read_manifest(folder / name)
        if manifest.embedder != embedder:
            raise IndexOutdated(f"Version {name} was built with the embedding model {manifest.embedder}.", REBUILD)
        open_version(folder / name, manifest, open_store).store.close()
        shared.switch(folder / name, manifest.id)
        versions.switch(folder, name, manifest.id)
        return manifest


def output(kept: list[Kept]) -> dict[str, Any]:
    """Return what `assistant index --list --json` prints."""
    names = ("version", "built", "passages", "in_force", "bytes", "problem")
    return {"versions": [{name: getattr(one, name) for name in names} for one in kept]}


def _before(folder: Path) -> str:
    current = versions.current_version(folder)
    older = versions.earlier(folder, current)
    if not older:
        raise IndexMissing(f"There is no version before {current}.", "See which there are: assistant index --list.")
    return older[0]


def _kept(folder: Path, *, in_force: bool) -> Kept:
    size = sum(_sizes(folder))
    try:
        manifest = read_manifest(folder)
    except IndexFault as error:
        return Kept(folder.name, "", 0, in_force, size, str(error))
    return Kept(folder.name, manifest.built, manifest.passages, in_force, size)


def _sizes(folder: Path) -> Iterator[int]:
    """Yield the size of each file; a build may take any away meanwhile."""
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield status.st_size
