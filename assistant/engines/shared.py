"""Versions on a Chroma server: a pointer, each version's small files, and the lease of the one builder.

assistant-pointer          its metadata says which version is in force; one change of it is the switch
assistant-<store>-rows-fr  a version's rows (`server_store`)
assistant-<store>-files    its small files, in parts; its metadata is written last and makes the version whole
assistant-lease            who builds (`lease`)
"""

import base64
import hashlib
import re
import shutil
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant import index as versions
from assistant.engines.chroma_server import OURS, ChromaServer
from assistant.engines.lease import LEASE, Lease
from assistant.engines.server_store import full_name, store_name
from assistant.errors import IndexDamaged, IndexFault, IndexMissing, IndexUnreachable
from assistant.manifest import REBUILD, read_manifest
from assistant.packing import packed, unpack

LOOK = 1.0  # seconds between two looks at the pointer
GRACE = 60.0  # seconds that a version stays after the switch away from it, for its last readers
PART = 12_000  # bytes of a part: Chroma's cloud takes texts of 16 KB
SENT = 250  # parts at once
LOCAL = 3  # copies of versions kept in a folder that only reads
POINTER, FILES = f"{OURS}pointer", "files"
_STORE = re.compile(rf"{OURS}([0-9a-f]{{16}})-(.+)")


@dataclass(frozen=True, slots=True)
class Known:
    """A version on the server: its name, which build of that name, and the name of its store."""

    version: str
    build: str
    store: str


