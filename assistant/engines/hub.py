"""Models by hub name or folder: from this machine when they are here, else from the hub when it answers."""

import os
from collections.abc import Callable
from typing import TypeVar

Model = TypeVar("Model")
UNLOADABLE = (OSError, ValueError, ImportError, RuntimeError)  # what loading a model that cannot be had raises
_HUB_SECONDS = 3.0


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


def reason(error: Exception) -> str:
    """Return the first line of what a failed load said."""
    return str(error).strip().split("\n")[0][:200]


def _hub_answers() -> bool:
    """Return whether the model hub answers soon; without asking, a missing one costs over a minute of retries."""
    from huggingface_hub import constants  # noqa: PLC0415  # not needed for the packaged models

    from assistant.downloads import answers  # noqa: PLC0415  # the same

    return not constants.HF_HUB_OFFLINE and answers(constants.ENDPOINT, _HUB_SECONDS)
