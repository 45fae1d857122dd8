"""Builds the index again whenever the corpus changes, until Ctrl-C."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from assistant.corpus import SUFFIXES, ignored
from assistant.errors import AssistantError
from assistant.formats.columns import SIDECARS
from assistant.glossary import FILE

QUIET = 1000  # milliseconds without a change before a build begins: an editor saves in several steps


def watched(corpus: Path) -> Iterable[object]:
    """Yield once for each lot of changes to files that a build reads; ends at Ctrl-C."""
    import watchfiles  # noqa: PLC0415  # a native library, only for this

    changes = watchfiles.watch(
        corpus,
        watch_filter=lambda _change, path: matters(Path(path).relative_to(corpus.resolve())),
        debounce=60 * QUIET,
        step=QUIET,
        raise_interrupt=True,
    )
    with suppress(KeyboardInterrupt):
        yield from changes


def matters(path: Path) -> bool:
    """Tell whether a build reads a file of the corpus folder."""
    if path.as_posix().upper() == FILE.upper():
        return True
    return path.suffix.lower() in (*SUFFIXES, *SIDECARS, "") and not ignored(path)


def keep_built(changes: Iterable[object], build: Callable[[], None], say: Callable[[str], None]) -> None:
    """Build once, then after every change; a build that fails is told of, and the next change is waited for."""
    _try(build, say)
    for _ in changes:
        _try(build, say)


def _try(build: Callable[[], None], say: Callable[[str], None]) -> None:
    try:
        build()
    except AssistantError as error:
        say(str(error))
