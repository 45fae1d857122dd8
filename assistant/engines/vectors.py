"""Chroma, embedded: a store is a folder, its collections use cosine distance."""

import hashlib
import json
import shutil
import sqlite3
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import numpy as np

from assistant.errors import IndexDamaged
from assistant.ports import Collection, Match, Row, Vectors, VectorStore

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as RawCollection

# Chroma writes vectors to its log, all or nothing, and after so many writes lays down its graph of them, in place: the
# one step that a kill can damage (chroma-core/chroma#7678). What is being built is disposable, so the graph is laid
# down there, once, with the last of the writes announced; without it, opening 60,000 rows takes more than a minute. A
# store that is in use never reaches this number.
SYNC_THRESHOLD = 1_000_000
LEAST_SYNC = 2
# Candidates that a search of the graph keeps in view. Among 30,000 made vectors, 300 find .98 of the true nearest 48,
# in 6 ms, and Chroma's own 100 find .89, in 3 (tests/benchmarks/README.md).
BREADTH = 300
_DATABASE = "chroma.sqlite3"
_SUMS = "sums.json"
_ROOM = "Make room or mend permissions, then build again: assistant index."
_READ_ONLY = "Chroma writes into its folder even to read it: make that writable, or set ASSISTANT_CHROMA_URL."
_REMEDY = "Build it again: assistant index --rebuild."
Named = Callable[..., AbstractContextManager[None]]  # what was done, and the remedy -> a block whose errors are named


class ChromaStore:
    """The port `VectorStore` over one folder of embedded Chroma."""

    def __init__(self, folder: Path) -> None:
        import chromadb  # noqa: PLC0415  # takes half a second, so only when used
        from chromadb.config import Settings  # noqa: PLC0415  # the same

        def opened() -> "ClientAPI":
            return chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False, allow_reset=False))

        self._folder, self._opened = folder, opened
        self._prepared: tuple[str, ...] = ()
        with _damage_named():
            folder.mkdir(parents=True, exist_ok=True)
            _check_sums(folder)
            self._client: ClientAPI | None = opened()

    def collection(self, name: str, *, create: bool = False) -> Collection:
        """Return a collection, created first when asked to. Raises IndexDamaged when it is absent."""
        client = self._open_client()
        with _damage_named():
            if create:
                self._create(name, SYNC_THRESHOLD)
            return ChromaCollection(client.get_collection(name, embedding_function=None), client.get_max_batch_size())

    def prepare(self, writes: Mapping[str, int]) -> None:
        """Make each collection ready for so many rows added, changed or removed, creating those that are absent.

        With the last of them the collection is laid down so that it opens at once. Collections had before are stale.
        """
        with _damage_named():
            there = {collection.name for collection in self._open_client().list_collections()}
            for name, count in writes.items():
                if name in there:
                    self._set_threshold(name, max(LEAST_SYNC, count))
                else:
                    self._create(name, max(LEAST_SYNC, count))
            self._prepared = tuple(writes)
            (self._folder / _SUMS).unlink(missing_ok=True)
            if there:  # a collection learns its new threshold at opening
                self.close()
                self._client = self._opened()

    def copy(self, folder: Path) -> None:
        """Write a copy, whole whoever reads meanwhile, into a folder that is not there yet. Raises IndexDamaged.

        Chroma notes in its database that it was opened, so that is copied in a transaction, without its empty pages.
        """
        with _damage_named("copied", _ROOM):
            shutil.copytree(self._folder, folder, ignore=shutil.ignore_patterns(f"{_DATABASE}*"))
            with closing(sqlite3.connect(self._folder / _DATABASE)) as database:
                database.execute("vacuum into ?", (str(folder / _DATABASE),))

    def seal(self) -> None:
        """Let no later reader lay anything down: a store in use is never rewritten."""
        with _damage_named():
            for name in self._prepared:
                self._set_threshold(name, SYNC_THRESHOLD)
            (self._folder / _SUMS).write_text(json.dumps(_sums(self._folder)), encoding="utf-8")

    def _set_threshold(self, name: str, threshold: int) -> None:
        collection = self._open_client().get_collection(name, embedding_function=None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of collections without an embedding function
            collection.modify(configuration={"hnsw": {"sync_threshold": threshold, "ef_search": BREADTH}})

    def _create(self, name: str, threshold: int) -> None:
        self._open_client().create_collection(
            name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "sync_threshold": threshold, "ef_search": BREADTH}},
        )

    def _open_client(self) -> "ClientAPI":
        if self._client is None:
            raise IndexDamaged("The vector store is closed.", "Open it again.")
        return self._client

    def close(self) -> None:
        """Let go of the folder's files; safe to call twice."""
        if self._client is not None:
            cast("Any", self._client).close()  # not in the interface's types
            self._client = None