class SharedVersions:
    """The port `Shared` over a Chroma server."""

    def __init__(self, server: ChromaServer) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._looked: dict[Path, float] = {}
        self._silent: IndexUnreachable | None = None  # how the server failed at the last look
        self._lease: Lease | None = None

    def pull(self, folder: Path, *, whole: bool = False) -> None:
        """Follow the server's pointer, at most once a second; `whole`: have exactly the server's versions."""
        with self._lock:
            if not whole and time.monotonic() - self._looked.get(folder, -LOOK) < LOOK:
                if self._silent:  # those who waited meanwhile need not each find it out
                    raise IndexUnreachable(self._silent.problem, self._silent.remedy)
                return
            self._silent = None
            try:
                with _writable(folder):
                    self._update(folder, whole=whole)
            except IndexUnreachable as error:
                self._silent = error
                self._looked[folder] = time.monotonic()
                raise
            self._looked[folder] = time.monotonic()

    def gather(self, folder: Path) -> None:
        """Follow the server's pointer and fetch the files of every version on the server that the folder lacks."""
        self.pull(folder)
        with self._lock, _writable(folder):
            self._have({known.version: known for known in self._versions()}, folder)

    @contextmanager
    def leading(self, folder: Path, wait: float) -> Iterator[None]:
        """Hold the server's lease."""
        with Lease(self._server, folder).held(wait) as lease:
            self._lease = lease
            try:
                yield
            finally:
                self._lease = None

    def publish(self, version: Path, build: str) -> None:
        """Send a version's small files, then switch to it."""
        known = Known(version.name, build, store_name(version / "store"))
        self._send(known, packed(version))
        self._switch(known)

    def switch(self, version: Path, build: str) -> None:
        """Put a version in force."""
        self._switch(Known(version.name, build, store_name(version / "store")))

    def sweep(self, keep: int) -> None:
        """Remove the collections that no version in use has; the files first, so that none is found half there."""
        self._check_lease()
        client = self._server.client()
        pointer = self._pointer()
        there = [known.store for known in reversed(self._versions())]
        in_use = [str(pointer.get("store", "")), str(pointer.get("before", ""))]
        spared = set([*dict.fromkeys(store for store in (*in_use, *there) if store in there)][:keep])
        if self._server_time() - float(pointer.get("since", 0)) < GRACE:
            spared.add(in_use[1])
        with self._server.named("written"):
            names = [item.name for item in self._server.collections()]
            gone = [name for name in names if (found := _STORE.fullmatch(name)) and found[1] not in spared]
            for name in sorted(gone, key=lambda name: not name.endswith(f"-{FILES}")):
                client.delete_collection(name)
            for name in names:
                if name.startswith(f"{LEASE}-"):
                    client.delete_collection(name)

    def _update(self, folder: Path, *, whole: bool) -> None:
        told = _known(self._pointer())
        if whole:
            self._mirror(folder)
        self._follow(folder, told)

    def _follow(self, folder: Path, told: Known | None) -> None:
        """Make the folder's own pointer say what the server's says, and have that version's files."""
        if told is None:
            (folder / versions.POINTER).unlink(missing_ok=True)
            raise IndexMissing(f"There is no index yet at {self._server.url}.", "Build it: assistant index.")
        stamp = versions.pointer_stamp(folder)
        if stamp and stamp[0].decode(errors="replace").split() == [told.version, told.build]:
            with suppress(IndexFault):
                versions.current_version(folder)
                return
        if _build_of(folder / told.version) != told.build:
            self._fetch(told, folder)
            for name in versions.versions(folder)[:-LOCAL]:
                if name != told.version:
                    shutil.rmtree(folder / name, ignore_errors=True)
        try:
            versions.switch(folder, told.version, told.build)
        except FileNotFoundError:  # a build's sweep took the new pointer for one left behind
            versions.switch(folder, told.version, told.build)

    def _mirror(self, folder: Path) -> None:
        """Have the server's versions and no other; where it has none at all, the folder's raw vectors are left."""
        there = {known.version: known for known in self._versions()}
        for name in versions.versions(folder):
            if there and name not in there:
                shutil.rmtree(folder / name, ignore_errors=True)
        self._have(there, folder)
        for path in folder.glob(".fetched-*"):  # left behind by a process that was killed
            if time.time() - path.stat().st_mtime > 60 * GRACE:
                shutil.rmtree(path, ignore_errors=True)

    def _have(self, there: Mapping[str, Known], folder: Path) -> None:
        for name, known in there.items():
            if _build_of(folder / name) != known.build:
                self._fetch(known, folder)

    def _fetch(self, known: Known, folder: Path) -> None:
        """Put a version's files in their place; another process may do the same at once."""
        fresh, old = (folder / f".fetched-{uuid.uuid4().hex}" for _ in range(2))
        target = folder / known.version
        try:
            unpack(self._received(known), fresh)
            if _build_of(fresh) != known.build:
                raise IndexDamaged(f"The server's files of {known.version} are another build's.", REBUILD)
            try:
                fresh.rename(target)
            except OSError:
                if _build_of(target) == known.build:
                    return  # another process was quicker
                target.rename(old)
                fresh.rename(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)

    def _send(self, known: Known, data: bytes) -> None:
        client = self._server.client()
        parts = [data[start : start + PART] for start in range(0, len(data), PART)]
        with self._server.named("written"):
            files = client.create_collection(full_name(known.store, FILES), embedding_function=None)
            for start in range(0, len(parts), SENT):
                some = parts[start : start + SENT]
                files.add(
                    ids=[_part_id(start + number) for number in range(len(some))],
                    embeddings=np.ones((len(some), 1), dtype=np.float32),
                    documents=[base64.b64encode(part).decode("ascii") for part in some],
                    metadatas=[{"sha256": hashlib.sha256(part).hexdigest()} for part in some],
                )
            whole = {"parts": len(parts), "sha256": hashlib.sha256(data).hexdigest()}
            files.modify(metadata={**asdict(known), **whole})

    def _received(self, known: Known) -> bytes:
        client = self._server.client()
        with self._server.named():
            files = client.get_collection(full_name(known.store, FILES), embedding_function=None)
            told = files.metadata or {}
            texts: dict[str, str] = {}
            ids = [_part_id(number) for number in range(int(str(told.get("parts", 0))))]
            for start in range(0, len(ids), SENT):
                found = files.get(ids=ids[start : start + SENT], include=["documents"])
                texts.update(zip(found["ids"], found["documents"] or [], strict=True))
            data = b"".join(base64.b64decode(texts.get(name, "")) for name in ids)
        if not ids or hashlib.sha256(data).hexdigest() != told.get("sha256"):
            raise IndexDamaged(f"The server's files of {known.version} are not what was sent.", REBUILD)
        return data

    def _switch(self, known: Known) -> None:
        """Change the pointer, unless another builder has taken over meanwhile."""
        self._check_lease()
        before = self._pointer()
        told = {**asdict(known), "before": str(before.get("store", "")), "since": self._server_time()}
        with self._server.named("written"):
            pointer = self._server.client().get_or_create_collection(POINTER, embedding_function=None)
            pointer.modify(metadata=told)

    def _check_lease(self) -> None:
        if self._lease is not None:
            self._lease.check()

    def _pointer(self) -> dict[str, Any]:
        client = self._server.client()
        with self._server.named():
            from chromadb.errors import NotFoundError  # noqa: PLC0415  # with chromadb itself

            try:
                return dict(client.get_collection(POINTER, embedding_function=None).metadata or {})
            except NotFoundError:
                return {}

    def _versions(self) -> list[Known]:
        """Return the versions that are whole on the server, oldest first."""
        with self._server.named():
            files = [item for item in self._server.collections() if item.name.endswith(f"-{FILES}")]
        found = [known for item in files if (known := _known(item.metadata or {}))]
        return sorted(found, key=lambda known: int(known.version[1:]))

    def _server_time(self) -> float:
        client = self._server.client()
        with self._server.named():
            return client.heartbeat() / 1e9


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexDamaged(
            f"The folder {folder} cannot be written ({error.strerror or error}).", "Mend its permissions."
        ) from None


def _known(told: Any) -> Known | None:  # noqa: ANN401  # a collection's metadata
    values = [str(told.get(name, "")) for name in ("version", "build", "store")]
    return Known(*values) if re.fullmatch(r"v[0-9]{1,9}", values[0]) and all(values) else None


def _build_of(folder: Path) -> str:
    try:
        return read_manifest(folder).id
    except IndexFault:
        return ""


def _part_id(number: int) -> str:
    return f"{number:06d}"
