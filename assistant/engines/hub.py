"""Models by hub name or folder: from this machine when they are here, else from the hub when it answers."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Model = TypeVar("Model")
UNLOADABLE = (OSError, ValueError, ImportError, RuntimeError)  # what loading a model that cannot be had raises
_HUB_SECONDS = 3.0
_READ = 1 << 20  # bytes at the end of each file of a model that tell it


def prepare() -> None:
    """Set, before torch and the hub's client are imported, what they read then."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads slow a busy machine down
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def from_hub(load: Callable[[bool], Model], *, offline: bool) -> Model:
    """Return what `load`, told whether to look on this machine only, loads. Raises one of UNLOADABLE."""
    try:
        return load(True)
    except (OSError, ValueError):
        if offline or not _hub_answers():
            raise
        return load(False)


def identity(model: str) -> str:
    """Return what tells one model from another: its hub name; of a folder, with a digest of its files.

    Of large files their size and end are read, which is where another training leaves other numbers.
    """
    folder = Path(model)
    digest = hashlib.sha256()
    try:
        told = any((folder / name).is_file() for name in ("config.json", "modules.json"))
        found = [path for level in ("*", "*/*") for path in folder.glob(level) if told and path.is_file()]
    except (OSError, ValueError):
        return model
    if not found:
        return model
    for path in sorted(found):
        if path.suffix == ".md" or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue  # what a model does not read: its description, what tools keep beside it
        with suppress(OSError), path.open("rb") as file:
            size = path.stat().st_size
            file.seek(max(0, size - _READ))
            digest.update(f"{path.relative_to(folder)} {size}".encode() + file.read())
    return f"{model} ({digest.hexdigest()[:12]})"


def reason(error: Exception) -> str:
    """Return the first line of what a failed load said."""
    return str(error).strip().split("\n")[0][:200]


def _hub_answers() -> bool:
    """Return whether the model hub answers soon; without asking, a missing one costs over a minute of retries."""
    from huggingface_hub import constants  # noqa: PLC0415  # not needed for the packaged models

    from assistant.downloads import answers  # noqa: PLC0415  # the same

    return not constants.HF_HUB_OFFLINE and answers(constants.ENDPOINT, _HUB_SECONDS)
