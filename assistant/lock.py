"""One builder at a time: whoever writes the index holds its lock; readers never need it."""

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import IndexDamaged, IndexLocked

HOLDER = ".holder"


@contextmanager
def one_builder(folder: Path, wait: float = 0) -> Iterator[None]:
    """Hold the build lock, waiting for it up to so many seconds; a dead holder's lock is free.

    Raises IndexLocked naming the holder.
    """
    lock = FileLock(folder / ".lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait)
        (folder / HOLDER).write_text(_me(), encoding="utf-8")
    except Timeout:
        remedy = "Wait until it is done, then run this again; or let it wait itself: assistant index --wait 600."
        raise IndexLocked(f"Another process{_holder(folder)} is building the index.", remedy) from None
    except OSError as error:
        lock.release()
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "Make room there, then run this again." if full else "Mend its permissions, or set --root."
        raise IndexDamaged(f"The folder {folder} cannot be written ({error.strerror}).", remedy) from None
    try:
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _me() -> str:
    since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since})


def _holder(folder: Path) -> str:
    try:
        told = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f" ({told['pid']} on {told['host']}, since {told['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
