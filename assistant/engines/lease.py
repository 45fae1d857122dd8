"""The lease of the one builder among all machines: a collection's name, which a server gives but once.

Who dies leaves it behind; it ends by itself, by the server's clock, and is then taken over by renaming what is there,
which only touches the one that was read. Whoever holds a folder's own lock knows that a lease from that folder is dead.
"""

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.engines.chroma_server import OURS, ChromaServer
from assistant.errors import IndexDamaged, IndexFault, IndexLocked

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection as RawCollection

LASTS = 60.0  # seconds, unless renewed
LEASE = f"{OURS}lease"
PLACE = ".place"  # a folder's own number, by which its leases are known


class Lease:
    """A folder's claim to be the only builder of a server's index."""

    def __init__(self, server: ChromaServer, folder: Path) -> None:
        self._server = server
        self._place = _place(folder)
        self._since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        self._mine: RawCollection | None = None

    @contextmanager
    def held(self, wait: float) -> Iterator["Lease"]:
        """Take the lease, waiting for it up to so many seconds, and renew it until the block ends.

        Raises IndexLocked naming the holder, IndexUnreachable.
        """
        until = time.monotonic() + wait
        while (other := self._take()) is not None:
            if time.monotonic() >= until:
                raise IndexLocked(
                    f"Another machine ({other.get('pid')} on {other.get('host')}, since {other.get('since')}) is "
                    "building the index.",
                    f"Wait until it is done, then run this again; or let it wait itself: assistant index --wait 600. "
                    f"If it has died, its turn ends by itself within {LASTS:.0f} seconds.",
                )
            time.sleep(min(1.0, max(0.05, until - time.monotonic())))
        done = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(done,), daemon=True)
        renewing.start()
        try:
            yield self
        finally:
            done.set()
            renewing.join()
            with suppress(IndexFault):  # else it ends by itself
                self._drop(self._mine)

    def check(self) -> None:
        """Raise IndexLocked when another builder has taken over, after this one could not renew its lease in time."""
        with self._server.named():
            current = self._current()
        if self._mine is None or current is None or current.id != self._mine.id:
            raise IndexLocked("Another machine has taken over the building of the index.", "Run this again.")

    def _take(self) -> dict[str, Any] | None:
        """Take the lease if it is free; else return who holds it."""
        from chromadb.errors import ChromaError  # noqa: PLC0415  # with chromadb itself

        client = self._server.client()
        with self._server.named("written"):
            current = self._current()
            if current is not None:
                told = dict(current.metadata or {})
                if told.get("place") != self._place and float(told.get("until", 0)) > client.heartbeat() / 1e9:
                    return told
                self._drop(current)
            try:
                self._mine = client.create_collection(LEASE, metadata=self._told(), embedding_function=None)
            except ChromaError:  # the name is taken: another was quicker
                if (taken := self._current()) is None:
                    raise
                return dict(taken.metadata or {})
        return None

    def _current(self) -> "RawCollection | None":
        from chromadb.errors import NotFoundError  # noqa: PLC0415  # with chromadb itself

        try:
            return self._server.client().get_collection(LEASE, embedding_function=None)
        except NotFoundError:
            return None

    def _drop(self, lease: "RawCollection | None") -> None:
        """Free the name: a collection is renamed by its number, so that no other's lease is dropped."""
        if lease is not None:
            name = f"{LEASE}-{uuid.uuid4().hex}"
            with self._server.named("written"):
                lease.modify(name=name)
                self._server.client().delete_collection(name)

    def _renew(self, done: threading.Event) -> None:
        while not done.wait(LASTS / 4):
            with suppress(IndexFault), self._server.named("written"):  # `check` tells when it came too late
                if self._mine is not None:
                    self._mine.modify(metadata=self._told())

    def _told(self) -> dict[str, str | int | float]:
        return {
            "place": self._place,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": self._since,
            "until": self._server.client().heartbeat() / 1e9 + LASTS,
        }


def _place(folder: Path) -> str:
    """Return the folder's own number, given at its first lease. Raises IndexDamaged."""
    file = folder / PLACE
    try:
        if not file.exists():
            file.write_text(json.dumps(uuid.uuid4().hex), encoding="utf-8")
        return f"{json.loads(file.read_text(encoding='utf-8'))}@{socket.gethostname()}"  # a folder may be copied
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{file} cannot be used ({error}).", "Delete it.") from None