class ChromaCollection:
    """The port `Collection` over one Chroma collection; `named` turns what Chroma raises into the index's errors."""

    def __init__(self, raw: "RawCollection", batch: int, named: "Named | None" = None) -> None:
        self._raw, self._batch = raw, batch or 5000
        self._named = named or _damage_named

    def add(self, rows: Sequence[Row], vectors: Vectors) -> None:
        """Store rows, replacing those whose id exists, in batches of what Chroma takes."""
        for start in range(0, len(rows), self._batch):
            part = rows[start : start + self._batch]
            with self._named("written", _ROOM):
                ids = [row.id for row in part]
                if known := self._raw.get(ids=ids, include=[])["ids"]:
                    self._raw.delete(ids=known)  # an upsert would keep the metadata that the new row lacks
                self._raw.add(
                    ids=ids,
                    embeddings=vectors[start : start + self._batch],
                    documents=[row.text for row in part],
                    metadatas=[dict(row.metadata) for row in part],
                )

    def change(self, rows: Sequence[Row]) -> None:
        """Give stored rows the metadata of these, which have the same keys; their texts and vectors stay."""
        for start in range(0, len(rows), self._batch):
            part = rows[start : start + self._batch]
            with self._named("written", _ROOM):
                self._raw.update(ids=[row.id for row in part], metadatas=[dict(row.metadata) for row in part])

    def remove(self, ids: Sequence[str]) -> None:
        """Remove stored rows."""
        for start in range(0, len(ids), self._batch):
            with self._named("written", _ROOM):
                self._raw.delete(ids=list(ids[start : start + self._batch]))

    def nearest(self, vector: Vectors, k: int) -> list[Match]:
        """Return at most k matches by cosine similarity, best first. Raises IndexDamaged."""
        if k < 1:
            return []
        with self._named():
            found = self._raw.query(query_embeddings=cast("Any", [vector]), n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [Match(name, 1.0 - float(distance)) for name, distance in zip(found["ids"][0], distances, strict=True)]

    def get(self, ids: Sequence[str]) -> list[tuple[Row, Vectors]]:
        """Return the rows with these ids and their vectors, in this order, without those that do not exist."""
        if not ids:
            return []
        wanted = list(dict.fromkeys(ids))
        by_id: dict[str, tuple[Row, Vectors]] = {}
        for start in range(0, len(wanted), self._batch):
            with self._named():
                found = self._raw.get(
                    ids=wanted[start : start + self._batch], include=["documents", "metadatas", "embeddings"]
                )
            rows = _rows(found["ids"], found["documents"], found["metadatas"])
            vectors = np.asarray(found["embeddings"], dtype=np.float32)
            by_id.update((row.id, (row, vector)) for row, vector in zip(rows, vectors, strict=True))
        return [by_id[name] for name in ids if name in by_id]

    def count(self) -> int:
        """Return how many rows are stored."""
        with self._named():
            return int(self._raw.count())


def _rows(ids: Sequence[str], texts: object, metadatas: object) -> list[Row]:
    return [
        Row(name, text, metadata)
        for name, text, metadata in zip(
            ids, cast("list[str]", texts), cast("list[dict[str, Any]]", metadatas), strict=True
        )
    ]


def _sums(folder: Path) -> dict[str, str]:
    """Return the digests of the graph's files by name; the database says itself when it is damaged."""
    sums = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(_DATABASE) and path.name != _SUMS:
            with path.open("rb") as file:
                sums[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "blake2b").hexdigest()
    return sums


def _check_sums(folder: Path) -> None:
    """Raise ValueError when the graph's files are not as they were sealed: reading damaged ones ends the process."""
    file = folder / _SUMS
    if file.exists() and json.loads(file.read_text(encoding="utf-8")) != _sums(folder):
        raise ValueError("its files are not what was written")


@contextmanager
def _damage_named(doing: str = "read", remedy: str = _REMEDY) -> Iterator[None]:
    """Turn what Chroma raises on a damaged store, or a full disk, into IndexDamaged."""
    from chromadb.errors import ChromaError  # noqa: PLC0415  # with chromadb itself

    try:
        yield
    # AttributeError: opening a damaged store a second time meets what Chroma kept of the first
    except (ChromaError, sqlite3.DatabaseError, ValueError, OSError, AttributeError) as error:
        first = str(error).strip().split("\n")[0][:160]
        told = _READ_ONLY if "readonly" in first else remedy
        raise IndexDamaged(f"The index cannot be {doing} ({first}).", told) from None


def check_chroma(folder: Path) -> None:
    """Look whether a store is as it was written, without writing a byte, as opening it would. Raises IndexDamaged."""
    with _damage_named():
        _check_sums(folder)
        with closing(sqlite3.connect(f"file:{quote(str(folder / _DATABASE))}?mode=ro", uri=True)) as database:
            found = database.execute("pragma quick_check").fetchone()
        if found != ("ok",):
            raise ValueError(f"its database says: {found[0] if found else 'nothing'}")


def open_chroma(folder: Path) -> VectorStore:
    """Open the embedded Chroma store in a folder. Raises IndexDamaged."""
    return ChromaStore(folder)
