"""Builds the index again whenever the corpus changes, until Ctrl-C."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from assistant.corpus import SUFFIXES, ignored, is_list
from assistant.errors import AssistantError, CorpusError
from assistant.formats.columns import SIDECARS

QUIET = 1000  # milliseconds without a change before a build begins: an editor saves in several steps
IDLE = 200  # milliseconds after which the watch says that nothing changed; first of all, that it stands


def watched(corpus: Path) -> Iterable[object]:
    """Yield once when the watch stands, then for each lot of changes to files that a build reads; ends at Ctrl-C.

    A change made while a build runs is yielded after it. Raises CorpusError when there is no folder.
    """
    import watchfiles  # noqa: PLC0415  # a native library, only for this

    if not corpus.is_dir():
        raise CorpusError(f"There is no corpus folder at {corpus}.", "Create it, or say where it is with --root.")
    folder = corpus.resolve()  # so are the paths that are told, wherever links lead
    changes = watchfiles.watch(
        folder,
        watch_filter=lambda _change, path: matters(Path(path).relative_to(folder)),
        debounce=60 * QUIET,
        step=QUIET,
        rust_timeout=IDLE,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    with suppress(KeyboardInterrupt):
        yield next(changes)
        yield from filter(None, changes)


def matters(path: Path) -> bool:
    """Tell whether a build reads a file of the corpus folder."""
    if is_list(path):
        return True
    return path.suffix.lower() in (*SUFFIXES, *SIDECARS, "") and not ignored(path)


def keep_built(changes: Iterable[object], build: Callable[[], None], say: Callable[[str], None]) -> None:
    """Build at every change; a build that fails is told of, and the next change is waited for."""
    for _ in changes:
        _try(build, say)


def _try(build: Callable[[], None], say: Callable[[str], None]) -> None:
    try:
        build()
    except AssistantError as error:
        say(str(error))
    except OSError as error:
        say(f"The build stopped ({error.strerror or error}). It begins again at the next change.")
