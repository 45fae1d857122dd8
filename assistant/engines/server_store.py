"""Chroma on a server: a store's folder holds its name, and its collections are on the server under that name."""

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from assistant.engines.chroma_server import OURS, ChromaServer
from assistant.engines.vectors import BREADTH, LEAST_SYNC, SYNC_THRESHOLD, ChromaCollection
from assistant.errors import IndexDamaged
from assistant.ports import Collection, OpenStore, VectorStore

NAME = "server.json"
BATCH = 1000  # rows sent or asked for at once: a server takes 40 MB


class ServerStore:
    """The port `VectorStore` over the collections of one name on a Chroma server."""

    def __init__(self, server: ChromaServer, folder: Path) -> None:
        self._server, self._closed = server, False
        self._name = store_name(folder) or _new_name(folder)

    def collection(self, name: str, *, create: bool = False) -> Collection:
        """Return a collection, created first when asked to. Raises IndexDamaged when absent, IndexUnreachable."""
        self._check_open()
        client = self._server.client()
        with self._server.named():
            if create:
                self._create(name, SYNC_THRESHOLD)
            raw = client.get_collection(self._full(name), embedding_function=None)
            return ChromaCollection(raw, min(client.get_max_batch_size() or BATCH, BATCH), self._server.named)

    def prepare(self, writes: Mapping[str, int]) -> None:
        """Create the collections that are absent, each to be laid down with the last of so many writes."""
        self._check_open()
        with self._server.named("written"):
            there = {item.name for item in self._server.collections()}
            for name, count in writes.items():
                if self._full(name) not in there:
                    self._create(name, max(LEAST_SYNC, count))

    def copy(self, folder: Path) -> None:
        """Fork the collections under a new name. Raises IndexDamaged where the server cannot: `chroma run` does not.

        Rows that went to and fro would take longer than writing them afresh, which is what a build then does.
        """
        self._check_open()
        name = _new_name(folder)
        with self._server.named("copied"):
            for collection in self._server.collections():
                if collection.name.startswith(self._full("")):
                    collection.fork(full_name(name, collection.name.removeprefix(self._full(""))))

    def seal(self) -> None:
        """Do nothing: a version's collections are never written again, so the server has nothing to lay down."""

    def close(self) -> None:
        """Be closed; the connection stays, for the next store."""
        self._closed = True

    def _create(self, name: str, threshold: int) -> None:
        self._server.client().create_collection(
            self._full(name),
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "sync_threshold": threshold, "ef_search": BREADTH}},
        )

    def _full(self, name: str) -> str:
        return full_name(self._name, name)

    def _check_open(self) -> None:
        if self._closed:
            raise IndexDamaged("The vector store is closed.", "Open it again.")


def full_name(store: str, name: str) -> str:
    """Return the name that a store's collection has on the server."""
    return f"{OURS}{store}-{name}"


def store_name(folder: Path) -> str:
    """Return the name of the store in a folder; empty when it has none yet. Raises IndexDamaged."""
    try:
        return cast("str", json.loads((folder / NAME).read_text(encoding="utf-8"))["store"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(
            f"The index cannot be read ({error}).", "Build it again: assistant index --rebuild."
        ) from None


def _new_name(folder: Path) -> str:
    name = uuid.uuid4().hex[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NAME).write_text(json.dumps({"store": name}), encoding="utf-8")
    except OSError as error:
        raise IndexDamaged(f"The folder {folder} cannot be written ({error.strerror}).", "Mend it.") from None
    return name


def open_on(server: ChromaServer) -> OpenStore:
    """Return what opens the stores of a server, by the folders that hold their names."""

    def opened(folder: Path) -> VectorStore:
        return ServerStore(server, folder)

    return opened
